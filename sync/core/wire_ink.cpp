// packed  = column *( "." column )      the canvas, the strokes, then x, y, t and pressure
// canvas  = places width height         numbers as they are
// strokes = *count                      how many points each has
// column  = places *change              for each point: how the step to it differs from the last
//
// The step from one stroke to the next is told whole, and the one behind it again: no pen drew it.
// `places` is how many decimals the column has at most: all its numbers are told as whole ones of
// that power of ten. A number is a sequence of letters of five bits each, the lowest first; the
// sixth bit says that more follow. Its lowest bit is its sign (…, −2, −1, 0, 1 → 3, 1, 0, 2).

#include "sync/core/wire_ink.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "sync/base/limits.hpp"

namespace huidan::core {
namespace {

constexpr std::string_view kLetters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint64_t kMore = 32;
constexpr int kLetters_max = 11;  // of one number: 55 bits
constexpr int kPlaces_max = 9;
constexpr std::int64_t kNumber_max = 1'000'000'000'000'000;  // so that no sum of three overflows

using Numbers = std::vector<std::int64_t>;

/// What a strokes file says, its numbers whole and column by column.
struct Columns {
  std::array<std::int64_t, 2> canvas{};
  int canvas_places = 0;
  Numbers strokes{};
  std::array<Numbers, 4> values{};
  std::array<int, 4> places{};
  std::size_t width = 0;  // columns that there are: a point has two to four numbers
};

// ---- a strokes file

struct Decimal {
  std::int64_t digits = 0;
  int places = 0;
};

/// Takes a strokes file apart that is written in the one way; false at the first other letter.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool word(std::string_view expected) {
    if (!text_.starts_with(expected)) return false;
    text_.remove_prefix(expected.size());
    return true;
  }

  bool number(Decimal& out) {
    const bool negative = word("-");
    out = {};
    if (!digits(out.digits)) return false;
    if (word(".")) {
      const std::size_t before = text_.size();
      if (!digits(out.digits)) return false;
      out.places = static_cast<int>(before - text_.size());
    }
    if (negative) out.digits = -out.digits;
    return true;
  }

  [[nodiscard]] bool at_end() const { return text_.empty(); }

 private:
  /// Appends the digits that follow, at least one.
  bool digits(std::int64_t& value) {
    const std::size_t before = text_.size();
    while (!text_.empty() && text_.front() >= '0' && text_.front() <= '9') {
      value = value * 10 + (text_.front() - '0');
      if (value > kNumber_max) return false;
      text_.remove_prefix(1);
    }
    return text_.size() < before;
  }

  std::string_view text_;
};

using Decimals = std::vector<Decimal>;

/// The numbers as whole ones of the smallest power of ten that any of them needs.
bool even_out(const Decimals& decimals, Numbers& numbers, int& places) {
  for (const Decimal& each : decimals) places = std::max(places, each.places);
  if (places > kPlaces_max) return false;
  for (const Decimal& each : decimals) {
    std::int64_t whole = each.digits;
    for (int i = each.places; i < places; ++i) {
      whole *= 10;
      if (whole > kNumber_max || whole < -kNumber_max) return false;
    }
    numbers.push_back(whole);
  }
  return true;
}

bool scan_point(Scanner& in, std::array<Decimals, 4>& values) {
  std::size_t count = 0;
  do {
    Decimal number;
    if (count == values.size() || !in.number(number)) return false;
    values.at(count++).push_back(number);
  } while (in.word(","));
  return in.word("]");
}

bool scan_strokes(Scanner& in, Columns& out, std::array<Decimals, 4>& values) {
  if (in.word("]")) return true;
  do {
    if (!in.word("[")) return false;
    const std::size_t before = values[0].size();
    if (!in.word("]")) {
      do {
        if (!in.word("[") || !scan_point(in, values)) return false;
      } while (in.word(","));
      if (!in.word("]")) return false;
    }
    out.strokes.push_back(static_cast<std::int64_t>(values[0].size() - before));
  } while (in.word(","));
  return in.word("]");
}

bool scan_file(std::string_view text, Columns& out) {
  Scanner in(text);
  Decimals canvas(2);
  std::array<Decimals, 4> values;
  const bool read = in.word(R"({"w":)") && in.number(canvas[0]) && in.word(R"(,"h":)") &&
                    in.number(canvas[1]) && in.word(R"(,"strokes":[)") &&
                    scan_strokes(in, out, values) && in.word("}") && in.at_end();
  Numbers size;
  if (!read || !even_out(canvas, size, out.canvas_places)) return false;
  std::ranges::copy(size, out.canvas.begin());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values.at(i).empty()) break;
    if (values.at(i).size() != values[0].size()) return false;  // points of unlike length
    if (!even_out(values.at(i), out.values.at(i), out.places.at(i))) return false;
    out.width = i + 1;
  }
  return true;
}

void write_number(std::string& out, std::int64_t value, int places) {
  std::string digits = std::to_string(value < 0 ? -value : value);
  const auto fraction = static_cast<std::size_t>(places);
  if (digits.size() <= fraction) digits.insert(0, fraction + 1 - digits.size(), '0');
  const std::size_t whole = digits.size() - fraction;
  if (value < 0) out += '-';
  out.append(digits, 0, whole);
  const std::size_t last = digits.find_last_not_of('0');
  if (last != std::string::npos && last >= whole) {
    out += '.';
    out.append(digits, whole, last + 1 - whole);
  }
}

Result<std::string> file_of(const Columns& ink) {
  std::string out = R"({"w":)";
  write_number(out, ink.canvas[0], ink.canvas_places);
  out += R"(,"h":)";
  write_number(out, ink.canvas[1], ink.canvas_places);
  out += R"(,"strokes":[)";
  std::size_t at = 0;
  for (const std::int64_t points : ink.strokes) {
    out += out.back() == '[' ? "[" : ",[";
    for (const std::size_t end = at + static_cast<std::size_t>(points); at < end; ++at) {
      out += out.back() == '[' ? "[" : ",[";
      for (std::size_t i = 0; i < ink.width; ++i) {
        if (i != 0) out += ',';
        write_number(out, ink.values.at(i)[at], ink.places.at(i));
      }
      out += ']';
    }
    out += ']';
    if (out.size() > limits::kStrokes_bytes) {
      return Error{Code::too_large, std::to_string(limits::kStrokes_bytes), "strokes"};
    }
  }
  return out + "]}";
}

// ---- columns

void put(std::string& out, std::int64_t value) {
  auto rest =
      static_cast<std::uint64_t>(value < 0 ? -(value + 1) : value) << 1 | (value < 0 ? 1 : 0);
  for (; rest >= kMore; rest >>= 5) out += kLetters[kMore | (rest & (kMore - 1))];
  out += kLetters[rest];
}

/// One column's numbers; `ok` is false from the first that is none.
class ColumnReader {
 public:
  explicit ColumnReader(std::string_view text) : text_(text) {}

  [[nodiscard]] bool more() const { return ok_ && !text_.empty(); }

  [[nodiscard]] bool ok() const { return ok_; }

  std::int64_t next() {
    std::uint64_t bits = 0;
    for (int i = 0; i < kLetters_max && !text_.empty(); ++i) {
      const std::size_t letter = kLetters.find(text_.front());
      if (letter == std::string_view::npos) break;
      text_.remove_prefix(1);
      bits |= (letter & (kMore - 1)) << (5 * i);
      if (letter < kMore) return signed_of(bits);
    }
    ok_ = false;
    return 0;
  }

  int places() {
    const std::int64_t count = next();
    ok_ = ok_ && count >= 0 && count <= kPlaces_max;
    return ok_ ? static_cast<int>(count) : 0;
  }

 private:
  static std::int64_t signed_of(std::uint64_t bits) {
    const auto half = static_cast<std::int64_t>(bits >> 1);
    return (bits & 1) == 0 ? half : -half - 1;
  }

  std::string_view text_;
  bool ok_ = true;
};

bool in_range(std::int64_t value) {
  return value >= -kNumber_max && value <= kNumber_max;
}

/// Sums up the changes of one column; false when one leads out of range, or when there are not as
/// many as points.
bool read_values(ColumnReader in, const Numbers& strokes, Numbers& values, int& places) {
  places = in.places();
  std::int64_t value = 0;
  for (const std::int64_t points : strokes) {
    std::int64_t step = 0;
    for (std::int64_t i = 0; i < points; ++i) {
      step += in.next();
      if (!in.ok() || !in_range(step) || !in_range(value + step)) return false;
      value += step;
      values.push_back(value);
      if (i == 0) step = 0;
    }
  }
  return in.ok() && !in.more();
}

void write_values(std::string& out, const Numbers& strokes, const Numbers& values) {
  auto value = values.begin();
  std::int64_t before = 0;
  for (const std::int64_t points : strokes) {
    std::int64_t step = 0;
    for (std::int64_t i = 0; i < points; ++i, ++value) {
      put(out, *value - before - step);
      step = i == 0 ? 0 : *value - before;
      before = *value;
    }
  }
}

bool read_canvas(ColumnReader in, Columns& out) {
  out.canvas_places = in.places();
  for (std::int64_t& side : out.canvas) side = in.next();
  return in.ok() && !in.more() && std::ranges::all_of(out.canvas, in_range);
}

/// False when the strokes have more points than an ink may have.
bool read_strokes(ColumnReader in, Columns& out) {
  constexpr auto kMost = static_cast<std::int64_t>(limits::kStrokePoints_max);
  std::int64_t points = 0;
  while (in.more()) {
    const std::int64_t count = in.next();
    if (!in.ok() || count < 0 || count > kMost - points) return false;
    points += count;
    out.strokes.push_back(count);
  }
  return in.ok();
}

std::vector<std::string_view> cut_at_points(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('.', at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

}  // namespace

std::optional<std::string> pack_ink(std::string_view strokes) {
  Columns ink;
  if (strokes.size() > limits::kStrokes_bytes || !scan_file(strokes, ink)) return std::nullopt;
  std::string out;
  put(out, ink.canvas_places);
  for (const std::int64_t side : ink.canvas) put(out, side);
  out += '.';
  for (const std::int64_t points : ink.strokes) put(out, points);
  for (std::size_t i = 0; i < ink.width; ++i) {
    out += '.';
    put(out, ink.places.at(i));
    write_values(out, ink.strokes, ink.values.at(i));
  }
  // "-0", "1.50", 020, too many points: what does not come out again was not understood.
  const auto again = unpack_ink(out);
  if (!again || again.value() != strokes) return std::nullopt;
  return out;
}

Result<std::string> unpack_ink(std::string_view packed) {
  const Error wrong{Code::bad_strokes, "packed", "strokes"};
  if (packed.size() > limits::kStrokes_bytes) return wrong;
  const auto parts = cut_at_points(packed);
  if (parts.size() < 2 || parts.size() > 6) return wrong;
  Columns ink;
  if (!read_canvas(ColumnReader(parts[0]), ink)) return wrong;
  if (!read_strokes(ColumnReader(parts[1]), ink)) return wrong;
  ink.width = parts.size() - 2;
  for (std::size_t i = 0; i < ink.width; ++i) {
    const ColumnReader column(parts[i + 2]);
    if (!read_values(column, ink.strokes, ink.values.at(i), ink.places.at(i))) return wrong;
  }
  const bool has_points = std::ranges::any_of(ink.strokes, [](auto points) { return points != 0; });
  if (ink.width == 0 && has_points) return wrong;
  return file_of(ink);
}

}  // namespace huidan::core
