#pragma once
// One JSON line taken apart into scalars, so that what they mean is decided without any JSON type
// in sight. Stricter than JSON where JSON is loose: no key twice, no value in a place where an
// order has none, numbers kept as they were written (2.50 stays exact).

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/result.hpp"

namespace huidan::server {

struct JsonScalar {
  std::size_t part = 0;  // 0: the order's own; otherwise the part it belongs to, from 1
  std::string key;
  std::string text;  // "" for null
  bool is_number = false;
};

struct JsonLine {
  std::vector<JsonScalar> scalars;
  std::size_t part_count = 0;
  bool has_parts = false;
};

/// What is wrong with a line and where: `column` is the path as Refusal::column has it.
struct JsonFault {
  std::string column;
  Error error;
};

/// "parts[2].qty", or the key itself outside the parts.
[[nodiscard]] std::string json_path(std::size_t part, std::string_view key);

/// True when brackets outside strings open more than limits::kJsonDepth_max deep. Looked at before
/// the parser, whose stack a hostile line would otherwise use up.
[[nodiscard]] bool json_too_deep(std::string_view line) noexcept;

/// Whether an order, or one of its parts, has such a key.
using KnownKey = bool (*)(bool in_part, std::string_view key);

/// Takes one object apart; `fault` says why when it gives false. Codes: bad_json (no JSON, a lone
/// surrogate, NaN, a key twice), json_too_deep, unknown_field, bad_input (not_an_object,
/// wrong_type), too_many.
[[nodiscard]] bool read_json_line(std::string_view line, KnownKey known, JsonLine& out,
                                  JsonFault& fault);

}  // namespace huidan::server
