// What a laptop's proof covers, and who can make it.

#include "sync/core/proof.hpp"

#include <doctest/doctest.h>

#include <set>

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "tests/core/samples.hpp"

namespace huidan::core {
namespace {

constexpr std::string_view kStatement = "huidan.sync.1\n{}";

struct Ends {
  KeyPair laptop = new_key_pair();
  KeyPair desk = new_key_pair();
  DeviceId device{uuid(71)};
};

}  // namespace

TEST_CASE("laptop and desk derive the same key, and nobody and nothing else does") {
  const Ends ends;
  const KeyPair other = new_key_pair();
  const auto key = proof_key(ends.laptop.secret_key, ends.desk.public_key, ends.device);
  REQUIRE(key.has_value());
  CHECK(key->size() == 32);
  CHECK(proof_key(ends.desk.secret_key, ends.laptop.public_key, ends.device) == key);
  CHECK(proof_key(other.secret_key, ends.desk.public_key, ends.device) != key);
  CHECK(proof_key(ends.laptop.secret_key, other.public_key, ends.device) != key);
  CHECK(proof_key(ends.laptop.secret_key, ends.desk.public_key, DeviceId(uuid(72))) != key);
}

TEST_CASE("what is no key shares none") {
  const Ends ends;
  std::string not_on_the_curve(32, '\0');
  not_on_the_curve[0] = 2;
  for (const std::string& key :
       {std::string(), std::string(31, 'k'), std::string(32, '\0'), not_on_the_curve,
        "\x01" + std::string(31, '\0'), "\xEC" + std::string(30, '\xFF') + '\x7F'}) {
    CAPTURE(to_hex(key));
    CHECK_FALSE(proof_key(ends.desk.secret_key, key, ends.device).has_value());
    CHECK_THROWS_AS(Prover(ends.device, ends.laptop.secret_key, key), Failure);
  }
}

TEST_CASE("a proof names its device and holds for its statement alone") {
  const Ends ends;
  const Prover prover(ends.device, ends.laptop.secret_key, ends.desk.public_key);
  const std::string header = prover.prove(kStatement);
  CHECK(header.starts_with("Huidan "));
  CHECK(header.size() == 51);
  const auto proof = read_proof(header);
  REQUIRE(proof.has_value());
  CHECK(proof->device == ends.device);
  CHECK(proof->code.size() == 16);
  const auto key = proof_key(ends.desk.secret_key, ends.laptop.public_key, ends.device).value();
  CHECK(mac_holds(kStatement, proof->code, key));
  CHECK_FALSE(mac_holds("huidan.sync.1\n{} ", proof->code, key));
  CHECK_FALSE(mac_holds(kStatement, proof->code.substr(1), key));
  CHECK_FALSE(mac_holds(kStatement, proof->code + 'x', key));
  for (std::size_t at = 0; at < proof->code.size(); ++at) {
    CAPTURE(at);
    std::string bent = proof->code;
    bent[at] = static_cast<char>(bent[at] ^ 1);
    CHECK_FALSE(mac_holds(kStatement, bent, key));
  }
}

TEST_CASE("a header that is no proof is none") {
  const Ends ends;
  const std::string good =
      Prover(ends.device, ends.laptop.secret_key, ends.desk.public_key).prove(kStatement);
  for (const std::string& header :
       {std::string(), std::string("Huidan"), std::string("Huidan "), "huidan " + good.substr(7),
        "Bearer " + good.substr(7), ' ' + good, good + ' ', good.substr(0, good.size() - 4),
        good + "AAAA", "Huidan " + to_base64(std::string(31, 'x'))}) {
    CAPTURE(header);
    CHECK_FALSE(read_proof(header).has_value());
  }
}

TEST_CASE("another method, target, offset or byte is another statement") {
  const std::set<std::string> statements{
      blob_statement("PATCH", "/v1/blob/a", 0, "x"),
      blob_statement("HEAD", "/v1/blob/a", 0, "x"),
      blob_statement("PATCH", "/v1/blob/b", 0, "x"),
      blob_statement("PATCH", "/v1/blob/a", 1, "x"),
      blob_statement("PATCH", "/v1/blob/a", 0, "y"),
      blob_statement("PATCH", "/v1/blob/a", 0, ""),
      blob_statement("PATCH", "/v1/blob/a?b", 0, "x"),
  };
  CHECK(statements.size() == 7);
  CHECK(blob_statement("PATCH", "/x", 7, "y") == "huidan.blob.1\nPATCH /x\n7\ny");
  CHECK(sync_statement("x") == "huidan.sync.1\nx");
}

}  // namespace huidan::core
