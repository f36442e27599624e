// The part of a device that keeps photos (device.hpp): each file is whole on disk before the op
// that names it, both under the database's write lock, so that no sweep comes between.

#include <algorithm>

#include "client/device.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"
#include "sync/core/picture.hpp"
#include "sync/store/sweep.hpp"

namespace huidan::client {
namespace {

constexpr std::size_t kTail_bytes = 1024;

/// What the file is, by its own first bytes.
Result<std::string> media_of(const std::string& bytes) {
  if (bytes.size() > limits::kBlob_bytes) {
    return Error{Code::too_large, std::to_string(limits::kBlob_bytes)};
  }
  const std::string_view all = bytes;
  const std::string_view head = all.substr(0, limits::kPictureHead_bytes);
  const std::string_view tail = all.substr(all.size() - std::min(all.size(), kTail_bytes));
  const std::string_view media = core::media_of(head);
  if (media.empty()) return Error{Code::bad_media_type, "image/jpeg, image/png, application/pdf"};
  if (auto fine = core::check_picture(media, {head, tail}); !fine) return fine.error();
  return std::string(media);
}

}  // namespace

Result<WorkOrder> Device::add_photo(std::string_view no, Photo photo, const std::string& bytes) {
  auto media = media_of(bytes);
  if (!media) return media.error();
  photo.media = std::move(media).value();
  photo.sha = sha256_hex(bytes);
  photo.size_bytes = static_cast<std::int64_t>(bytes.size());
  const bool known = blobs_.holds(photo.sha);
  auto written = write(no, [&](const WorkOrder& order) -> Result<core::OpBody> {
    std::int64_t waiting_bytes = photo.size_bytes;
    for (const auto& blob : store::LaptopRecords(database_).waiting_blobs()) {
      waiting_bytes += blob.size_bytes;
    }
    if (waiting_bytes > limits::kUnsentBlobs_bytes) {
      return Error{Code::too_large, std::to_string(limits::kUnsentBlobs_bytes)};
    }
    photo.visit = current_visit(order).id;
    blobs_.put(photo.sha, bytes);
    return core::OpBody(core::AddPhoto{photo});
  });
  if (!written && !known) sweep_blobs();
  return written;
}

void Device::sweep_blobs() {
  const auto me = identity();
  if (!me) return;
  store::sweep_blobs(blobs_, store_, {me.value().person.name, me.value().device});
}

}  // namespace huidan::client
