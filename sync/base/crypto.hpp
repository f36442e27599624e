#pragma once
// The one door to libsodium: digests, device keys, passwords and randomness. Every byte string here
// is raw bytes in a std::string; hex and base64 belong to whoever writes them down.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "sync/base/random.hpp"

namespace huidan {

/// SHA-256 (FIPS 180-4), 32 raw bytes.
[[nodiscard]] std::string sha256(std::string_view bytes);

/// SHA-256 as 64 hex digits: how blobs, forms and records are named.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// The first 60 bits of BLAKE2b-256 (RFC 7693): what tells one row from another where nobody means
/// to deceive, at a quarter of what SHA-256 costs.
[[nodiscard]] std::int64_t short_digest(std::string_view bytes);

/// The same as sha256_hex for bytes that come in parts.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  Sha256(Sha256&&) = delete;
  Sha256& operator=(Sha256&&) = delete;

  void add(std::string_view bytes);
  /// Once.
  [[nodiscard]] std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// An Ed25519 pair (RFC 8032). `secret_key` is libsodium's 64 bytes, `public_key` 32.
struct KeyPair {
  std::string public_key;
  std::string secret_key;
};

[[nodiscard]] KeyPair new_key_pair();

/// The public key inside libsodium's secret one.
[[nodiscard]] std::string public_half(std::string_view secret_key);

/// 64 raw bytes; `secret_key` must come from new_key_pair().
[[nodiscard]] std::string sign_bytes(std::string_view message, std::string_view secret_key);

/// False for a key or signature of the wrong length, too.
[[nodiscard]] bool signature_holds(std::string_view message, std::string_view signature,
                                   std::string_view public_key) noexcept;

/// The argon2id string of a password (64 MiB, 2 passes: RELIABILITY §4 rule 10).
[[nodiscard]] std::string hash_password(std::string_view password);

[[nodiscard]] bool password_matches(std::string_view hash, std::string_view password) noexcept;

/// `count` bytes from the operating system's generator.
[[nodiscard]] std::string random_bytes(std::size_t count);

/// A code people can read aloud: groups of four from an alphabet without 0 O 1 I L.
[[nodiscard]] std::string random_code(std::size_t groups);

class SystemRandom final : public Random {
 public:
  [[nodiscard]] std::uint64_t next() override;
};

}  // namespace huidan
