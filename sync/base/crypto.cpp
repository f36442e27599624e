#include "sync/base/crypto.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>

#include "sync/base/bytes.hpp"
#include "sync/base/result.hpp"

namespace huidan {
namespace {

constexpr std::size_t kMac_bytes = 16;
constexpr std::string_view kCodeAlphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

const unsigned char* raw(std::string_view bytes) noexcept {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* raw(std::string& bytes) noexcept {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

/// libsodium picks its implementations once; every door below passes here first.
void ready() {
  static const int state = sodium_init();
  if (state < 0) throw Failure({Code::internal, "libsodium"});
}

}  // namespace

std::string sha256(std::string_view bytes) {
  ready();
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(raw(digest), raw(bytes), bytes.size());
  return digest;
}

std::int64_t short_digest(std::string_view bytes) {
  std::array<unsigned char, crypto_generichash_BYTES> out{};
  ready();
  crypto_generichash(out.data(), out.size(), raw(bytes), bytes.size(), nullptr, 0);
  std::uint64_t first = 0;
  for (std::size_t i = 0; i < 8; ++i) first = first << 8 | out.at(i);
  return static_cast<std::int64_t>(first >> 4);
}

std::string sha256_hex(std::string_view bytes) {
  return to_hex(sha256(bytes));
}

struct Sha256::State {
  crypto_hash_sha256_state raw;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  ready();
  crypto_hash_sha256_init(&state_->raw);
}

Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  crypto_hash_sha256_update(&state_->raw, raw(bytes), bytes.size());
}

std::string Sha256::hex() {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256_final(&state_->raw, raw(digest));
  return to_hex(digest);
}

KeyPair new_key_pair() {
  ready();
  KeyPair pair{std::string(crypto_sign_PUBLICKEYBYTES, '\0'),
               std::string(crypto_sign_SECRETKEYBYTES, '\0')};
  crypto_sign_keypair(raw(pair.public_key), raw(pair.secret_key));
  return pair;
}

std::string public_half(std::string_view secret_key) {
  return std::string(secret_key.substr(secret_key.size() - crypto_sign_PUBLICKEYBYTES));
}

std::string sign_bytes(std::string_view message, std::string_view secret_key) {
  ready();
  if (secret_key.size() != crypto_sign_SECRETKEYBYTES)
    throw Failure({Code::internal, "secret key"});
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(raw(signature), nullptr, raw(message), message.size(), raw(secret_key));
  return signature;
}

bool signature_holds(std::string_view message, std::string_view signature,
                     std::string_view public_key) noexcept {
  if (signature.size() != crypto_sign_BYTES) return false;
  if (public_key.size() != crypto_sign_PUBLICKEYBYTES) return false;
  return crypto_sign_verify_detached(raw(signature), raw(message), message.size(),
                                     raw(public_key)) == 0;
}

bool key_pair_holds(std::string_view secret_key) noexcept {
  if (secret_key.size() != crypto_sign_SECRETKEYBYTES) return false;
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> half{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> whole{};
  crypto_sign_seed_keypair(half.data(), whole.data(), raw(secret_key));
  return sodium_memcmp(whole.data(), secret_key.data(), whole.size()) == 0;
}

std::optional<std::string> shared_key(std::string_view secret_key, std::string_view their_key,
                                      std::string_view context) {
  ready();
  if (secret_key.size() != crypto_sign_SECRETKEYBYTES)
    throw Failure({Code::internal, "secret key"});
  if (their_key.size() != crypto_sign_PUBLICKEYBYTES) return std::nullopt;
  std::array<unsigned char, crypto_scalarmult_curve25519_SCALARBYTES> mine{};
  std::array<unsigned char, crypto_scalarmult_curve25519_BYTES> theirs{};
  std::array<unsigned char, crypto_scalarmult_curve25519_BYTES> secret{};
  static_cast<void>(crypto_sign_ed25519_sk_to_curve25519(mine.data(), raw(secret_key)));
  const bool is_key = crypto_sign_ed25519_pk_to_curve25519(theirs.data(), raw(their_key)) == 0 &&
                      crypto_scalarmult_curve25519(secret.data(), mine.data(), theirs.data()) == 0;
  std::string key(crypto_generichash_KEYBYTES, '\0');
  const std::string my_key = public_half(secret_key);
  const std::string_view ours(my_key);
  crypto_generichash_state hash;
  crypto_generichash_init(&hash, nullptr, 0, key.size());
  for (const std::string_view part :
       {context, std::string_view(reinterpret_cast<const char*>(secret.data()), secret.size()),
        std::min(ours, their_key), std::max(ours, their_key)}) {
    crypto_generichash_update(&hash, raw(part), part.size());
  }
  crypto_generichash_final(&hash, raw(key), key.size());
  sodium_memzero(mine.data(), mine.size());
  sodium_memzero(secret.data(), secret.size());
  if (!is_key) return std::nullopt;
  return key;
}

std::string mac_of(std::string_view message, std::string_view key) {
  ready();
  if (key.size() != crypto_generichash_KEYBYTES) throw Failure({Code::internal, "mac key"});
  std::string mac(kMac_bytes, '\0');
  crypto_generichash(raw(mac), mac.size(), raw(message), message.size(), raw(key), key.size());
  return mac;
}

bool mac_holds(std::string_view message, std::string_view mac, std::string_view key) {
  const std::string right = mac_of(message, key);
  return mac.size() == right.size() && sodium_memcmp(mac.data(), right.data(), right.size()) == 0;
}

std::string hash_password(std::string_view password, const HashCost& cost) {
  ready();
  std::string hash(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), cost.passes,
                            cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw Failure({Code::internal, "argon2id memory"});
  }
  hash.resize(hash.find('\0'));
  return hash;
}

std::string key_of_code(std::string_view code, std::string_view salt, const HashCost& cost) {
  ready();
  static_assert(kCodeSalt_bytes == crypto_pwhash_SALTBYTES);
  if (salt.size() != kCodeSalt_bytes) throw Failure({Code::internal, "salt"});
  std::string key(kSealKey_bytes, '\0');
  if (crypto_pwhash(raw(key), key.size(), code.data(), code.size(), raw(salt), cost.passes,
                    cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw Failure({Code::internal, "argon2id memory"});
  }
  return key;
}

bool password_matches(std::string_view hash, std::string_view password) noexcept {
  const std::string terminated(hash);
  return crypto_pwhash_str_verify(terminated.c_str(), password.data(), password.size()) == 0;
}

std::string random_bytes(std::size_t count) {
  ready();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string random_code(std::size_t groups) {
  ready();
  std::string code;
  for (std::size_t i = 0; i < groups * 4; ++i) {
    if (i != 0 && i % 4 == 0) code += '-';
    code += kCodeAlphabet[randombytes_uniform(static_cast<std::uint32_t>(kCodeAlphabet.size()))];
  }
  return code;
}

std::uint64_t SystemRandom::next() {
  ready();
  std::uint64_t value = 0;
  randombytes_buf(&value, sizeof value);
  return value;
}

struct Sealer::State {
  crypto_secretstream_xchacha20poly1305_state raw;
};

static_assert(kSealKey_bytes == crypto_secretstream_xchacha20poly1305_KEYBYTES);
static_assert(kSealHeader_bytes == crypto_secretstream_xchacha20poly1305_HEADERBYTES);
static_assert(kSeal_bytes == crypto_secretstream_xchacha20poly1305_ABYTES);

Sealer::Sealer(std::string_view key, std::string label)
    : state_(std::make_unique<State>()),
      header_(kSealHeader_bytes, '\0'),
      label_(std::move(label)) {
  ready();
  if (key.size() != kSealKey_bytes) throw Failure({Code::internal, "seal key"});
  crypto_secretstream_xchacha20poly1305_init_push(&state_->raw, raw(header_), raw(key));
}

Sealer::~Sealer() = default;

std::string Sealer::seal(std::string_view bytes, Chunk which) {
  std::string sealed(bytes.size() + kSeal_bytes, '\0');
  const unsigned char tag = which == Chunk::last
                                ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
  crypto_secretstream_xchacha20poly1305_push(&state_->raw, raw(sealed), nullptr, raw(bytes),
                                             bytes.size(), raw(label_), label_.size(), tag);
  return sealed;
}

struct Unsealer::State {
  crypto_secretstream_xchacha20poly1305_state raw;
};

Unsealer::Unsealer(std::string_view key, std::string label, std::string_view header)
    : label_(std::move(label)) {
  ready();
  if (key.size() != kSealKey_bytes || header.size() != kSealHeader_bytes) return;
  state_ = std::make_unique<State>();
  crypto_secretstream_xchacha20poly1305_init_pull(&state_->raw, raw(header), raw(key));
}

Unsealer::~Unsealer() = default;

std::optional<Unsealer::Opened> Unsealer::open(std::string_view sealed) {
  if (!state_ || sealed.size() < kSeal_bytes) return std::nullopt;
  Opened opened{std::string(sealed.size() - kSeal_bytes, '\0'), Chunk::more};
  unsigned char tag = 0;
  const int result = crypto_secretstream_xchacha20poly1305_pull(
      &state_->raw, raw(opened.bytes), nullptr, &tag, raw(sealed), sealed.size(), raw(label_),
      label_.size());
  if (result != 0) return std::nullopt;
  if (tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL) opened.which = Chunk::last;
  return opened;
}

}  // namespace huidan
