#include "sync/store/log_tail.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>
#include <vector>

namespace huidan::store {
namespace {

// The format of the log: https://www.sqlite.org/fileformat2.html#walformat
constexpr std::size_t kHeader_bytes = 32;
constexpr std::size_t kFrameHeader_bytes = 24;
constexpr std::uint32_t kMagic = 0x377f0682;  // its last bit says in which order sums are taken
constexpr std::int64_t kPage_bytes = 4096;    // ours

using Bytes = std::array<unsigned char, kHeader_bytes>;

std::uint32_t big_endian(const Bytes& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | bytes.at(at + i);
  return value;
}

std::uint32_t little_endian(const Bytes& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | bytes.at(at + i);
  return value;
}

bool header_holds(const Bytes& header) {
  const std::uint32_t magic = big_endian(header, 0);
  if ((magic & ~1U) != kMagic) return false;
  const auto word = (magic & 1U) != 0 ? big_endian : little_endian;
  std::uint32_t one = 0;
  std::uint32_t two = 0;
  for (std::size_t at = 0; at < 24; at += 8) {
    one += word(header, at) + two;
    two += word(header, at + 4) + one;
  }
  return one == big_endian(header, 24) && two == big_endian(header, 28);
}

struct Frame {
  std::uint32_t salt_one = 0;
  std::uint32_t salt_two = 0;
  bool commit = false;

  [[nodiscard]] bool of(const Frame& other) const {
    return salt_one == other.salt_one && salt_two == other.salt_two;
  }
};

std::int64_t pages_in(const std::filesystem::path& path) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(path, error);
  return error ? 0 : static_cast<std::int64_t>(bytes) / kPage_bytes;
}

/// A commit's header says how many pages the database has then. Where a sector's edge runs through
/// it that word may be anybody's: a commit says what may be true.
std::vector<Frame> frames_behind(std::ifstream& file, std::int64_t frames, std::int64_t pages_max) {
  std::vector<Frame> found;
  Bytes head{};
  for (std::int64_t i = frames;; ++i) {
    const std::int64_t frame_bytes = kPage_bytes + static_cast<std::int64_t>(kFrameHeader_bytes);
    file.seekg(static_cast<std::int64_t>(kHeader_bytes) + i * frame_bytes);
    if (!file.read(reinterpret_cast<char*>(head.data()), kFrameHeader_bytes)) return found;
    const std::int64_t pages = big_endian(head, 4);
    const bool commit = pages > 0 && pages <= pages_max;
    found.push_back({big_endian(head, 8), big_endian(head, 12), commit});
  }
}

}  // namespace

LogTail log_tail(const std::filesystem::path& path, std::int64_t frames) {
  std::filesystem::path log = path;
  log += "-wal";
  std::ifstream file(log, std::ios::binary);
  Bytes header{};
  if (!file.read(reinterpret_cast<char*>(header.data()), kHeader_bytes)) return LogTail::clean;
  const auto behind = frames_behind(file, frames, pages_in(path) + pages_in(log));
  if (behind.empty()) return LogTail::clean;
  // A log's header is on disk before its first frame is written.
  if (!header_holds(header)) return LogTail::cut_short;
  const Frame life{big_endian(header, 16), big_endian(header, 20), false};
  const auto is_of_life = [&](const Frame& frame) { return frame.of(life); };
  if (std::ranges::none_of(behind, is_of_life)) return LogTail::clean;
  const auto commit = std::ranges::find_if(
      behind, [&](const Frame& frame) { return frame.of(life) && frame.commit; });
  if (commit == behind.end()) return LogTail::torn;
  return std::any_of(commit + 1, behind.end(), is_of_life) ? LogTail::cut_short : LogTail::torn;
}

}  // namespace huidan::store
