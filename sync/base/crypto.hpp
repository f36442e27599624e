#pragma once
// The one door to libsodium: digests, device keys, passwords and randomness. Every byte string here
// is raw bytes in a std::string; hex and base64 belong to whoever writes them down.

#include <cstdint>
#include <memory>
#include <optional>
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

/// Whether a secret key of new_key_pair() is still the one that was made: its two halves agree.
[[nodiscard]] bool key_pair_holds(std::string_view secret_key) noexcept;

/// 32 raw bytes that the owners of two Ed25519 pairs can derive and nobody else, alike on both
/// sides: X25519 (RFC 7748) of the same keys on their Montgomery form, then BLAKE2b-256 over
/// `context`, the secret and both public keys, the lesser first. Nothing when `their_key` is no
/// point of the curve's large group. Costs more than a signature: keep what it gives.
[[nodiscard]] std::optional<std::string> shared_key(std::string_view secret_key,
                                                    std::string_view their_key,
                                                    std::string_view context);

/// What only an owner of `key` can put under a message, and only he can tell from any other: 16 raw
/// bytes of keyed BLAKE2b (RFC 7693). `key` is one of shared_key.
[[nodiscard]] std::string mac_of(std::string_view message, std::string_view key);

/// Takes the same time wherever the two differ. False for a `mac` of another length, too.
[[nodiscard]] bool mac_holds(std::string_view message, std::string_view mac, std::string_view key);

/// What a guess costs: argon2id's memory and passes (RELIABILITY §4 rule 10). No flag and no
/// setting changes it; tests that make hundreds of people pay less.
struct HashCost {
  unsigned long long passes = 2;
  std::size_t memory_bytes = std::size_t{64} << 20;
};

/// The argon2id string of a password.
[[nodiscard]] std::string hash_password(std::string_view password, const HashCost& cost = {});

[[nodiscard]] bool password_matches(std::string_view hash, std::string_view password) noexcept;

/// 32 raw bytes of a code that people say aloud (argon2id, as above), alike for whoever has the
/// code, the salt and the cost; `salt` is kCodeSalt_bytes raw bytes.
inline constexpr std::size_t kCodeSalt_bytes = 16;
[[nodiscard]] std::string key_of_code(std::string_view code, std::string_view salt,
                                      const HashCost& cost = {});

/// `count` bytes from the operating system's generator.
[[nodiscard]] std::string random_bytes(std::size_t count);

/// A code people can read aloud: groups of four from an alphabet without 0 O 1 I L.
[[nodiscard]] std::string random_code(std::size_t groups);

/// Chunks sealed one behind the other (libsodium's secretstream, XChaCha20-Poly1305): none can be
/// changed, left out, moved or cut off unseen by whoever opens them in the same order.
inline constexpr std::size_t kSealKey_bytes = 32;
inline constexpr std::size_t kSealHeader_bytes = 24;
inline constexpr std::size_t kSeal_bytes = 17;  // what sealing adds to a chunk

enum class Chunk { more, last };

class Sealer {
 public:
  /// `key` is kSealKey_bytes raw bytes; `label` is proven with every chunk and not in it.
  Sealer(std::string_view key, std::string label);
  ~Sealer();
  Sealer(const Sealer&) = delete;
  Sealer& operator=(const Sealer&) = delete;
  Sealer(Sealer&&) = delete;
  Sealer& operator=(Sealer&&) = delete;

  /// What the Unsealer must be given first.
  [[nodiscard]] const std::string& header() const noexcept { return header_; }

  [[nodiscard]] std::string seal(std::string_view bytes, Chunk which);

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::string header_;
  std::string label_;
};

class Unsealer {
 public:
  /// A header of the wrong length opens nothing.
  Unsealer(std::string_view key, std::string label, std::string_view header);
  ~Unsealer();
  Unsealer(const Unsealer&) = delete;
  Unsealer& operator=(const Unsealer&) = delete;
  Unsealer(Unsealer&&) = delete;
  Unsealer& operator=(Unsealer&&) = delete;

  struct Opened {
    std::string bytes;
    Chunk which = Chunk::more;
  };

  /// Nothing when it is not the next chunk as it was sealed.
  [[nodiscard]] std::optional<Opened> open(std::string_view sealed);

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::string label_;
};

class SystemRandom final : public Random {
 public:
  [[nodiscard]] std::uint64_t next() override;
};

}  // namespace huidan
