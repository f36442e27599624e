#pragma once
// What the tap (disk_tap.cpp, a library of its own) and its readers agree on.

#include <cstdint>

namespace huidan::test {

inline constexpr const char* kTapRoot = "HUIDAN_TAP_ROOT";  // the folder that is watched
inline constexpr const char* kTapLog = "HUIDAN_TAP_LOG";    // where the records go
/// "N:ERRNO": the N-th call that could fail does, in each program that is started.
inline constexpr const char* kTapFail = "HUIDAN_TAP_FAIL";

/// A record: this, then the name, then the data. Kinds: c created, d folder made, w written at
/// `off`, t cut or grown to `off`, b sync begun, s sync ended, r renamed to the data, l linked to
/// it, u removed, f the call that was made to fail, m a mark of the test's own, numbered by `off`.
struct TapHead {
  char kind;
  std::uint32_t thread;
  std::int64_t off;
  std::uint32_t name_bytes;
  std::uint32_t data_bytes;
};

}  // namespace huidan::test
