#include "server/blob_routes.hpp"

#include <charconv>

#include "sync/base/limits.hpp"
#include "sync/core/blobs.hpp"
#include "sync/core/proof.hpp"

namespace huidan::server {
namespace {

/// A count of bytes as a header or a query says it; "" is 0.
Result<std::int64_t> count_of(std::string_view text, const char* name) {
  std::int64_t count = 0;
  if (text.empty()) return count;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  if (!whole || count < 0) return Error{Code::bad_number, std::string(text.substr(0, 40)), name};
  return count;
}

BlobAsk ask_of(const http::Request& request, std::int64_t off_bytes) {
  return {request.header(core::kProofHeader), request.method, request.target, off_bytes,
          request.body};
}

/// A HEAD says it by the status alone: whoever counts the bytes of a body waits for none.
http::Response refusal(const Error& error, const http::Request& request) {
  if (request.method != "HEAD") return http::Response::error(error, request);
  http::Response response;
  response.status = http_status(error.code);
  return response;
}

http::Response told(const Result<UploadState>& state, const http::Request& request) {
  if (!state) return refusal(state.error(), request);
  const auto& refused = state.value().refused;
  http::Response response = refused ? refusal(*refused, request) : http::Response{};
  response.headers.push_back(
      {std::string(core::kUploadOffset), std::to_string(state.value().off_bytes)});
  response.headers.push_back(
      {std::string(core::kUploadLength), std::to_string(state.value().length_bytes)});
  return response;
}

http::Response append(BlobDesk& blobs, const http::Request& request) {
  const auto off = count_of(request.header(core::kUploadOffset), "Upload-Offset");
  if (!off) return http::Response::error(off.error(), request);
  return told(blobs.append(ask_of(request, off.value()), request.parameter("sha")), request);
}

std::string_view ending_of(std::string_view media) {
  if (media == "image/png") return ".png";
  return media == "application/pdf" ? ".pdf" : ".jpg";
}

http::Response give(BlobDesk& blobs, const WhoLooks& who, const http::Request& request) {
  const auto refuse = [&](const Error& error) { return http::Response::error(error, request); };
  const bool laptop = core::read_proof(request.header(core::kProofHeader)).has_value();
  const auto hand = laptop ? blobs.hand_of(ask_of(request, 0)) : who(request);
  if (!hand) return refuse(hand.error());
  const auto off = count_of(request.query_value("off"), "off");
  const auto count = count_of(request.query_value("count"), "count");
  if (!off || !count) return refuse(off ? count.error() : off.error());
  const std::string_view sha = request.parameter("sha");
  auto slice = blobs.give(hand.value(), {request.parameter("no"), sha, off.value(), count.value()});
  if (!slice) return refuse(slice.error());
  http::Response response;
  response.content_type = slice.value().media;
  response.headers = {
      {"Content-Disposition", "attachment; filename=\"" + std::string(sha) +
                                  std::string(ending_of(slice.value().media)) + '"'},
      {"X-Content-Type-Options", "nosniff"},
      {std::string(core::kUploadLength), std::to_string(slice.value().length_bytes)}};
  response.body = std::move(slice).value().bytes;
  return response;
}

}  // namespace

void add_blob_routes(http::Router& router, BlobDesk& blobs, WhoLooks who) {
  router.add({"HEAD", "/v1/blob/{sha}", "How much of a photo has come (Upload-Offset)", "device",
              [&blobs](const http::Request& request) {
                return told(blobs.offset(ask_of(request, 0), request.parameter("sha")), request);
              }});
  http::Route patch{"PATCH", "/v1/blob/{sha}", "The next bytes of a photo, at Upload-Offset",
                    "device",
                    [&blobs](const http::Request& request) { return append(blobs, request); }};
  patch.content_types = {std::string(core::kBlobPartType)};
  patch.body_limit_bytes = limits::kBlobChunk_bytes;  // the most of a photo that is ever in memory
  router.add(std::move(patch));
  router.add({"GET", "/v1/orders/{no}/blob/{sha}",
              "A photo of an order, or a part of it (?off=&count=)", "person or device",
              [&blobs, who = std::move(who)](const http::Request& request) {
                return give(blobs, who, request);
              }});
}

}  // namespace huidan::server
