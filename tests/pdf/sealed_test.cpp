// PDF.md §7 and §9.7: the seal, what devices signed, and that no byte changes unseen.

#include "tests/pdf/sealed.hpp"

#include <doctest/doctest.h>

#include <random>

#include "pdf/sealed_file.hpp"
#include "sync/base/file.hpp"
#include "tests/pdf/generated.hpp"
#include "tests/pdf/outside.hpp"

namespace huidan::test {
namespace {

std::string told(const Evidence& evidence) {
  std::string out = evidence.valid() ? "valid" : "not";
  for (const SealedBy& by : evidence.seals) out += " seal:" + by.state;
  for (const SignedBy& by : evidence.signed_by) out += ' ' + by.role + ':' + by.state;
  for (const std::string& part : evidence.changed) out += " !" + part;
  return out;
}

std::string weighed(std::string_view file) {
  return told(seal::weigh(file, desk_knowledge()));
}

std::size_t hole_at(const std::string& file) {
  const std::size_t at = file.find("/Contents <");
  REQUIRE(at != std::string::npos);
  return at + 11;
}

}  // namespace

TEST_CASE("a sealed form holds, by our own reading and by poppler's and qpdf's") {
  const std::string file = sealed(proven_form());
  CHECK(file.size() <= 64 * 1024);
  CHECK(weighed(file) == "valid seal:holds customer:holds engineer:holds");
  const PaperFile paper(file);
  const Ran seen = run({"pdfsig", "-nssdir", trusting_store(paper), paper.path()});
  CAPTURE(seen.out);
  CHECK(seen.exit == 0);
  CHECK(seen.out.find("ETSI.CAdES.detached") != std::string::npos);
  CHECK(seen.out.find("Total document signed") != std::string::npos);
  CHECK(seen.out.find("Signature is Valid") != std::string::npos);
  CHECK(seen.out.find("Certificate is Trusted") != std::string::npos);
  const Ran checked = run({"qpdf", "--check", paper.path()});
  CHECK(checked.exit == 0);
  CHECK(checked.err == "");
  const std::size_t hole = hole_at(file);
  for (const std::size_t at :
       {std::size_t{20}, hole - 400, file.find('>', hole) + 9, file.size() - 30}) {
    CAPTURE(at);
    std::string flipped = file;
    flipped[at] ^= 1;
    const PaperFile other(flipped);
    const std::string said = run({"pdfsig", "-nssdir", trusting_store(other), other.path()}).out;
    CHECK(said.find("Signature is Valid") == std::string::npos);
  }
  // PAdES B-B: the time stands in the PDF's own dictionary alone.
  constexpr std::string_view kSigningTime = "06092a864886f70d010905";
  CHECK(file.find(kSigningTime) == std::string::npos);
  CHECK(file.find("06092a864886f70d010904") != std::string::npos);  // the digest's attribute
}

TEST_CASE("an unsealed print proves its record, and says that it has no seal") {
  const std::string file = printed(proven_form()).pdf;
  CHECK(weighed(file) == "valid customer:holds engineer:holds");
  pdf::FormContent form = proven_form();
  form.form_bytes.replace(form.form_bytes.find("no\":\""), 5, "no\":\"8");
  CHECK(weighed(printed(form).pdf) ==
        "not customer:broken engineer:broken !signatures[0] !signatures[1]");
  form = proven_form();
  form.signatures.clear();
  CHECK(weighed(printed(form).pdf) == "not");
  form.form_bytes = "{}";
  CHECK(weighed(printed(form).pdf) == "not !form");
  CHECK(weighed("") == "not !file");
  CHECK(weighed("%PDF-1.7\nstartxref 9\n") == "not !file");
}

TEST_CASE("a stranger's seal and a stranger's device are called by their names") {
  const std::string file = sealed(proven_form());
  seal::Knowledge stranger = desk_knowledge();
  stranger.ours = [](std::string_view) { return false; };
  CHECK(told(seal::weigh(file, stranger)) ==
        "not seal:foreign customer:holds engineer:holds !seal");
  stranger.all_of_them = false;
  stranger.key_of = [](std::string_view) { return std::nullopt; };
  const Evidence seen = seal::weigh(file, stranger);
  CHECK(told(seen) == "valid seal:holds customer:unknown_device engineer:unknown_device");
  CHECK_FALSE(seen.seals[0].known);
  CHECK(seen.seals[0].name == "样例印章");
}

TEST_CASE("no bit of a sealed file changes unseen") {
  const std::string good = sealed(proven_form());
  std::mt19937_64 random(generator_seed());
  const std::size_t hole = hole_at(good);
  constexpr std::size_t kHole_digits = 6144;
  std::string file = good;
  std::vector<std::string> unseen;
  const auto flip = [&](std::size_t at, std::uint64_t bit) {
    file[at] = static_cast<char>(static_cast<unsigned char>(file[at]) ^ (1U << bit));
    const Evidence evidence = seal::weigh(file, desk_knowledge());
    if (evidence.valid() || evidence.changed.empty()) {
      unseen.push_back(std::to_string(at) + '/' + std::to_string(bit));
    }
    file[at] = good[at];
  };
  for (int i = 0; i < 1500; ++i) flip(random() % good.size(), random() % 8);
  // Every third digit of it, other ones for another seed; its low bits make another digit.
  for (std::size_t at = hole + random() % 3; at < hole + kHole_digits; at += 3) {
    flip(at, random() % 4);
  }
  CHECK(unseen == std::vector<std::string>{});
  CHECK(weighed(good).starts_with("valid"));
}

TEST_CASE("what is cut off, added or put in its place is seen") {
  const std::string good = sealed(proven_form());
  std::mt19937_64 random(generator_seed() + 1);
  for (int i = 0; i < 300; ++i) {
    CAPTURE(i);
    CHECK_FALSE(
        seal::weigh(std::string_view(good).substr(0, random() % good.size()), desk_knowledge())
            .valid());
  }
  CHECK(weighed(good + "\n").find("seal:broken") != std::string::npos);
  CHECK(weighed(good + good).find("!seal") != std::string::npos);
  // Another file's seal fits no other file.
  std::string other = sealed(signed_form());
  other.replace(hole_at(other), 6144, good.substr(hole_at(good), 6144));
  CHECK(weighed(other).find("seal:broken") != std::string::npos);
}

TEST_CASE("any bytes at all are weighed without harm") {
  const std::string good = sealed(proven_form());
  std::mt19937_64 random(generator_seed() + 2);
  for (int i = 0; i < 400; ++i) {
    std::string file = good;
    for (std::uint64_t n = 1 + random() % 40; n > 0; --n) {
      // Mostly where the structure stands: the last kilobytes.
      const std::size_t back = 1 + random() % (n % 4 == 0 ? file.size() : 6000);
      file[file.size() - back] = static_cast<char>(random() & 0xFF);
    }
    CHECK_FALSE(seal::weigh(file, desk_knowledge()).valid());
  }
}

TEST_CASE("a key that is no P-256, or another's certificate, cannot seal") {
  const seal::Stamp other = seal::new_stamp("other", 1'764'000'000'000);
  CHECK(seal::ReadyStamp::read(stamp()).ok());
  CHECK(seal::ReadyStamp::read({stamp().key, other.certificate}).error().detail == "seal-cert");
  CHECK(seal::ReadyStamp::read({"", other.certificate}).error().detail == "seal-key");
  const PaperFile place("");
  REQUIRE(run({"openssl", "ecparam", "-name", "secp384r1", "-genkey", "-noout", "-out",
               place.beside("key")})
              .exit == 0);
  const std::string p384 = read_file(place.beside("key"), 65536).value();
  CHECK(seal::ReadyStamp::read({p384, other.certificate}).error().detail == "seal-key");
}

}  // namespace huidan::test
