#include "tests/crash/tapped.hpp"

#include <stdlib.h>

#include <fstream>

#include "tests/crash/disk_log.hpp"
#include "tests/support/disk_tap.hpp"
#include "tests/support/programs.hpp"

namespace huidan::crash {
namespace {

constexpr const char* kPreload = "LD_PRELOAD";

}  // namespace

Tapped::Tapped(const std::filesystem::path& root, std::filesystem::path log)
    : log_(std::move(log)) {
  ::setenv(test::kTapRoot, root.c_str(), 1);
  ::setenv(test::kTapLog, log_.c_str(), 1);
  ::setenv(kPreload, DISK_TAP, 1);
}

Tapped::~Tapped() {
  for (const char* name : {test::kTapRoot, test::kTapLog, test::kTapFail, kPreload})
    ::unsetenv(name);
}

void Tapped::fail_at(int n, int error) const {
  const std::string text = std::to_string(n) + ':' + std::to_string(error);
  ::setenv(test::kTapFail, text.c_str(), 1);
}

void Tapped::mark(std::int64_t number) const {
  test::TapHead head{};
  head.kind = 'm';
  head.off = number;
  std::ofstream file(log_, std::ios::binary | std::ios::app);
  file.write(reinterpret_cast<const char*>(&head), sizeof head);
}

std::string Tapped::failed() const {
  const std::string bytes = e2e::read_bytes(log_);
  for (const Record& record : records_of(bytes)) {
    if (record.kind == 'f') return std::string(record.name);
  }
  return {};
}

void Tapped::forget() const {
  std::filesystem::remove(log_);
}

}  // namespace huidan::crash
