#include "sync/core/wire_push.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "sync/base/limits.hpp"
#include "sync/core/json.hpp"
#include "sync/core/wire_ink.hpp"

namespace huidan::core {
namespace {

/// What the op before says of the next one, whatever its kind; the rest is as in the last of its
/// kind, but for `id` and `n`.
constexpr std::array<std::string_view, 7> kAsBefore{"at", "base", "bs", "e", "grp", "k", "o"};
constexpr std::string_view kNothing = "null";
constexpr std::int64_t kOpNumber_max = std::int64_t{1} << 53;

using Says = std::map<std::string_view, std::string_view>;  // raw values, in canonical order

bool as_before(std::string_view key) {
  return std::ranges::find(kAsBefore, key) != kAsBefore.end();
}

std::string object_of(const Says& says) {
  std::string out = "{";
  for (const auto& [key, raw] : says) {
    if (out.size() > 1) out += ',';
    out += '"';
    out += key;
    out += "\":";
    out += raw;
  }
  return out + '}';
}

/// The number after a raw one; empty when it is none.
std::string one_more(std::string_view number) {
  std::int64_t n = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), n);
  const bool counts = read.ec == std::errc() && read.ptr == number.data() + number.size();
  return counts && n < kOpNumber_max ? std::to_string(n + 1) : std::string();
}

/// What both ends know when the next op comes.
class Hearing {
 public:
  explicit Hearing(const Cursor& cursor)
      : epoch_(json_quoted(cursor.epoch)), seq_(std::to_string(cursor.seq)) {
    before_ = {{"bs", seq_}, {"grp", R"("")"}};
    if (!cursor.epoch.empty()) before_.emplace_back("e", epoch_);
  }

  /// What an op of the kind of `given`, on its order, says when it says nothing else. Points into
  /// `given`, into ops that were heard and into this.
  Says expected(const Members& given) {
    Says says;
    for (const std::string_view key : kAsBefore) add(says, key, member(before_, key));
    next_n_ = one_more(member(before_, "n"));
    add(says, "n", next_n_);
    const auto last = last_.find(given_or_before(given, "k"));
    if (last == last_.end()) return says;
    for (const auto& [key, raw] : last->second) {
      if (key != "id" && key != "n" && !as_before(key)) says[key] = raw;
    }
    // An order's first visit has its id, and most orders have no other.
    const std::string_view order = given_or_before(given, "o");
    if (says.contains("visit") && order != member(last->second, "o")) says["visit"] = order;
    return says;
  }

  /// The whole op.
  std::string told(const Members& given) {
    Says says = expected(given);
    for (const auto& [key, raw] : given) {
      says[key] = raw;
      if (raw == kNothing) says.erase(key);
    }
    std::string strokes;
    if (const auto ink = says.find("ink"); ink != says.end()) {
      says.erase("strokes");
      if (const auto file = unpack_ink(unquoted(ink->second).value_or(""))) {
        strokes = json_quoted(file.value());
        says["strokes"] = strokes;
        says.erase("ink");
      }
    }
    return object_of(says);
  }

  /// `op` must outlive this.
  void heard(std::string_view op) {
    auto members = split_object(op);
    if (!members) return;
    before_ = std::move(members).value();
    last_[member(before_, "k")] = before_;
  }

 private:
  [[nodiscard]] std::string_view given_or_before(const Members& given, std::string_view key) const {
    const std::string_view raw = member(given, key);
    return raw.empty() ? member(before_, key) : raw;
  }

  static void add(Says& says, std::string_view key, std::string_view raw) {
    if (!raw.empty()) says[key] = raw;
  }

  std::string epoch_;
  std::string seq_;
  std::string next_n_;
  Members before_;                            // of the last op
  std::map<std::string_view, Members> last_;  // of each kind
};

/// The op in an array of its own, without what `hearing` tells of it; as it is when it would not
/// come out the same.
std::string shortened(std::string_view op, Hearing& hearing) {
  const auto members = split_object(op);
  if (!members) return std::string(op);
  Says says = hearing.expected(members.value());
  std::string ink;
  for (const auto& [key, raw] : members.value()) {
    const auto known = says.find(key);
    if (known != says.end() && known->second == raw) {
      says.erase(known);
      continue;
    }
    says[key] = raw;
  }
  for (auto& [key, raw] : says) {
    if (member(members.value(), key).empty()) raw = kNothing;
  }
  const auto strokes = says.find("strokes");
  if (strokes != says.end()) {
    if (const auto packed = pack_ink(unquoted(strokes->second).value_or(""))) {
      ink = json_quoted(*packed);
      says.erase(strokes);
      says["ink"] = ink;
    }
  }
  std::string out = object_of(says);
  const auto again = split_object(out);
  if (!again || hearing.told(again.value()) != op) return std::string(op);
  return '[' + std::move(out) + ']';
}

}  // namespace

std::vector<std::string> short_ops(const std::vector<std::string>& ops, const Cursor& cursor) {
  std::vector<std::string> elements;
  Hearing hearing(cursor);
  for (const std::string& op : ops) {
    elements.push_back(shortened(op, hearing));
    hearing.heard(op);
  }
  return elements;
}

Result<std::vector<std::string>> whole_ops(const std::vector<std::string_view>& elements,
                                           const Cursor& cursor) {
  std::vector<std::string> ops;
  ops.reserve(elements.size());  // what was heard stays where it is
  Hearing hearing(cursor);
  std::size_t bytes = 0;
  for (const std::string_view element : elements) {
    const auto one = split_array(element);
    const auto given =
        one && one.value().size() == 1 ? split_object(one.value()[0]) : Error{Code::bad_json};
    ops.push_back(given ? hearing.told(given.value()) : std::string(element));
    bytes += ops.back().size();
    if (bytes > limits::kInflated_bytes) {
      return Error{Code::too_large, std::to_string(limits::kInflated_bytes), "ops"};
    }
    hearing.heard(ops.back());
  }
  return ops;
}

}  // namespace huidan::core
