#include "sync/core/frame.hpp"

#include <doctest/doctest.h>

#include <array>

#include "sync/base/random.hpp"

namespace huidan::core {
namespace {

constexpr std::size_t kLimit = 1 << 20;

/// "code detail", or the message.
std::string opened(std::string_view type, std::string bytes, std::size_t limit_bytes = kLimit) {
  const auto message = unpack(type, std::move(bytes), limit_bytes);
  if (message) return message.value();
  return std::string(code_name(message.error().code)) + ' ' + message.error().detail;
}

/// Enough of it to be worth a frame.
std::string long_text(std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += "维修单 " + std::to_string(text.size());
  return text;
}

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

TEST_CASE("a message comes out of its frame as it went in") {
  for (const std::size_t bytes :
       {std::size_t{0}, std::size_t{1}, std::size_t{90}, std::size_t{100}, std::size_t{100000}}) {
    for (const Packing how : {Packing::quick, Packing::small}) {
      CAPTURE(bytes);
      const std::string message = long_text(bytes);
      const Frame frame = pack(message, how);
      CHECK(frame.content_type == (message.size() < 100 ? kJsonType : kZstdType));
      CHECK(opened(frame.content_type, frame.bytes) == message);
      if (bytes > 1000) CHECK(frame.bytes.size() < message.size() / 2);
    }
  }
}

TEST_CASE("what all messages say alike costs nearly nothing") {
  const std::string message =
      R"({"app":"0.1.0","caps":["zstd"],"cur":{"e":"","s":0,"w":0,"x":""},"dev":"","inc":1,)"
      R"("lim":2097152,"now":"","proto":[1,1],"push":{"ops":[],"pend":0,"prev":""}})";
  CHECK(pack(message).bytes.size() < message.size() / 3);
}

TEST_CASE("a frame need not be packed over the dictionary, but over no other") {
  const auto raw_frame = [](std::string head) {
    return "\x28\xB5\x2F\xFD" + std::move(head) + std::string("\x39\x00\x00{\"a\":1}", 10);
  };
  CHECK(opened(kZstdType, raw_frame("\x20\x07")) == R"({"a":1})");
  CHECK(opened(kZstdType, raw_frame("\x21\x01\x07")) == R"({"a":1})");
  CHECK(opened(kZstdType, raw_frame("\x21\x02\x07")) == "bad_input zstd");
}

TEST_CASE("a frame larger inside than allowed is refused before it is opened") {
  const Frame bomb = pack(std::string(64 << 20, ' '));
  CHECK(bomb.bytes.size() < 10000);
  CHECK(opened(kZstdType, bomb.bytes) == "too_large 1048576");
  CHECK(opened(kZstdType, pack(std::string(kLimit, ' ')).bytes).size() == kLimit);
  CHECK(opened(kZstdType, pack(std::string(kLimit + 1, ' ')).bytes) == "too_large 1048576");
  CHECK(opened(kJsonType, std::string(kLimit + 1, ' ')) == "too_large 1048576");
}

TEST_CASE("a frame that lies, is cut or is none is refused") {
  const std::string good = pack(long_text(5000)).bytes;
  std::string more = good;  // says it holds more than it does: the size is the header's third field
  std::string fewer = good;
  const int size_field = static_cast<unsigned char>(good[4]) >> 6;
  REQUIRE(size_field == 1);  // two bytes of size follow the dictionary's
  more[6] = static_cast<char>(more[6] + 1);
  fewer[6] = static_cast<char>(fewer[6] - 1);

  struct Row {
    std::string_view name;
    std::string bytes;
  };

  const std::array rows{
      Row{"empty", ""},
      Row{"no frame", "{}"},
      Row{"cut", good.substr(0, good.size() / 2)},
      Row{"only a head", good.substr(0, 8)},
      Row{"says more", more},
      Row{"says less", fewer},
      Row{"something behind it", good + "x"},
      Row{"a second frame behind it", good + good},
      Row{"without its size", std::string("\x28\xB5\x2F\xFD\x00\x58\x11\x00\x00{}", 11)},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(opened(kZstdType, row.bytes) == "bad_input zstd");
  }
}

TEST_CASE("a frame with a flipped bit never opens beyond the limit (seeded)") {
  SeededRandom random(3);
  const std::string good = pack(long_text(3000)).bytes;
  for (int i = 0; i < 3000; ++i) {
    std::string bytes = good;
    for (std::uint64_t k = random.pick(3) + 1; k > 0; --k) {
      bytes[random.pick(bytes.size())] ^= static_cast<char>(1 << random.pick(8));
    }
    CHECK(opened(kZstdType, bytes).size() <= kLimit);
  }
}

TEST_CASE("only our two types are opened") {
  CHECK(opened("application/json; charset=utf-8", "{}") == "{}");
  CHECK(opened("text/plain", "{}") == "bad_media_type text/plain");
  CHECK(opened("", "{}") == "bad_media_type ");
  CHECK(opened("application/zstd", "{}") == "bad_media_type application/zstd");
  const std::string endless = repeated("x", 500);
  CHECK(opened(endless, "{}") == "bad_media_type " + endless.substr(0, 80));
}

}  // namespace huidan::core
