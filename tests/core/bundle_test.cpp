#include "sync/core/bundle.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace huidan::core {
namespace {

const BundleLabel kUp{Heading::up, DeviceId("01a0-device")};

ReadBundle reads(const std::string& bytes) {
  return [&bytes](std::int64_t off, std::size_t count) {
    const auto at = std::min(static_cast<std::size_t>(off), bytes.size());
    return bytes.substr(at, count);
  };
}

struct Pair {
  KeyPair laptop = new_key_pair();
  KeyPair desk = new_key_pair();
  std::string key = bundle_key(laptop.secret_key, desk.public_key).value();

  [[nodiscard]] std::string bundle() const {
    BundleWriter writer(key, kUp);
    std::string bytes = writer.start();
    bytes += writer.add({Piece::Kind::asked, "req", {}}, Chunk::more);
    bytes += writer.add({Piece::Kind::blob, "sha", std::string("\0\n bytes", 8)}, Chunk::more);
    return bytes + writer.add({Piece::Kind::exchange, "application/json", "{}"}, Chunk::last);
  }
};

/// Every piece as "kind name bytes", or the code that reading ended with.
std::vector<std::string> read_all(const std::string& bytes, std::string_view key) {
  const auto label = bundle_label(reads(bytes));
  if (!label) return {std::string(code_name(label.error().code))};
  BundleReader reader(key, label.value(), reads(bytes));
  std::vector<std::string> found;
  for (;;) {
    const auto piece = reader.next();
    if (!piece) return {std::string(code_name(piece.error().code))};
    if (!piece.value()) return found;
    found.push_back(std::to_string(static_cast<int>(piece.value()->kind)) + ' ' +
                    piece.value()->name + ' ' + piece.value()->bytes);
  }
}

const std::vector<std::string> kRefused{"bad_bundle"};

TEST_CASE("a bundle gives its pieces back in order, to both of the pair and to nobody else") {
  const Pair pair;
  const std::string bytes = pair.bundle();
  const std::vector<std::string> pieces{"0 req ", std::string("2 sha \0\n bytes", 14),
                                        "1 application/json {}"};
  CHECK(read_all(bytes, pair.key) == pieces);
  CHECK(read_all(bytes, bundle_key(pair.desk.secret_key, pair.laptop.public_key).value()) ==
        pieces);
  CHECK(read_all(bytes, bundle_key(pair.desk.secret_key, new_key_pair().public_key).value()) ==
        kRefused);
  CHECK(!bundle_key(pair.laptop.secret_key, ""));
  const auto label = bundle_label(reads(bytes));
  CHECK(label.value().device == kUp.device);
  CHECK(label.value().heading == Heading::up);
}

TEST_CASE("no byte of a bundle can be changed and none cut off unseen") {
  const Pair pair;
  const std::string bytes = pair.bundle();
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    CAPTURE(at);
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    const auto found = read_all(changed, pair.key);
    CHECK((found == kRefused || found == std::vector<std::string>{"too_large"}));
    CHECK(read_all(bytes.substr(0, at), pair.key) == kRefused);
  }
}

TEST_CASE("what a laptop remembers of a bundle comes back, and rubbish does not") {
  const Asked asked{"req", {"epoch", 12, {}, 0}, {3, 4, 9}};
  const auto back = decode_asked(encode_asked(asked));
  CHECK(back.value().request == "req");
  CHECK(back.value().from.epoch == "epoch");
  CHECK(back.value().from.seq == 12);
  CHECK(back.value().ops == asked.ops);
  for (const char* text : {"", "[]", "{}", R"({"request":"r","epoch":"e","seq":1})",
                           R"({"request":"r","epoch":"e","seq":1,"ops":["x"]})"}) {
    CAPTURE(text);
    CHECK(decode_asked(text).error().code == Code::db_corrupt);
  }
}

}  // namespace
}  // namespace huidan::core
