#include "sync/base/code.hpp"

#include <array>
#include <cstddef>

namespace huidan {
namespace {

struct Row {
  std::string_view name;
  int exit_code;
  int status;
};

constexpr std::array kRows{
#define HUIDAN_CODE(name, exit_code, status) Row{#name, exit_code, status},
    HUIDAN_CODES(HUIDAN_CODE)
#undef HUIDAN_CODE
};

const Row& row_of(Code code) noexcept {
  return kRows.at(static_cast<std::size_t>(code));
}

}  // namespace

std::string_view code_name(Code code) noexcept {
  return row_of(code).name;
}

int exit_code(Code code) noexcept {
  return row_of(code).exit_code;
}

int http_status(Code code) noexcept {
  return row_of(code).status;
}

Code code_from_name(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (kRows.at(i).name == name) return static_cast<Code>(i);
  }
  return Code::internal;
}

}  // namespace huidan
