#include "client/carry.hpp"

#include <charconv>

#include "sync/base/bytes.hpp"
#include "sync/base/limits.hpp"

namespace huidan::client {
namespace {

// What comes down stands under this name until it is whole.
constexpr std::string_view kDown = "down";

PeerHeaders proof(const Way& way, std::string_view method, std::string_view target,
                  std::int64_t off_bytes, std::string_view body) {
  const std::string statement = core::blob_statement(method, target, off_bytes, body);
  return {{std::string(core::kProofHeader), way.prover.prove(statement)}};
}

/// Why not; a HEAD's reply has no body to say it.
Error refusal_of(const PeerReply& reply) {
  if (!reply.body.empty()) return error_of(reply);
  if (reply.status == http_status(Code::not_found)) return {Code::not_found};
  if (reply.status == http_status(Code::verification_failed)) return {Code::verification_failed};
  if (reply.status == http_status(Code::bad_signature)) return {Code::bad_signature};
  return error_of(reply);
}

Result<std::int64_t> offset_of(const PeerReply& reply) {
  const std::string_view text = header_of(reply, "upload-offset");
  std::int64_t off = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), off);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  if (text.empty() || !whole) return Error{Code::bad_reply, "Upload-Offset"};
  return off;
}

/// Does one action of the courier.
class Porter {
 public:
  explicit Porter(const Way& way) : way_(way) {}

  Result<std::int64_t> operator()(const core::AskOffset& ask) const {
    const std::string path = "/v1/blob/" + ask.sha;
    const auto reply = way_.peer.head(path, proof(way_, "HEAD", path, 0, {}));
    if (!reply) return reply.error();
    if (reply.value().status != 200) return refusal_of(reply.value());
    return offset_of(reply.value());
  }

  Result<std::int64_t> operator()(const core::SendBytes& part) const {
    const auto bytes = way_.device.blobs().read(part.sha, part.from,
                                                static_cast<std::size_t>(part.to - part.from));
    if (!bytes || bytes->empty()) return Error{Code::not_found, part.sha};
    const std::string path = "/v1/blob/" + part.sha;
    PeerHeaders headers = proof(way_, "PATCH", path, part.from, *bytes);
    headers.emplace_back(core::kUploadOffset, std::to_string(part.from));
    const auto reply = way_.peer.patch(path, core::kBlobPartType, *bytes, headers);
    if (!reply) return reply.error();
    if (reply.value().status != 200) return refusal_of(reply.value());
    return offset_of(reply.value());
  }

  Result<std::int64_t> operator()(const core::FetchBytes& part) const {
    const std::string path = "/v1/orders/" + percent_encoded(part.no) + "/blob/" + part.sha +
                             "?off=" + std::to_string(part.from) +
                             "&count=" + std::to_string(part.to - part.from);
    const auto reply = way_.peer.get(path, proof(way_, "GET", path, 0, {}));
    if (!reply) return reply.error();
    if (reply.value().status != 200) return refusal_of(reply.value());
    const std::string& bytes = reply.value().body;
    if (bytes.empty() || static_cast<std::int64_t>(bytes.size()) > part.to - part.from) {
      return Error{Code::bad_reply, "count"};
    }
    way_.device.blobs().write_part({kDown, part.sha}, part.from, bytes);
    return part.from + static_cast<std::int64_t>(bytes.size());
  }

  Result<std::int64_t> operator()(const auto& /*no request*/) const {
    return Error{Code::internal, "courier"};
  }

 private:
  const Way& way_;
};

Carried carry(const Way& way, core::BlobCourier& courier) {
  const Porter porter(way);
  core::BlobAction next = courier.go_on();
  while (!std::holds_alternative<core::BlobsDone>(next)) {
    const auto* wait = std::get_if<core::BlobWait>(&next);
    if (wait != nullptr) way.waiting.wait_ms(wait->wait_ms);
    next = wait != nullptr ? courier.go_on() : courier.took(std::visit(porter, next));
  }
  return {courier.report(), std::get<core::BlobsDone>(next).stopped};
}

}  // namespace

Carried carry_up(const Way& way, const std::vector<core::BlobWant>& want) {
  std::vector<core::HeldBlob> held;
  for (const core::BlobWant& blob : want) {
    if (way.device.blobs().holds(blob.sha)) {
      held.push_back({blob.sha, way.device.blobs().size_bytes(blob.sha)});
    }
  }
  core::BlobCourier courier(core::upload_jobs(want, held), way.device.random());
  return carry(way, courier);
}

Result<std::string> photo_bytes(Device& device, const std::string& no, const Photo& photo,
                                const Waiting& waiting) {
  const auto whole = static_cast<std::size_t>(photo.size_bytes);
  store::BlobFiles& files = device.blobs();
  if (auto here = files.proven(photo.sha, 0, whole)) return std::move(*here);
  if (photo.state != "ready") return Error{Code::not_found, photo.sha};
  const auto me = device.identity();
  if (!me) return me.error();
  Peer peer(me.value().server, me.value().pin, &waiting);
  if (auto usable = peer.usable(); !usable) return usable.error();

  const store::BlobFiles::Part part{kDown, photo.sha};
  std::int64_t off = files.part_bytes(part);
  if (off > photo.size_bytes) files.drop_part(part), off = 0;
  if (off < photo.size_bytes) {
    core::BlobCourier courier({{photo.sha, photo.size_bytes, off, no}}, device.random());
    const core::Prover prover(me.value().device, me.value().secret_key, me.value().desk_key);
    const Carried carried = carry({device, peer, prover, waiting}, courier);
    if (!carried.stopped) return carried.stopped.error();
    if (carried.report.given_up > 0) return Error{Code::not_found, photo.sha};
  }
  if (files.digest_of(part) != photo.sha) {
    files.drop_part(part);
    return Error{Code::verification_failed, "sha256"};
  }
  files.keep_part(part);
  return files.read(photo.sha, 0, whole).value_or("");
}

}  // namespace huidan::client
