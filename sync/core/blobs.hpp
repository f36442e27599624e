#pragma once
// Bytes that travel apart from their op (SYNC §2.9). An op names them by their SHA-256 and may be
// there long before them; a hash is not a right, so the desk speaks of bytes only to whoever has
// said that he holds them, or may see the order that shows them.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/id.hpp"
#include "sync/base/random.hpp"

namespace huidan::core {

class DeskTx;
struct Moment;

/// What one photo op says of its bytes, with whose op it was. `pending` until that very device has
/// given the bytes, or could have read them from the desk anyway.
struct BlobRef {
  OpId op;
  OrderId order;
  DeviceId device;
  std::string sha;
  std::int64_t size_bytes = 0;
  std::string media;
  std::string state;  // pending | ready | refused, as Photo::state
};

/// The desk lacks the bytes of `sha` from `off_bytes` on.
struct BlobWant {
  std::string sha;
  std::int64_t off_bytes = 0;

  friend bool operator==(const BlobWant&, const BlobWant&) = default;
};

/// Whether `text` is a SHA-256 in 64 lower-case hex digits: a file's name and nothing else.
[[nodiscard]] bool is_blob_name(std::string_view text) noexcept;

/// The headers of an upload in parts.
inline constexpr std::string_view kUploadOffset = "Upload-Offset";
inline constexpr std::string_view kUploadLength = "Upload-Length";
inline constexpr std::string_view kBlobPartType = "application/offset+octet-stream";

/// The bytes of `refs` have come (`ready`) or can never (`refused`): their photos say so, and every
/// order of them gets one change in the feed, whose numbers are taken last. Gives the last number;
/// 0 when no order showed them.
std::int64_t settle_photos(DeskTx& tx, const std::vector<BlobRef>& refs, std::string_view state,
                           const Moment& moment);

/// Bytes that the desk holds whole.
struct BlobRow {
  std::string sha;
  std::string state;          // ready | condemned
  std::int64_t since_ms = 0;  // in this state
  std::int64_t lease_ms = 0;  // until then somebody may still be about to name them
};

enum class BlobFate { stays, condemned, spared, removed };

/// Two steps to the bin: what no op names and no lease protects is condemned, and only a day later,
/// asked again, removed. What was named meanwhile is spared.
[[nodiscard]] BlobFate fate_of(const BlobRow& blob, bool referenced, std::int64_t now_ms) noexcept;

}  // namespace huidan::core
