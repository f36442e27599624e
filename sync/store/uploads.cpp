#include "sync/store/uploads.hpp"

#include <algorithm>

#include "sync/base/limits.hpp"
#include "sync/core/picture.hpp"

namespace huidan::store {
namespace {

constexpr std::size_t kTail_bytes = 1024;
constexpr std::size_t kSuspects_max = 1000;
constexpr std::size_t kSlice = 200;

/// What may be said of the same bytes in one breath: the rest of the refs named another size or
/// type than the file has.
bool like(const core::BlobRef& one, const core::BlobRef& other) {
  return one.size_bytes == other.size_bytes && one.media == other.media;
}

}  // namespace

bool Uploads::Upload::pending() const {
  return std::ranges::any_of(refs, [](const auto& ref) { return ref.state == "pending"; });
}

Result<Uploads::Upload> Uploads::find(const DeviceId& device, std::string_view sha) {
  if (!core::is_blob_name(sha)) return Error{Code::bad_input, {}, "sha"};
  Upload upload{device, std::string(sha), {}, {}};
  std::int64_t noted = 0;
  ground_.read([&](DeskStore& /*orders*/, DeskBlobs& rows) {
    upload.refs = rows.refs(device, sha);
    noted = rows.offset(device, sha);
  });
  // A hash is not a right: whether the desk has the bytes is nobody's business who did not say
  // that he has them too.
  if (upload.refs.empty()) return Error{Code::not_found};
  if (!upload.pending()) {
    const auto ready = std::ranges::find(upload.refs, "ready", &core::BlobRef::state);
    if (ready == upload.refs.end()) return Error{Code::bad_picture};
    upload.state = {ready->size_bytes, ready->size_bytes};
    return upload;
  }
  std::erase_if(upload.refs, [](const auto& ref) { return ref.state != "pending"; });
  upload.state = {std::min(noted, files_.part_bytes({device.value, sha})),
                  upload.refs.front().size_bytes};
  return upload;
}

Result<UploadState> Uploads::offset(const DeviceId& device, std::string_view sha) {
  auto found = find(device, sha);
  if (!found) return found.error();
  Upload& upload = found.value();
  const std::int64_t lease = ground_.moment().wall_ms + limits::kBlobLease_ms;
  ground_.write([&](DeskStore& /*orders*/, DeskBlobs& rows) {
    rows.extend_lease(sha, lease);
    if (upload.pending() && upload.state.off_bytes > 0) {
      rows.put_offset(device, sha, upload.state.off_bytes, lease);
    }
  });
  // The last bytes were on disk when the desk went down: it looks at them now.
  if (upload.pending() && upload.state.off_bytes == upload.state.length_bytes) {
    return finish(upload);
  }
  return upload.state;
}

Result<UploadState> Uploads::append(const DeviceId& device, std::string_view sha,
                                    const Bytes& bytes) {
  auto found = find(device, sha);
  if (!found) return found.error();
  Upload& upload = found.value();
  UploadState& state = upload.state;
  if (!upload.pending()) return state;  // a retry of the last bytes
  if (bytes.body.empty()) return Error{Code::bad_input, {}, "body"};
  if (bytes.off_bytes != state.off_bytes) {
    state.refused = Error{Code::bad_range, std::to_string(state.off_bytes)};
    return state;
  }
  return take(upload, bytes.body);
}

Result<UploadState> Uploads::bring(const DeviceId& device, std::string_view sha,
                                   std::string_view bytes) {
  auto found = find(device, sha);
  if (!found) return found.error();
  Upload& upload = found.value();
  if (!upload.pending()) return upload.state;
  const auto here = static_cast<std::size_t>(upload.state.off_bytes);
  if (bytes.size() <= here) return Error{Code::bad_input, {}, "body"};
  return take(upload, bytes.substr(here));
}

UploadState Uploads::take(Upload& upload, std::string_view bytes) {
  UploadState& state = upload.state;
  const auto count = static_cast<std::int64_t>(bytes.size());
  if (count > state.length_bytes - state.off_bytes) {
    state.refused = Error{Code::too_large, std::to_string(state.length_bytes)};
    return state;
  }
  files_.write_part({upload.device.value, upload.sha}, state.off_bytes, bytes);
  state.off_bytes += count;
  const std::int64_t lease = ground_.moment().wall_ms + limits::kBlobLease_ms;
  ground_.write([&](DeskStore& /*orders*/, DeskBlobs& rows) {
    rows.put_offset(upload.device, upload.sha, state.off_bytes, lease);
    rows.extend_lease(upload.sha, lease);
  });
  if (state.off_bytes < state.length_bytes) return state;
  return finish(upload);
}

UploadState Uploads::finish(Upload& upload) {
  const BlobFiles::Part part{upload.device.value, upload.sha};
  UploadState& state = upload.state;
  if (files_.digest_of(part) != upload.sha) {
    files_.drop_part(part);
    ground_.write([&](DeskStore& /*orders*/, DeskBlobs& rows) {
      rows.drop_offset(upload.device, upload.sha);
    });
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
void Uploads::settle(const Upload& upload, std::string_view state) {
  Refs same;
  Refs other;  // named another size or type: they can never come true
  for (const core::BlobRef& ref : upload.refs) {
    (like(ref, upload.refs.front()) ? same : other).push_back(ref);
  }
  ground_.write([&](DeskStore& orders, DeskBlobs& rows) {
    const core::Moment moment = ground_.moment();
    if (state == "ready") {
      files_.keep_part({upload.device.value, upload.sha});
      rows.put_ready(upload.sha, upload.state.length_bytes, moment.wall_ms);
    }
    rows.drop_offset(upload.device, upload.sha);
    const auto tell = [&](const Refs& refs, std::string_view word) {
      if (refs.empty()) return;
      rows.settle(refs, word, core::settle_photos(orders, refs, word, moment));
    };
    tell(same, state);
    tell(other, "refused");
  });
}

Tidied Uploads::tidy() {
  Tidied tidied;
  std::vector<std::string> gone;
  const std::int64_t now = ground_.moment().wall_ms;
  ground_.write([&](DeskStore& /*orders*/, DeskBlobs& rows) {
    for (const auto& suspect : rows.suspects(kSuspects_max)) {
      const core::BlobFate fate = core::fate_of(suspect.blob, suspect.referenced, now);
      rows.put_fate(suspect.blob, fate, now);
      tidied.condemned += fate == core::BlobFate::condemned ? 1 : 0;
      if (fate != core::BlobFate::removed) continue;
      ++tidied.removed;
      gone.push_back(suspect.blob.sha);
    }
    for (const std::string& name : rows.take_stale_parts(now)) files_.remove_part_named(name);
  });
  tidied.swept = sweep(gone);
  return tidied;
}

/// A few at a time: the desk has others to serve.
std::size_t Uploads::look_at(const std::vector<std::string>& names, const Look& look) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < names.size(); at += kSlice) {
    ground_.write([&](DeskStore& /*orders*/, DeskBlobs& rows) {
      const std::size_t end = std::min(at + kSlice, names.size());
      for (std::size_t i = at; i < end; ++i) count += look(rows, names[i]) ? 1U : 0U;
    });
  }
  return count;
}

/// Files go only after the rows that named them are gone for good, and under the writer's lock:
/// whoever brings the same bytes meanwhile writes file and row together. Others than those whose
/// rows have just `gone` not before they are old: a database that has been set back knows nothing
/// of what came since.
std::size_t Uploads::sweep(const std::vector<std::string>& gone) {
  const auto listing = files_.list();
  const std::int64_t before_ms = ground_.moment().wall_ms - limits::kBlobStray_ms;
  const auto may_go = [&](const std::string& sha) {
    return std::ranges::find(gone, sha) != gone.end() || files_.older(sha, before_ms);
  };
  const Look whole = [&](DeskBlobs& rows, const std::string& sha) {
    const bool stray = !rows.holds(sha) && may_go(sha);
    if (stray) files_.remove(sha);
    return stray;
  };
  const Look part = [&](DeskBlobs& rows, const std::string& name) {
    const bool stray = !rows.has_part(name) && files_.part_older(name, before_ms);
    if (stray) files_.remove_part_named(name);
    return stray;
  };
  return look_at(listing.whole, whole) + look_at(listing.parts, part);
}

}  // namespace huidan::store
