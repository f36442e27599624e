#include "sync/base/crypto.hpp"

#include <doctest/doctest.h>

#include <set>

#include "sync/base/bytes.hpp"
#include "sync/base/result.hpp"

namespace huidan {

TEST_CASE("SHA-256 gives the vectors of FIPS 180-4") {
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(to_hex(sha256("abc")) == sha256_hex("abc"));
}

TEST_CASE("a signature of RFC 8032 holds, and no changed one does") {
  // §7.1, TEST 2
  const std::string key =
      from_hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c").value();
  const std::string signature =
      from_hex(
          "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
          "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
          .value();
  CHECK(signature_holds("\x72", signature, key));
  CHECK_FALSE(signature_holds("\x73", signature, key));
  CHECK_FALSE(signature_holds("", signature, key));
  CHECK_FALSE(signature_holds("\x72", signature.substr(1), key));
  CHECK_FALSE(signature_holds("\x72", "", key));
  CHECK_FALSE(signature_holds("\x72", signature, key.substr(1)));
  for (const std::size_t at : {std::size_t{0}, std::size_t{31}, std::size_t{32}, std::size_t{63}}) {
    CAPTURE(at);
    std::string bent = signature;
    bent[at] = static_cast<char>(bent[at] ^ 1);
    CHECK_FALSE(signature_holds("\x72", bent, key));
  }
}

TEST_CASE("a device's own key signs what only its public half verifies") {
  const KeyPair mine = new_key_pair();
  const KeyPair other = new_key_pair();
  const std::string signature = sign_bytes("WX-20261122-0001", mine.secret_key);
  CHECK(signature_holds("WX-20261122-0001", signature, mine.public_key));
  CHECK_FALSE(signature_holds("WX-20261122-0001", signature, other.public_key));
  CHECK_THROWS_AS(static_cast<void>(sign_bytes("x", "short")), Failure);
}

TEST_CASE("a password matches its own argon2id string alone") {
  const std::string hash = hash_password("correct horse");
  CHECK(hash.starts_with("$argon2id$v=19$m=65536,t=2,p=1$"));
  CHECK(password_matches(hash, "correct horse"));
  CHECK_FALSE(password_matches(hash, "correct horsE"));
  CHECK_FALSE(password_matches("not a hash", "correct horse"));
  CHECK_FALSE(password_matches("", ""));
}

TEST_CASE("a code to read aloud has groups of four and no letter that looks like another") {
  std::set<std::string> seen;
  for (int i = 0; i < 50; ++i) {
    const std::string code = random_code(3);
    CAPTURE(code);
    CHECK(code.size() == 14);
    CHECK(code[4] == '-');
    CHECK(code[9] == '-');
    CHECK(code.find_first_of("0O1ILabcdefghijklmnopqrstuvwxyz") == std::string::npos);
    seen.insert(code);
  }
  CHECK(seen.size() == 50);
  CHECK(random_bytes(32) != random_bytes(32));
  CHECK(random_bytes(0).empty());
}

}  // namespace huidan
