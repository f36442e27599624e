#include "sync/core/json.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>

#include "sync/base/bytes.hpp"
#include "sync/base/limits.hpp"

namespace huidan::core {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::int64_t kSafeInteger = (std::int64_t{1} << 53) - 1;

bool is_space(char c) noexcept {
  return kSpace.find(c) != std::string_view::npos;
}

constexpr std::size_t kWord_bytes = sizeof(std::uint64_t);

/// Whether one of the eight bytes is `c`: only the byte that is zero after the difference has its
/// top bit set by the borrow of one.
bool holds(std::uint64_t word, char c) noexcept {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  const std::uint64_t difference = word ^ (kOnes * static_cast<unsigned char>(c));
  return ((difference - kOnes) & ~difference & (kOnes << 7)) != 0;
}

/// Index of the next quote or backslash from `at` on, or where the text ends. Most of what the
/// programs read passes here several times: eight bytes at a step.
std::size_t next_quote(std::string_view text, std::size_t at) noexcept {
  for (std::uint64_t word = 0; at + kWord_bytes <= text.size(); at += kWord_bytes) {
    std::memcpy(&word, text.data() + at, kWord_bytes);
    if (holds(word, '"') || holds(word, '\\')) break;
  }
  while (at < text.size() && text[at] != '"' && text[at] != '\\') ++at;
  return at;
}

/// Index behind the closing quote of the string that opens at `at`; npos when it never closes.
std::size_t end_of_string(std::string_view text, std::size_t at) noexcept {
  // A backslash takes the letter behind it along.
  for (std::size_t i = next_quote(text, at + 1); i < text.size(); i = next_quote(text, i + 2)) {
    if (text[i] == '"') return i + 1;
  }
  return std::string_view::npos;
}

/// Index of the next character that means something to the structure; npos when there is none.
std::size_t next_mark(std::string_view text, std::size_t at) noexcept {
  static constexpr auto kMarks = [] {
    std::array<bool, 256> marks{};
    for (const char c : {'"', '{', '}', '[', ']', ','})
      marks.at(static_cast<unsigned char>(c)) = true;
    return marks;
  }();
  while (at < text.size() && !kMarks[static_cast<unsigned char>(text[at])]) ++at;
  return at < text.size() ? at : std::string_view::npos;
}

bool opens(char c) noexcept {
  return c == '{' || c == '[';
}

bool closes(char c) noexcept {
  return c == '}' || c == ']';
}

/// The mark behind the one at `at`, with a whole string counted as one mark.
std::size_t mark_after(std::string_view text, std::size_t at) noexcept {
  const std::size_t behind = text[at] == '"' ? end_of_string(text, at) : at + 1;
  return behind == std::string_view::npos ? behind : next_mark(text, behind);
}

/// Index behind the value that starts at `at`; npos when it is not balanced.
std::size_t end_of_value(std::string_view text, std::size_t at) noexcept {
  if (text[at] == '"') return end_of_string(text, at);
  int depth = 0;
  for (std::size_t i = next_mark(text, at); i != std::string_view::npos; i = mark_after(text, i)) {
    const char c = text[i];
    if (depth == 0 && (c == ',' || c == '"' || closes(c))) return i;  // the end of a bare word
    if (opens(c)) ++depth;
    if (closes(c) && --depth == 0) return i + 1;
  }
  return std::string_view::npos;
}

/// Whether quotes around it make it a JSON string.
bool is_plain(std::string_view text) {
  const auto is_marked = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
  };
  return std::ranges::none_of(text, is_marked) && is_utf8(text);
}

/// Walks what stands between the outer brackets, element by element.
class Elements {
 public:
  Elements(std::string_view text, char open, char close) : text_(trimmed(text)) {
    ok_ = text_.size() >= 2 && text_.front() == open && text_.back() == close;
    if (ok_) text_.remove_suffix(1);
    at_ = 1;
    skip_space();
  }

  [[nodiscard]] bool ok() const noexcept { return ok_; }

  [[nodiscard]] bool more() const noexcept { return ok_ && at_ < text_.size(); }

  /// The key before a member's value, without quotes.
  std::string_view key() noexcept {
    const std::size_t end = text_[at_] == '"' ? end_of_string(text_, at_) : std::string_view::npos;
    if (end == std::string_view::npos) return fail();
    const std::string_view name = text_.substr(at_ + 1, end - at_ - 2);
    at_ = end;
    skip_space();
    if (at_ >= text_.size() || text_[at_] != ':') return fail();
    ++at_;
    skip_space();
    return name;
  }

  std::string_view value() noexcept {
    if (!more()) return fail();
    // The closing bracket was cut off, so a bare last value ends with the text.
    std::size_t end = end_of_value(text_, at_);
    if (end == std::string_view::npos && text_[at_] != '"' && text_[at_] != '{' &&
        text_[at_] != '[') {
      end = text_.size();
    }
    if (end == std::string_view::npos || end == at_) return fail();
    const std::string_view raw = trimmed(text_.substr(at_, end - at_));
    at_ = end;
    skip_space();
    if (at_ < text_.size()) {
      if (text_[at_] != ',' || at_ + 1 == text_.size()) return fail();
      ++at_;
      skip_space();
      if (at_ >= text_.size()) return fail();
    }
    return raw;
  }

 private:
  void skip_space() noexcept {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  std::string_view fail() noexcept {
    ok_ = false;
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool ok_ = false;
};

/// Refuses a key that its object already has; nlohmann itself would let the last one win.
class DuplicateGuard {
 public:
  bool operator()(int /*depth*/, nlohmann::json::parse_event_t event, nlohmann::json& parsed) {
    using Event = nlohmann::json::parse_event_t;
    if (event == Event::object_start) keys_.emplace_back();
    if (event == Event::object_end) keys_.pop_back();
    if (event == Event::key && !keys_.back().insert(parsed.get<std::string>()).second) {
      duplicate_ = true;
    }
    return true;
  }

  [[nodiscard]] bool duplicate() const noexcept { return duplicate_; }

 private:
  std::vector<std::set<std::string>> keys_;
  bool duplicate_ = false;
};

}  // namespace

Refusable check_depth(std::string_view text) {
  int depth = 0;
  for (std::size_t i = next_mark(text, 0); i != std::string_view::npos; i = mark_after(text, i)) {
    if (closes(text[i]) && depth > 0) --depth;  // brackets closed before they open buy no depth
    if (opens(text[i]) && ++depth > limits::kJsonDepth_max) {
      return Error{Code::json_too_deep, std::to_string(limits::kJsonDepth_max)};
    }
  }
  return Done{};
}

bool has_nul(std::string_view text) noexcept {
  return text.find('\0') != std::string_view::npos;
}

Result<nlohmann::json> parse_json(std::string_view text) {
  if (auto shallow = check_depth(text); !shallow) return shallow.error();
  if (!is_utf8(text)) return Error{Code::bad_utf8};
  if (has_nul(text)) return Error{Code::bad_json};
  DuplicateGuard guard;
  auto parsed = nlohmann::json::parse(text, std::ref(guard), false);
  if (parsed.is_discarded()) return Error{Code::bad_json};
  if (guard.duplicate()) return Error{Code::bad_json, "duplicate_key"};
  return parsed;
}

Result<Members> split_object(std::string_view text) {
  Elements elements(text, '{', '}');
  Members members;
  while (elements.more()) {
    const std::string_view key = elements.key();
    const std::string_view raw = elements.value();
    if (elements.ok()) members.emplace_back(key, raw);
  }
  if (!elements.ok()) return Error{Code::bad_json};
  return members;
}

Result<std::vector<std::string_view>> split_array(std::string_view text) {
  Elements elements(text, '[', ']');
  std::vector<std::string_view> values;
  while (elements.more()) {
    const std::string_view raw = elements.value();
    if (elements.ok()) values.push_back(raw);
  }
  if (!elements.ok()) return Error{Code::bad_json};
  return values;
}

std::string_view member(const Members& members, std::string_view key) noexcept {
  for (const auto& [name, raw] : members) {
    if (name == key) return raw;
  }
  return {};
}

std::optional<std::string> unquoted(std::string_view raw) {
  if (raw.size() < 2 || raw.front() != '"' || raw.back() != '"') return std::nullopt;
  const std::string_view inside = raw.substr(1, raw.size() - 2);
  if (is_plain(inside)) return std::string(inside);
  const auto parsed = nlohmann::json::parse(raw, nullptr, false);
  if (!parsed.is_string()) return std::nullopt;
  return parsed.get<std::string>();
}

std::optional<std::int64_t> whole_number(std::string_view raw) {
  std::int64_t value = 0;
  const auto read = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  const bool whole = read.ec == std::errc() && read.ptr == raw.data() + raw.size();
  if (!whole || value < -kSafeInteger || value > kSafeInteger) return std::nullopt;
  return value;
}

std::optional<std::string> string_at(const nlohmann::json& object, const char* key) {
  const auto at = object.find(key);
  if (at == object.end() || !at->is_string()) return std::nullopt;
  return at->get<std::string>();
}

std::optional<std::int64_t> integer_at(const nlohmann::json& object, const char* key) {
  const auto at = object.find(key);
  if (at == object.end() || !at->is_number_integer()) return std::nullopt;
  if (at->is_number_unsigned() && at->get<std::uint64_t>() > std::uint64_t{kSafeInteger}) {
    return std::nullopt;
  }
  const auto value = at->get<std::int64_t>();
  if (value < -kSafeInteger || value > kSafeInteger) return std::nullopt;
  return value;
}

std::string json_text(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string json_quoted(std::string_view text) {
  if (!is_plain(text)) return json_text(nlohmann::json(text));
  std::string quoted;
  quoted.reserve(text.size() + 2);
  quoted += '"';
  quoted += text;
  quoted += '"';
  return quoted;
}

nlohmann::json parse_own(std::string_view text) {
  return nlohmann::json::parse(text, nullptr, false);
}

}  // namespace huidan::core
