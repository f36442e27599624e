#include "server/blob_desk.hpp"

#include <algorithm>

namespace huidan::server {
namespace {

/// One of the few requests that may move bytes at once.
class Turn {
 public:
  explicit Turn(std::counting_semaphore<>& turns) : turns_(turns), mine_(turns.try_acquire()) {}

  ~Turn() {
    if (mine_) turns_.release();
  }

  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  Turn(Turn&&) = delete;
  Turn& operator=(Turn&&) = delete;

  [[nodiscard]] bool mine() const noexcept { return mine_; }

 private:
  std::counting_semaphore<>& turns_;
  bool mine_;
};

}  // namespace

std::filesystem::path BlobDesk::folder_of(const Desk& desk) {
  return desk.folder().empty() ? std::filesystem::path() : desk.folder() / "blobs";
}

void BlobDesk::Ground::read(const Work& work) {
  const auto done = desk_.read([&](Records& records) -> Refusable {
    store::DeskBlobs rows(records.database);
    work(records.orders, rows);
    return Done{};
  });
  assert(done.ok());
}

void BlobDesk::Ground::write(const Work& work) {
  const auto done = desk_.write([&](Records& records) -> Refusable {
    store::DeskBlobs rows(records.database);
    work(records.orders, rows);
    return Done{};
  });
  assert(done.ok());
}

Result<DeviceId> BlobDesk::asker(const BlobAsk& ask) {
  return proofs_.device(ask.proof,
                        core::blob_statement(ask.method, ask.target, ask.off_bytes, ask.body));
}

Result<Laptop> BlobDesk::laptop(const DeviceId& device) {
  return desk_.read([&](Records& records) { return laptop_of(records, device); });
}

Result<DeviceId> BlobDesk::proven(const BlobAsk& ask) {
  auto device = asker(ask);
  if (!device) return device;
  const auto known = laptop(device.value());
  if (!known) return known.error();
  return device;
}

Result<store::UploadState> BlobDesk::offset(const BlobAsk& ask, std::string_view sha) {
  const std::lock_guard lock(writing_);
  const auto device = proven(ask);
  if (!device) return device.error();
  return uploads_.offset(device.value(), sha);
}

Result<store::UploadState> BlobDesk::append(const BlobAsk& ask, std::string_view sha) {
  const Turn turn(turns_);
  if (!turn.mine()) return Error{Code::busy};
  const std::lock_guard lock(writing_);
  const auto device = proven(ask);
  if (!device) return device.error();
  return uploads_.append(device.value(), sha, {ask.off_bytes, ask.body});
}

Result<store::UploadState> BlobDesk::bring(const DeviceId& device, std::string_view sha,
                                           std::string_view bytes) {
  const std::lock_guard lock(writing_);
  const auto known = laptop(device);
  if (!known) return known.error();
  return uploads_.bring(device, sha, bytes);
}

Result<Hand> BlobDesk::hand_of(const BlobAsk& ask) {
  const auto device = asker(ask);
  if (!device) return device.error();
  auto known = laptop(device.value());
  if (!known) return known.error();
  // A retired laptop hands over what it has and gets nothing.
  if (known.value().device.revoked == core::Revoked::retired) return Error{Code::device_revoked};
  return Hand{Hand::Kind::person, std::move(known).value().person};
}

Result<BlobSlice> BlobDesk::give(const Hand& hand, const Wanted& wanted) {
  const Turn turn(turns_);
  if (!turn.mine()) return Error{Code::busy};
  if (!core::is_blob_name(wanted.sha)) return Error{Code::bad_input, {}, "sha"};
  const auto order = dispatch_.show(hand, wanted.no);
  if (!order) return order.error();
  const auto shown = std::ranges::find_if(order.value().photos, [&](const Photo& photo) {
    return photo.sha == wanted.sha && photo.state == "ready";
  });
  if (shown == order.value().photos.end()) return Error{Code::not_found};
  if (wanted.off_bytes > shown->size_bytes) {
    return Error{Code::bad_range, std::to_string(shown->size_bytes)};
  }
  std::int64_t count = shown->size_bytes - wanted.off_bytes;
  if (wanted.count_bytes > 0) count = std::min(count, wanted.count_bytes);
  auto bytes = files_.proven(wanted.sha, wanted.off_bytes, static_cast<std::size_t>(count));
  if (!bytes) return Error{Code::not_found};
  return BlobSlice{std::move(*bytes), shown->size_bytes, shown->media};
}

store::Tidied BlobDesk::tidy() {
  const std::lock_guard lock(writing_);
  return desk_.folder().empty() ? store::Tidied{} : uploads_.tidy();
}

}  // namespace huidan::server
