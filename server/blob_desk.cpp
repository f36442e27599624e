#include "server/blob_desk.hpp"

#include <algorithm>

#include "sync/base/limits.hpp"
#include "sync/core/picture.hpp"

namespace huidan::server {
namespace {

constexpr std::size_t kTail_bytes = 1024;
constexpr std::size_t kSuspects_max = 1000;
constexpr std::size_t kSlice = 200;

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

/// What may be said of the same bytes in one breath: the rest of the refs named another size or
/// type than the file has.
bool like(const core::BlobRef& one, const core::BlobRef& other) {
  return one.size_bytes == other.size_bytes && one.media == other.media;
}

}  // namespace

std::filesystem::path BlobDesk::folder_of(const Desk& desk) {
  return desk.folder().empty() ? std::filesystem::path() : desk.folder() / "blobs";
}

bool BlobDesk::Upload::pending() const {
  return std::ranges::any_of(refs, [](const auto& ref) { return ref.state == "pending"; });
}

Result<DeviceId> BlobDesk::asker(const BlobAsk& ask) {
  return proofs_.device(ask.proof,
                        core::blob_statement(ask.method, ask.target, ask.off_bytes, ask.body));
}

Result<BlobDesk::Upload> BlobDesk::find(const BlobAsk& ask, std::string_view sha) {
  if (!core::is_blob_name(sha)) return Error{Code::bad_input, {}, "sha"};
  const auto device = asker(ask);
  if (!device) return device.error();
  return desk_.read([&](Records& records) -> Result<Upload> {
    const auto laptop = laptop_of(records, device.value());
    if (!laptop) return laptop.error();
    store::DeskBlobs rows(records.database);
    Upload upload{laptop.value().device.id, std::string(sha), {}, {}};
    upload.refs = rows.refs(upload.device, sha);
    // A hash is not a right: whether the desk has the bytes is nobody's business who did not say
    // that he has them too.
    if (upload.refs.empty()) return Error{Code::not_found};
    const auto is = [](std::string_view state) {
      return [state](const core::BlobRef& ref) { return ref.state == state; };
    };
    if (std::ranges::none_of(upload.refs, is("pending"))) {
      const auto ready = std::ranges::find_if(upload.refs, is("ready"));
      if (ready == upload.refs.end()) return Error{Code::bad_picture};
      upload.state = {ready->size_bytes, ready->size_bytes};
      return upload;
    }
    std::erase_if(upload.refs, [](const auto& ref) { return ref.state != "pending"; });
    const std::int64_t on_disk = files_.part_bytes({upload.device.value, sha});
    upload.state = {std::min(rows.offset(upload.device, sha), on_disk),
                    upload.refs.front().size_bytes};
    return upload;
  });
}

Result<UploadState> BlobDesk::offset(const BlobAsk& ask, std::string_view sha) {
  const std::lock_guard lock(writing_);
  auto found = find(ask, sha);
  if (!found) return found.error();
  Upload& upload = found.value();
  const std::int64_t lease = desk_.now_ms() + limits::kBlobLease_ms;
  const auto leased = desk_.write([&](Records& records) -> Refusable {
    store::DeskBlobs rows(records.database);
    rows.extend_lease(sha, lease);
    if (upload.pending() && upload.state.off_bytes > 0) {
      rows.put_offset(upload.device, sha, upload.state.off_bytes, lease);
    }
    return Done{};
  });
  assert(leased.ok());
  // The last bytes were on disk when the desk went down: it looks at them now.
  if (upload.pending() && upload.state.off_bytes == upload.state.length_bytes) {
    return finish(upload);
  }
  return upload.state;
}

Result<UploadState> BlobDesk::append(const BlobAsk& ask, std::string_view sha) {
  const Turn turn(turns_);
  if (!turn.mine()) return Error{Code::busy};
  const std::lock_guard lock(writing_);
  auto found = find(ask, sha);
  if (!found) return found.error();
  Upload& upload = found.value();
  UploadState& state = upload.state;
  if (!upload.pending()) return state;  // a retry of the last bytes
  if (ask.body.empty()) return Error{Code::bad_input, {}, "body"};
  if (ask.off_bytes != state.off_bytes) {
    state.refused = Error{Code::bad_range, std::to_string(state.off_bytes)};
    return state;
  }
  const auto count = static_cast<std::int64_t>(ask.body.size());
  if (count > state.length_bytes - state.off_bytes) {
    state.refused = Error{Code::too_large, std::to_string(state.length_bytes)};
    return state;
  }
  files_.write_part({upload.device.value, sha}, state.off_bytes, ask.body);
  state.off_bytes += count;
  const std::int64_t lease = desk_.now_ms() + limits::kBlobLease_ms;
  const auto noted = desk_.write([&](Records& records) -> Refusable {
    store::DeskBlobs rows(records.database);
    rows.put_offset(upload.device, sha, state.off_bytes, lease);
    rows.extend_lease(sha, lease);
    return Done{};
  });
  assert(noted.ok());
  if (state.off_bytes < state.length_bytes) return state;
  return finish(upload);
}

UploadState BlobDesk::finish(Upload& upload) {
  const store::BlobFiles::Part part{upload.device.value, upload.sha};
  const auto forget = [&](Records& records) -> Refusable {
    store::DeskBlobs(records.database).drop_offset(upload.device, upload.sha);
    return Done{};
  };
  UploadState& state = upload.state;
  if (files_.digest_of(part) != upload.sha) {
    files_.drop_part(part);
    static_cast<void>(desk_.write(forget));
    state.off_bytes = 0;
    state.refused = Error{Code::verification_failed, "sha256"};
    return state;
  }
  const std::string head = files_.part_slice(part, 0, limits::kPictureHead_bytes);
  const std::int64_t tail_at =
      std::max<std::int64_t>(0, state.length_bytes - static_cast<std::int64_t>(kTail_bytes));
  const std::string tail = files_.part_slice(part, tail_at, kTail_bytes);
  if (auto fine = core::check_picture(upload.refs.front().media, {head, tail}); !fine) {
    settle(upload, "refused");
    files_.drop_part(part);
    state.off_bytes = 0;
    state.refused = fine.error();
    return state;
  }
  settle(upload, "ready");
  return state;
}

/// The file first, then its row, then the photos that show it; in one transaction, so that nothing
/// sweeps the file away before it has its row.
void BlobDesk::settle(const Upload& upload, std::string_view state) {
  Refs same;
  Refs other;  // named another size or type: they can never come true
  for (const core::BlobRef& ref : upload.refs) {
    (like(ref, upload.refs.front()) ? same : other).push_back(ref);
  }
  const auto settled = desk_.write([&](Records& records) -> Refusable {
    store::DeskBlobs rows(records.database);
    if (state == "ready") {
      files_.keep_part({upload.device.value, upload.sha});
      rows.put_ready(upload.sha, upload.state.length_bytes, desk_.now_ms());
    }
    rows.drop_offset(upload.device, upload.sha);
    auto moment = desk_.moment();
    const auto tell = [&](const Refs& refs, std::string_view word) {
      if (refs.empty()) return;
      rows.settle(refs, word, core::settle_photos(records.orders, refs, word, moment));
    };
    tell(same, state);
    tell(other, "refused");
    return Done{};
  });
  assert(settled.ok());
}

Result<Hand> BlobDesk::hand_of(const BlobAsk& ask) {
  const auto device = asker(ask);
  if (!device) return device.error();
  return desk_.read([&](Records& records) -> Result<Hand> {
    auto laptop = laptop_of(records, device.value());
    if (!laptop) return laptop.error();
    // A retired laptop hands over what it has and gets nothing.
    if (laptop.value().device.revoked == core::Revoked::retired) return Error{Code::device_revoked};
    return Hand{Hand::Kind::person, std::move(laptop).value().person};
  });
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
  auto bytes = files_.read(wanted.sha, wanted.off_bytes, static_cast<std::size_t>(count));
  if (!bytes) return Error{Code::not_found};
  return BlobSlice{std::move(*bytes), shown->size_bytes, shown->media};
}

Tidied BlobDesk::tidy() {
  const std::lock_guard lock(writing_);
  Tidied tidied;
  if (desk_.folder().empty()) return tidied;
  const std::int64_t now = desk_.now_ms();
  const auto done = desk_.write([&](Records& records) -> Refusable {
    store::DeskBlobs rows(records.database);
    for (const auto& suspect : rows.suspects(kSuspects_max)) {
      const core::BlobFate fate = core::fate_of(suspect.blob, suspect.referenced, now);
      rows.put_fate(suspect.blob, fate, now);
      tidied.condemned += fate == core::BlobFate::condemned ? 1 : 0;
      tidied.removed += fate == core::BlobFate::removed ? 1 : 0;
    }
    for (const std::string& name : rows.take_stale_parts(now)) files_.remove_part_named(name);
    return Done{};
  });
  assert(done.ok());
  tidied.swept = sweep();
  return tidied;
}

/// Files go only after the rows that named them are gone for good, and under the writer's lock:
/// whoever brings the same bytes meanwhile writes file and row together.
std::size_t BlobDesk::sweep() {
  const auto listing = files_.list();
  std::size_t swept = 0;
  // A few at a time: the desk has others to serve.
  const auto each = [&](const std::vector<std::string>& names, const auto& look) {
    for (std::size_t at = 0; at < names.size(); at += kSlice) {
      const auto done = desk_.write([&](Records& records) -> Refusable {
        store::DeskBlobs rows(records.database);
        const std::size_t end = std::min(at + kSlice, names.size());
        for (std::size_t i = at; i < end; ++i) {
          if (look(rows, names[i])) ++swept;
        }
        return Done{};
      });
      assert(done.ok());
    }
  };
  each(listing.whole, [&](store::DeskBlobs& rows, const std::string& sha) {
    const bool stray = !rows.holds(sha);
    if (stray) files_.remove(sha);
    return stray;
  });
  each(listing.parts, [&](store::DeskBlobs& rows, const std::string& name) {
    const bool stray = !rows.has_part(name);
    if (stray) files_.remove_part_named(name);
    return stray;
  });
  return swept;
}

}  // namespace huidan::server
