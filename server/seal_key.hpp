#pragma once
// What the desk seals with: seal.key in its folder, which holds key and certificate and is made at
// the first start, or the pair that the operator gives.

#include <cstdint>
#include <filesystem>
#include <string>

#include "pdf/seal/cms.hpp"

namespace huidan::server {

/// Files in PEM; both or neither.
struct StampFiles {
  std::string key;
  std::string certificate;
};

/// Errors: bad_config when a file cannot be read or is no P-256 key with its certificate, or when
/// there is no folder to make one in.
[[nodiscard]] Result<seal::ReadyStamp> desk_stamp(const std::filesystem::path& folder,
                                                  const StampFiles& given, std::int64_t now_ms);

}  // namespace huidan::server
