#pragma once
// How a laptop proves a request to its desk (sync/README, Proof): a code that only these two can
// make, in one header. Each derives the same key from its own Ed25519 secret and the other's public
// key, so that nothing beyond the enrolment is agreed upon, and a request costs the desk no
// signature.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sync/base/id.hpp"

namespace huidan::core {

/// The header that carries a proof: `Huidan ` and base64 of the device's 16 bytes and the
/// code's 16.
inline constexpr std::string_view kProofHeader = "Authorization";

/// What a proof is of: a sync's body, or the whole of a blob's request. `target` is path and query
/// as they travel, behind whatever the server's URL puts in front.
[[nodiscard]] std::string sync_statement(std::string_view packed_body);
[[nodiscard]] std::string blob_statement(std::string_view method, std::string_view target,
                                         std::int64_t off_bytes, std::string_view body);

/// The key that `device` and its desk share, made by either of them. Nothing when `their_key` is no
/// key: such a device can prove nothing.
[[nodiscard]] std::optional<std::string> proof_key(std::string_view secret_key,
                                                   std::string_view their_key,
                                                   const DeviceId& device);

/// The laptop's side.
class Prover {
 public:
  /// Throws Failure db_corrupt when `desk_key` is no key.
  Prover(DeviceId device, std::string_view secret_key, std::string_view desk_key);

  /// The header's value for a request of this laptop.
  [[nodiscard]] std::string prove(std::string_view statement) const;

 private:
  DeviceId device_;
  std::string key_;
};

/// What a header claims.
struct Proof {
  DeviceId device;
  std::string code;  // mac_of the statement
};

/// Nothing when the header is no proof.
[[nodiscard]] std::optional<Proof> read_proof(std::string_view header);

}  // namespace huidan::core
