// The courier against a line that is told how to fail, without a line, a file or a desk.

#include "sync/core/blob_courier.hpp"

#include <doctest/doctest.h>

#include <functional>

#include "sync/base/limits.hpp"

namespace huidan::core {
namespace {

constexpr std::int64_t kMiB = std::int64_t{1} << 20;
constexpr auto kLarge = static_cast<std::int64_t>(limits::kBlobChunk_bytes);
constexpr auto kSmall = static_cast<std::int64_t>(limits::kBlobChunk_bytes_min);

const std::string kOne(64, '1');
const std::string kTwo(64, '2');

SeededRandom g_random(1);

Error cut() {
  return {Code::no_network, "cut"};
}

/// "HEAD 1", "PATCH 1 0-262144", "GET 1 0-5", "done no_network".
std::string told(const BlobAction& action) {
  const auto range = [](std::int64_t from, std::int64_t to) {
    return ' ' + std::to_string(from) + '-' + std::to_string(to);
  };
  if (const auto* ask = std::get_if<AskOffset>(&action)) return "HEAD " + ask->sha.substr(0, 1);
  if (const auto* send = std::get_if<SendBytes>(&action)) {
    return "PATCH " + send->sha.substr(0, 1) + range(send->from, send->to);
  }
  if (const auto* fetch = std::get_if<FetchBytes>(&action)) {
    return "GET " + fetch->sha.substr(0, 1) + range(fetch->from, fetch->to);
  }
  if (std::holds_alternative<BlobWait>(action)) return "wait";
  const auto& done = std::get<BlobsDone>(action);
  return done.stopped ? "done" : "done " + std::string(code_name(done.stopped.error().code));
}

/// A desk that holds a part of one file, and a line that fails where `fails` says so.
struct Line {
  std::int64_t off = 0;
  int asked = 0;
  std::function<bool(int, std::int64_t)> fails = [](int, std::int64_t) { return false; };

  Result<std::int64_t> answer(const BlobAction& action) {
    ++asked;
    if (const auto* send = std::get_if<SendBytes>(&action)) {
      if (send->from != off) return Error{Code::bad_range};
      if (fails(asked, send->to - send->from)) return cut();
      return off = send->to;
    }
    if (fails(asked, 0)) return cut();
    return off;
  }
};

/// What comes after the line's answer, and after the wait when it was none.
BlobAction answered(BlobCourier& courier, Line& line, const BlobAction& action) {
  const BlobAction next = courier.took(line.answer(action));
  return std::holds_alternative<BlobWait>(next) ? courier.go_on() : next;
}

}  // namespace

TEST_CASE("files go up one after the other, in chunks, from where the desk stands") {
  BlobCourier courier({{kOne, 2 * kLarge + 5, 0}, {kTwo, 10, 4}}, g_random);
  CHECK(told(courier.go_on()) == "PATCH 1 0-262144");
  CHECK(told(courier.took(kLarge)) == "PATCH 1 262144-524288");
  CHECK(told(courier.took(2 * kLarge)) == "PATCH 1 524288-524293");
  CHECK(told(courier.took(2 * kLarge + 5)) == "PATCH 2 4-10");
  CHECK(told(courier.took(std::int64_t{10})) == "done");
  CHECK(courier.report().up == 2);
  CHECK(courier.report().up_bytes == 2 * kLarge + 11);
}

TEST_CASE("after a cut the desk is asked how far it got, and the next bite is smaller") {
  BlobCourier courier({{kOne, kMiB, 0}}, g_random);
  CHECK(told(courier.go_on()) == "PATCH 1 0-262144");
  CHECK(told(courier.took(cut())) == "wait");
  CHECK(told(courier.go_on()) == "HEAD 1");
  CHECK(courier.chunk_bytes() == kLarge / 2);
  CHECK(told(courier.took(kLarge)) == "PATCH 1 262144-393216");  // the reply alone was lost
  CHECK(told(courier.took(kLarge + kLarge / 2)) == "PATCH 1 393216-655360");
  CHECK(courier.chunk_bytes() == kLarge);
}

TEST_CASE("a line that passes small packets only is worked with small packets") {
  Line line;
  line.fails = [](int, std::int64_t bytes) { return bytes > 5000; };
  BlobCourier courier({{kOne, 100'000, 0}}, g_random);
  BlobAction next = courier.go_on();
  while (!std::holds_alternative<BlobsDone>(next)) {
    next = answered(courier, line, next);
    CHECK(courier.chunk_bytes() >= kSmall);
  }
  CHECK(told(next) == "done");
  CHECK(line.off == 100'000);
}

TEST_CASE("a line that fails every third time brings it home; a dead one is left alone") {
  Line line;
  line.fails = [](int asked, std::int64_t) { return asked % 3 == 1; };
  BlobCourier courier({{kOne, kMiB, 0}}, g_random);
  BlobAction next = courier.go_on();
  for (int i = 0; i < 1000 && !std::holds_alternative<BlobsDone>(next); ++i) {
    next = answered(courier, line, next);
  }
  CHECK(told(next) == "done");
  CHECK(line.off == kMiB);

  Line dead;
  dead.fails = [](int, std::int64_t) { return true; };
  BlobCourier patient({{kOne, kMiB, 0}, {kTwo, kMiB, 0}}, g_random);
  next = patient.go_on();
  while (!std::holds_alternative<BlobsDone>(next)) next = answered(patient, dead, next);
  CHECK(told(next) == "done no_network");
  CHECK(dead.asked == limits::kBlobFailures_max);
  CHECK(patient.report().up == 0);
}

TEST_CASE("each failure in a row costs twice the wait of the one before, and bytes make it short") {
  BlobCourier courier({{kOne, kMiB, 0}}, g_random);
  const auto about = [](const BlobAction& action, std::int64_t wait_ms) {
    const std::int64_t waits_ms = std::get<BlobWait>(action).wait_ms;
    return waits_ms >= wait_ms * 4 / 5 && waits_ms <= wait_ms * 6 / 5 + 1;
  };
  static_cast<void>(courier.go_on());
  for (std::int64_t wait_ms = limits::kBlobRetry_ms; wait_ms < 9000; wait_ms *= 2) {
    CAPTURE(wait_ms);
    CHECK(about(courier.took(cut()), wait_ms));
    static_cast<void>(courier.go_on());
  }
  CHECK(told(courier.took(std::int64_t{0})) == "PATCH 1 0-8192");  // an answer alone is no progress
  CHECK(about(courier.took(cut()), limits::kBlobRetry_ms * 32));
  static_cast<void>(courier.go_on());
  CHECK(told(courier.took(std::int64_t{5})) == "PATCH 1 5-4101");
  CHECK(told(courier.took(std::int64_t{4101})) == "PATCH 1 4101-12293");
  CHECK(about(courier.took(cut()), limits::kBlobRetry_ms));
}

TEST_CASE("what the desk says of one file does not stop the others; what it says of us does") {
  struct Row {
    Error error;
    std::string_view next;
    std::int64_t given_up;
  };

  const std::vector<Row> rows{
      {{Code::not_found}, "PATCH 2 0-10", 1},
      {{Code::bad_picture}, "PATCH 2 0-10", 1},
      {{Code::bad_media_type}, "PATCH 2 0-10", 1},
      {{Code::too_large}, "PATCH 2 0-10", 1},
      {{Code::verification_failed}, "PATCH 1 0-10", 0},  // once more from the start
      {{Code::bad_range}, "HEAD 1", 0},
      {{Code::busy}, "wait", 0},
      {{Code::no_network, "timeout"}, "wait", 0},
      {{Code::no_network, "over"}, "done no_network", 0},
      {{Code::no_network, "connect"}, "done no_network", 0},
      {{Code::no_network, "dns"}, "done no_network", 0},
      {{Code::device_revoked}, "done device_revoked", 0},
      {{Code::disk_full}, "done disk_full", 0},
      {{Code::pin_mismatch}, "done pin_mismatch", 0},
  };
  for (const Row& row : rows) {
    CAPTURE(code_name(row.error.code));
    BlobCourier courier({{kOne, 10, 4}, {kTwo, 10, 0}}, g_random);
    static_cast<void>(courier.go_on());
    CHECK(told(courier.took(row.error)) == row.next);
    CHECK(courier.report().given_up == row.given_up);
  }
}

TEST_CASE("bytes that do not add up twice are the file's own fault") {
  BlobCourier courier({{kOne, 10, 4}, {kTwo, 10, 0}}, g_random);
  static_cast<void>(courier.go_on());
  CHECK(told(courier.took(Error{Code::verification_failed})) == "PATCH 1 0-10");
  CHECK(told(courier.took(Error{Code::verification_failed})) == "PATCH 2 0-10");
  CHECK(told(courier.took(Error{Code::verification_failed})) == "PATCH 2 0-10");  // its own first
}

TEST_CASE("an answer that makes no sense ends it") {
  struct Row {
    std::int64_t answer;
    std::string_view next;
  };

  for (const Row& row :
       {Row{-1, "done bad_reply"}, Row{11, "done bad_reply"}, Row{4, "done bad_reply"},
        Row{3, "done bad_reply"}, Row{5, "PATCH 1 5-10"}}) {
    CAPTURE(row.answer);
    BlobCourier courier({{kOne, 10, 4}}, g_random);
    static_cast<void>(courier.go_on());
    CHECK(told(courier.took(row.answer)) == row.next);
  }
}

TEST_CASE("a fetch goes on from what is here and asks nobody where it stands") {
  BlobCourier courier({{kOne, 10, 3, "WX-1"}}, g_random);
  CHECK(told(courier.go_on()) == "GET 1 3-10");
  CHECK(told(courier.took(cut())) == "wait");
  CHECK(told(courier.go_on()) == "GET 1 3-10");
  CHECK(told(courier.took(std::int64_t{7})) == "GET 1 7-10");
  CHECK(told(courier.took(std::int64_t{10})) == "done");
  CHECK(courier.report().down == 1);
  CHECK(courier.report().down_bytes == 7);
}

TEST_CASE("only what is wanted and here goes up") {
  const auto jobs =
      upload_jobs({{kOne, 5}, {kTwo, 99}, {std::string(64, '3'), 0}}, {{kOne, 10}, {kTwo, 10}});
  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].off_bytes == 5);
  CHECK(jobs[1].off_bytes == 0);  // the desk spoke of more than there is: it is asked again
}

}  // namespace huidan::core
