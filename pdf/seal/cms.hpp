#pragma once
// The one door to OpenSSL's CMS: the desk's seal over bytes, as ETSI EN 319 122-1 (CAdES) wants it
// inside a PDF. P-256 with SHA-256 and nothing else.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sync/base/result.hpp"

namespace huidan::seal {

/// A private key and its certificate, each in PEM.
struct Stamp {
  std::string key;
  std::string certificate;
};

/// A new pair, the certificate signed by itself and good for 30 years from `wall_ms` on: a form is
/// kept for ten. Throws Failure{internal}.
[[nodiscard]] Stamp new_stamp(std::string_view name, std::int64_t wall_ms);

/// Error: bad_config when they are no P-256 key and its certificate.
[[nodiscard]] Refusable fit_to_seal(const Stamp& stamp);

/// SHA-256 of the certificate, 64 hex digits: how a seal's maker is known. Error: bad_config.
[[nodiscard]] Result<std::string> fingerprint_of(std::string_view certificate);

/// What is sealed: two parts of one file.
struct Parts {
  std::string_view before;
  std::string_view behind;
};

/// In DER. Throws Failure{internal}; fit_to_seal() must have passed.
[[nodiscard]] std::string seal_over(const Parts& parts, const Stamp& stamp);

struct Sealed {
  std::string fingerprint;  // of the certificate inside
  std::string name;         // that it gives its owner
};

/// Nothing unless `cms`, filled up with zeros, is a seal over just these parts, and in the one
/// spelling that seal_over gives it. Who its certificate belongs to is the caller's question.
[[nodiscard]] std::optional<Sealed> seal_holds(const Parts& parts, std::string_view cms);

}  // namespace huidan::seal
