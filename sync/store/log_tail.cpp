#include "sync/store/log_tail.hpp"

#include <array>
#include <fstream>
#include <optional>
#include <span>
#include <vector>

namespace huidan::store {
namespace {

// The format of the log: https://www.sqlite.org/fileformat2.html#walformat
constexpr std::size_t kHeader_bytes = 32;
constexpr std::size_t kFrameHeader_bytes = 24;
constexpr std::size_t kPage_bytes = 4096;  // ours
constexpr std::size_t kFrame_bytes = kFrameHeader_bytes + kPage_bytes;
constexpr std::size_t kSummed_bytes = 8;      // of a frame's header, before its page
constexpr std::uint32_t kMagic = 0x377f0682;  // its last bit says in which order sums are taken

using Bytes = std::span<const unsigned char>;

std::uint32_t big_endian(Bytes bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | bytes[at + i];
  return value;
}

std::uint32_t little_endian(Bytes bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | bytes[at + i];
  return value;
}

/// Each goes on from the one before it: the header's from 0, a frame's from that of the last frame.
struct Sum {
  std::uint32_t one = 0;
  std::uint32_t two = 0;

  [[nodiscard]] static Sum stored(Bytes bytes, std::size_t at) {
    return {big_endian(bytes, at), big_endian(bytes, at + 4)};
  }

  [[nodiscard]] Sum and_of(Bytes bytes, decltype(&big_endian) word) const {
    Sum sum = *this;
    for (std::size_t at = 0; at < bytes.size(); at += 8) {
      sum.one += word(bytes, at) + sum.two;
      sum.two += word(bytes, at + 4) + sum.one;
    }
    return sum;
  }

  friend bool operator==(const Sum&, const Sum&) = default;
};

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
  return error ? 0 : static_cast<std::int64_t>(bytes / kPage_bytes);
}

class Log {
 public:
  explicit Log(const std::filesystem::path& path) : file_(path, std::ios::binary) {
    there_ = read(0, header_);
    word_ = (big_endian(header_, 0) & 1U) != 0 ? big_endian : little_endian;
  }

  [[nodiscard]] bool there() const { return there_; }

  [[nodiscard]] bool header_holds() const {
    return (big_endian(header_, 0) & ~1U) == kMagic &&
           Sum().and_of(Bytes(header_).first(24), word_) == Sum::stored(header_, 24);
  }

  [[nodiscard]] Frame life() const {
    return {big_endian(header_, 16), big_endian(header_, 20), false};
  }

  /// A commit's header says how many pages the database has then. Where a sector's edge runs
  /// through it that word may be anybody's: a commit says what may be true.
  std::vector<Frame> frames_behind(std::int64_t frames, std::int64_t pages_max) {
    std::vector<Frame> found;
    std::array<unsigned char, kFrameHeader_bytes> head{};
    for (std::int64_t i = frames; read(place(i), head); ++i) {
      const std::int64_t pages = big_endian(head, 4);
      const bool commit = pages > 0 && pages <= pages_max;
      found.push_back({big_endian(head, 8), big_endian(head, 12), commit});
    }
    return found;
  }

  /// Whether the frame behind the `at`th was written on top of that one. It has gone on from the
  /// sum that was written there; where that sum is what has turned, the frame before still gives
  /// it.
  bool goes_on(std::int64_t at) {
    const auto here = sum_of(at);
    if (!here) return false;
    if (leads(*here, at + 1)) return true;
    const auto before = sum_of(at - 1);
    const auto meant = before ? sum_from(*before, at) : std::nullopt;
    return meant && leads(*meant, at + 1);
  }

 private:
  static std::int64_t place(std::int64_t frame) {
    return static_cast<std::int64_t>(kHeader_bytes) +
           frame * static_cast<std::int64_t>(kFrame_bytes);
  }

  bool read(std::int64_t at, std::span<unsigned char> into) {
    file_.clear();
    file_.seekg(at);
    return static_cast<bool>(file_.read(reinterpret_cast<char*>(into.data()),
                                        static_cast<std::streamsize>(into.size())));
  }

  /// As it is written; that of frame -1 is the log's own.
  std::optional<Sum> sum_of(std::int64_t frame) {
    if (frame < 0) return Sum::stored(header_, 24);
    std::array<unsigned char, 8> sum{};
    if (!read(place(frame) + 16, sum)) return std::nullopt;
    return Sum::stored(sum, 0);
  }

  /// As it must be behind `before`.
  std::optional<Sum> sum_from(const Sum& before, std::int64_t frame) {
    std::array<unsigned char, kFrame_bytes> bytes{};
    if (!read(place(frame), bytes)) return std::nullopt;
    return before.and_of(Bytes(bytes).first(kSummed_bytes), word_)
        .and_of(Bytes(bytes).subspan(kFrameHeader_bytes), word_);
  }

  bool leads(const Sum& before, std::int64_t frame) {
    const auto written = sum_of(frame);
    return written && sum_from(before, frame) == written;
  }

  std::ifstream file_;
  std::array<unsigned char, kHeader_bytes> header_{};
  bool there_ = false;
  decltype(&big_endian) word_ = big_endian;
};

}  // namespace

LogTail log_tail(const std::filesystem::path& path, std::int64_t frames) {
  std::filesystem::path at_log = path;
  at_log += "-wal";
  Log log(at_log);
  if (!log.there()) return LogTail::clean;
  const auto behind = log.frames_behind(frames, pages_in(path) + pages_in(at_log));
  if (behind.empty()) return LogTail::clean;
  // A log's header is on disk before its first frame is written.
  if (!log.header_holds()) return LogTail::cut_short;
  const Frame life = log.life();
  LogTail tail = LogTail::clean;
  for (std::size_t i = 0; i < behind.size(); ++i) {
    if (!behind[i].of(life)) continue;
    tail = LogTail::torn;
    const bool before_more = behind[i].commit && i + 1 < behind.size() && behind[i + 1].of(life);
    if (before_more && log.goes_on(frames + static_cast<std::int64_t>(i))) {
      return LogTail::cut_short;
    }
  }
  return tail;
}

}  // namespace huidan::store
