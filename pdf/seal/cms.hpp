#pragma once
// The one door to OpenSSL's CMS: the desk's seal over bytes, as ETSI EN 319 122-1 (CAdES) wants it
// inside a PDF. P-256 with SHA-256 and nothing else.

#include <cstdint>
#include <memory>
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

/// What is sealed: two parts of one file.
struct Parts {
  std::string_view before;
  std::string_view behind;
};

/// A stamp as one seals with it. OpenSSL takes ten times longer to read a key than to sign with it,
/// so it is read once. Copies share what was read.
class ReadyStamp {
 public:
  /// Error: bad_config when they are no P-256 key and its certificate.
  [[nodiscard]] static Result<ReadyStamp> read(const Stamp& stamp);

  /// Of the certificate, as fingerprint_of.
  [[nodiscard]] const std::string& fingerprint() const noexcept;

  /// In DER. Throws Failure{internal}.
  [[nodiscard]] std::string seal_over(const Parts& parts) const;

 private:
  struct Pair;
  explicit ReadyStamp(std::shared_ptr<const Pair> pair) noexcept;

  std::shared_ptr<const Pair> pair_;
};

/// SHA-256 of the certificate, 64 hex digits: how a seal's maker is known. Error: bad_config.
[[nodiscard]] Result<std::string> fingerprint_of(std::string_view certificate);

struct Sealed {
  std::string fingerprint;  // of the certificate inside
  std::string name;         // that it gives its owner
};

/// Nothing unless `cms`, filled up with zeros, is a seal over just these parts, and in the one
/// spelling that seal_over gives it. Who its certificate belongs to is the caller's question.
[[nodiscard]] std::optional<Sealed> seal_holds(const Parts& parts, std::string_view cms);

}  // namespace huidan::seal
