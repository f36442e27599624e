#include "sync/http/exchange.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"

namespace huidan::http {
namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";

// What the library is given in place of a refused head, so that one way alone leads to a response.
constexpr std::string_view kEmptyRequest = "GET / HTTP/1.1\r\nHost: gate\r\n\r\n";

// Chunk sizes come on top of the body itself. Honest clients cut chunks far larger than this.
constexpr std::size_t kChunkOverhead = 2;
constexpr std::size_t kChunkSlack_bytes = 4096;

/// The last entry is the one our own proxy wrote; those before it are the client's claims.
std::string_view last_forwarded(std::string_view list) {
  const std::size_t comma = list.rfind(',');
  const std::string_view last =
      trimmed(comma == std::string_view::npos ? list : list.substr(comma + 1));
  const bool address = !last.empty() && last.size() <= 45 &&
                       last.find_first_not_of("0123456789abcdefABCDEF.:") == std::string_view::npos;
  return address ? last : std::string_view();
}

}  // namespace

Exchange::Exchange(const Around& around, Connection& connection, std::string peer)
    : around_(around), connection_(connection) {
  request_.peer = std::move(peer);
  request_.id = to_hex(random_bytes(8));
  request_.language = around.options.language;
}

bool Exchange::read_head(Moment deadline) {
  std::array<char, 4096> bytes{};
  std::size_t end = std::string::npos;
  while (end == std::string::npos && !refusal_) {
    const auto got = connection_.read(bytes.data(), bytes.size(), deadline);
    if (got <= 0 && input_.empty()) return false;
    if (got <= 0) {
      refuse({Code::bad_request, "head"});
      break;
    }
    const std::size_t from = input_.size() < 3 ? 0 : input_.size() - 3;
    input_.append(bytes.data(), static_cast<std::size_t>(got));
    end = input_.find(kHeadEnd, from);
    const std::size_t head_bytes = end == std::string::npos ? input_.size() : end;
    if (head_bytes > limits::kHead_bytes) {
      refuse({Code::header_too_large, std::to_string(limits::kHead_bytes)});
    }
  }
  judge(std::string_view(input_).substr(0, refusal_ ? 0 : end + kHeadEnd.size()));
  return true;
}

void Exchange::judge(std::string_view head) {
  auto passed = refusal_ ? Result<Passed>(*refusal_) : pass_gate(head);
  if (!passed) {
    refuse(passed.error());
    body_whole_ = false;
    input_ = kEmptyRequest;
    return;
  }
  Request& judged = passed.value().request;
  request_.method = std::move(judged.method);
  request_.target = std::move(judged.target);
  request_.headers = std::move(judged.headers);
  request_.language = language_from_accept(request_.header("Accept-Language"), request_.language);
  if (around_.options.proxy == Proxy::in_front) {
    const std::string_view said = last_forwarded(request_.header("X-Forwarded-For"));
    if (!said.empty()) request_.peer = said;
  }
  body_whole_ = !passed.value().body_follows;
  input_.replace(0, head.size(), passed.value().passed_on);
  left_bytes_ = kChunkSlack_bytes;
}

std::ptrdiff_t Exchange::read(char* bytes, std::size_t count) {
  if (given_ < input_.size()) {
    const std::size_t part = std::min(count, input_.size() - given_);
    std::copy_n(input_.data() + given_, part, bytes);
    given_ += part;
    return static_cast<std::ptrdiff_t>(part);
  }
  // The library keeps a whole chunk-size line, however long: what no route can want is not read.
  if (left_bytes_ == 0) return -1;
  const auto got = connection_.read(bytes, std::min(count, left_bytes_), reading_.deadline());
  if (got <= 0) return got;
  reading_.add(static_cast<std::size_t>(got));
  left_bytes_ -= static_cast<std::size_t>(got);
  return got;
}

std::ptrdiff_t Exchange::write(const char* bytes, std::size_t count) {
  const auto put = connection_.write(bytes, count, writing_.deadline());
  if (put > 0) writing_.add(static_cast<std::size_t>(put));
  return put;
}

bool Exchange::wants_body() {
  if (refusal_) return false;
  if (route_ != nullptr) return true;
  const auto found = around_.router.find(request_);
  if (!found) {
    refuse(found.error());
    return false;
  }
  route_ = found.value();
  left_bytes_ = route_->body_limit_bytes * kChunkOverhead + kChunkSlack_bytes;
  return true;
}

bool Exchange::take_body(const char* bytes, std::size_t count) {
  if (request_.body.size() + count > route_->body_limit_bytes) {
    refuse({Code::too_large, std::to_string(route_->body_limit_bytes)});
    return false;
  }
  request_.body.append(bytes, count);
  return true;
}

Response Exchange::respond() {
  if (wants_body() && !body_whole_) {
    refuse(left_bytes_ == 0 ? Error{Code::too_large, std::to_string(route_->body_limit_bytes)}
                            : Error{Code::bad_request, "body"});
  }
  Response response;
  if (refusal_) {
    response = Router::refuse(*refusal_, request_);
  } else {
    const Turn turn(around_.turns);
    response = around_.router.answer(*route_, request_);
  }
  log(response);
  return response;
}

void Exchange::log(const Response& response) const {
  if (!around_.options.log) return;
  const auto took = std::chrono::steady_clock::now() - start_;
  const LogLine line{
      .method = request_.method.empty() ? "-" : std::string_view(request_.method),
      .route = route_ == nullptr ? "-" : std::string_view(route_->pattern),
      .status = response.status,
      .bytes = response.body.size(),
      .duration_us = std::chrono::duration_cast<std::chrono::microseconds>(took).count(),
      .request_id = request_.id,
      .code = response.code};
  try {
    around_.options.log(line);
  } catch (...) {  // a full log disk must not cost the engineer his reply
    return;
  }
}

}  // namespace huidan::http
