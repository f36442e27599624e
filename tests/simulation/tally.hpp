#pragma once
// How often each fault was injected and each result reached: a simulator that never meets a case
// proves nothing about it.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace huidan::sim {

// clang-format off
#define HUIDAN_COUNTS(X)                                                                  \
  /* faults */                                                                            \
  X(request_lost) X(reply_lost) X(request_twice) X(request_delayed) X(old_request)        \
  X(request_cut) X(reply_cut) X(proxy_html) X(one_way) X(desk_dies_before)                \
  X(desk_dies_after) X(killed_between) X(killed_waiting) X(disk_full) X(disk_error)       \
  X(write_failed) X(clock_off) X(days_jump) X(two_programs) X(upgrade_refused)            \
  X(odd_op) X(laptop_copied) X(laptop_went_back) X(desk_restored) X(row_spoilt)           \
  X(feed_forgot) X(desk_backed_up) X(backup_verified) X(sent_trimmed) X(laptop_retired)   \
  X(laptop_lost) X(laptop_enrolled) X(enrol_refused) X(group_of_ops) X(old_kind)          \
  X(photo_taken) X(photo_orphan) X(photo_cut) X(photo_doubt) X(photo_misread)             \
  X(photo_dies) X(photo_stray) X(idle_read) X(handed_over) X(taken_over) X(packet_doubt)  \
  X(desk_clock_back)                                             \
  /* results */                                                                           \
  X(applied) X(late) X(parked) X(rejected) X(duplicate) X(fork) X(reset) X(diverged)      \
  X(differs) X(wiped) X(recall_pending) X(group_fell) X(op_redone) X(limbo) X(photo_home)    \
  X(photo_again) X(packet_taken) X(packet_refused) X(packet_apart) X(waited) X(taken_up)  \
  X(photo_refused) X(photo_condemned) X(photo_collected) X(brought_back) X(came_back) X(repaired)
// clang-format on

enum class Count : std::uint8_t {
#define HUIDAN_COUNT(name) name,
  HUIDAN_COUNTS(HUIDAN_COUNT)
#undef HUIDAN_COUNT
};

inline constexpr std::size_t kCounts = static_cast<std::size_t>(Count::repaired) + 1;

[[nodiscard]] std::string_view name_of(Count count) noexcept;
[[nodiscard]] std::optional<Count> count_from_name(std::string_view name) noexcept;

struct Tally {
  std::array<std::int64_t, kCounts> counts{};
  std::int64_t seeds = 0;
  std::int64_t ops = 0;    // written by people, at either end
  std::int64_t syncs = 0;  // exchanges that reached the desk

  void add(Count count, std::int64_t times = 1) {
    counts.at(static_cast<std::size_t>(count)) += times;
  }

  [[nodiscard]] std::int64_t of(Count count) const {
    return counts.at(static_cast<std::size_t>(count));
  }

  void add(const Tally& other);
  [[nodiscard]] std::string text() const;
};

}  // namespace huidan::sim
