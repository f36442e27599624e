#pragma once
// A desk on disk with two engineers and a seat, whose laptops name photos and send their bytes
// through the routes, without a socket.

#include <filesystem>
#include <optional>

#include "sync/base/crypto.hpp"
#include "sync/core/frame.hpp"
#include "sync/core/proof.hpp"
#include "sync/core/wire_sync.hpp"
#include "tests/server/rooms.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/quick_hash.hpp"

namespace huidan::server {

inline std::string header_of(const http::Response& response, std::string_view name) {
  for (const http::Header& header : response.headers) {
    if (http::same_name(header.name, name)) return header.value;
  }
  return {};
}

/// A laptop as the desk's routes see it.
class Pocket {
 public:
  Pocket(App& app, const std::string& person) : app_(app) {
    static_cast<void>(app.people.add(person, Role::engineer, "", kPassword).ok());
    const std::string code = app.people.enrol_code(person).value().code;
    device_ = app.people.enrol(code, "laptop", key_.public_key).value().device;
  }

  /// A photo of `bytes`, said to be a PNG, in the order; the desk's reply.
  core::SyncReply name(const OrderId& order, const std::string& bytes, std::int64_t size = 0) {
    core::AddPhoto add;
    add.photo.visit = RowId(order.value);
    add.photo.kind = "photo";
    add.photo.sha = sha256_hex(bytes);
    add.photo.size_bytes = size == 0 ? static_cast<std::int64_t>(bytes.size()) : size;
    add.photo.media = "image/png";
    core::Op op;
    op.id = OpId(new_uuid7(1795309500000 + n_, random_));
    op.n = ++n_;
    op.order = order;
    op.base_seq = cursor_.seq;
    op.at = "2026-11-22T09:05:00+08:00";
    op.body = add;
    return sync(core::encode_op(op));
  }

  core::SyncReply sync(std::optional<std::string> op = std::nullopt) {
    core::SyncRequest request;
    request.request = new_uuid7(1795309500000, random_);
    request.device = device_;
    request.token = token_;
    request.cursor = cursor_;
    request.previous_link = chain_;
    if (op) request.ops.push_back(*op);
    const std::string body = core::encode_request(request);
    http::Request sent;
    sent.method = "POST";
    sent.target = "/v1/sync";
    sent.headers = {{"Content-Type", std::string(core::kJsonType)},
                    {std::string(core::kProofHeader), prove(core::sync_statement(body))}};
    sent.body = body;
    const auto answer = app_.router().handle(std::move(sent));
    const auto text = core::unpack(answer.content_type, answer.body, limits::kReply_bytes);
    auto reply = core::decode_reply(text.value()).value();
    if (!reply.results.empty()) token_ = reply.token;
    if (!reply.results.empty()) chain_ = reply.chain;
    if (reply.cursor) cursor_ = *reply.cursor;
    return reply;
  }

  /// A blob request as this laptop proves it.
  [[nodiscard]] http::Request request(std::string method, std::string target, std::int64_t off = 0,
                                      std::string body = {}) const {
    http::Request made;
    made.headers = {
        {std::string(core::kProofHeader), prove(core::blob_statement(method, target, off, body))}};
    if (method == "PATCH") {
      made.headers.push_back({"Upload-Offset", std::to_string(off)});
      made.headers.push_back({"Content-Type", std::string(core::kBlobPartType)});
    }
    made.method = std::move(method);
    made.target = std::move(target);
    made.body = std::move(body);
    return made;
  }

  http::Response ask(std::string method, std::string target, std::int64_t off = 0,
                     std::string body = {}) {
    return app_.router().handle(
        request(std::move(method), std::move(target), off, std::move(body)));
  }

  http::Response patch(const std::string& sha, std::int64_t off, std::string body) {
    return ask("PATCH", "/v1/blob/" + sha, off, std::move(body));
  }

  /// What the desk says it has, "" when it says nothing.
  std::string offset(const std::string& sha) {
    return header_of(ask("HEAD", "/v1/blob/" + sha), "Upload-Offset");
  }

  /// The whole file in chunks of `chunk`; how the last one was answered.
  http::Response upload(const std::string& bytes, std::size_t chunk = 100'000) {
    http::Response last;
    for (std::size_t at = 0; at < bytes.size(); at += chunk) {
      last = patch(sha256_hex(bytes), static_cast<std::int64_t>(at), bytes.substr(at, chunk));
    }
    return last;
  }

  [[nodiscard]] const DeviceId& device() const { return device_; }

 private:
  [[nodiscard]] std::string prove(std::string_view statement) const {
    const std::string desk_key = public_half(app_.desk.secret_key());
    return core::Prover(device_, key_.secret_key, desk_key).prove(statement);
  }

  App& app_;
  KeyPair key_ = new_key_pair();
  SystemRandom random_;
  DeviceId device_;
  std::int64_t n_ = 0;
  std::string chain_;
  std::string token_;
  core::Cursor cursor_;
};

struct Site {
  Site() {
    for (const char* no : {"WX-1", "WX-2"}) {
      static_cast<void>(app.intake.import(
          read_import(line_of(no), ImportFormat::jsonl, {}, {}).value(), Rehearsal::real, {}));
    }
    static_cast<void>(app.dispatch.assign({}, "WX-1", "e1").ok());
    static_cast<void>(app.dispatch.assign({}, "WX-2", "e2").ok());
    static_cast<void>(app.people.add("seat1", Role::seat, "", kPassword).ok());
    one.sync();
    two.sync();
  }

  [[nodiscard]] WorkOrder order(std::string_view no) { return app.dispatch.show({}, no).value(); }

  [[nodiscard]] OrderId id(std::string_view no) { return order(no).id; }

  /// The states of the order's photos, by blanks.
  [[nodiscard]] std::string photos(std::string_view no) {
    std::string states;
    for (const Photo& photo : order(no).photos) {
      states += (states.empty() ? "" : " ") + photo.state;
    }
    return states;
  }

  template <typename Work>
  void rows(Work work) {
    static_cast<void>(app.desk.write([&](Records& records) -> Refusable {
      store::DeskBlobs blobs(records.database);
      work(blobs);
      return Done{};
    }));
  }

  test::Folder folder{};
  DeskPlace place{folder.path()};
  App app{place.place(), test::kQuickHash};
  store::BlobFiles files{folder.path() / "blobs"};
  Pocket one{app, "e1"};
  Pocket two{app, "e2"};
};

}  // namespace huidan::server
