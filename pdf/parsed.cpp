#include "pdf/parsed.hpp"

#include <algorithm>
#include <charconv>

#include "sync/base/bytes.hpp"

namespace huidan::pdf {
namespace {

constexpr int kNesting_max = 32;
constexpr int kSteps_max = 8;  // from reference to reference
constexpr std::string_view kBlank{"\0\t\n\f\r ", 6};
constexpr std::string_view kDelimiter = "()<>[]{}/%";

/// Reads values one behind the other. What it cannot read is a `nothing`, and ends what holds it.
class Reader {
 public:
  Reader(std::string_view file, std::size_t at) : file_(file), at_(std::min(at, file.size())) {}

  [[nodiscard]] std::size_t here() const noexcept { return at_; }

  bool word(std::string_view wanted) {
    skip();
    if (file_.substr(at_, wanted.size()) != wanted) return false;
    at_ += wanted.size();
    return true;
  }

  std::optional<std::int64_t> whole() {
    skip();
    std::int64_t number = 0;
    const char* end = file_.data() + file_.size();
    const auto read = std::from_chars(file_.data() + at_, end, number);
    if (read.ec != std::errc()) return std::nullopt;
    at_ = static_cast<std::size_t>(read.ptr - file_.data());
    return number;
  }

  Value value(int depth = 0) {
    skip();
    Value read;
    read.begin = at_;
    if (depth > kNesting_max || at_ >= file_.size()) return read;
    read_into(read, depth);
    read.end = at_;
    return read;
  }

 private:
  void skip() {
    while (at_ < file_.size() && kBlank.find(file_[at_]) != std::string_view::npos) ++at_;
  }

  void read_into(Value& read, int depth) {
    switch (file_[at_]) {
      case '/':
        return name(read);
      case '(':
        return literal(read);
      case '[':
        return list(read, Value::Kind::array, "[", "]", depth);
      case '<':
        if (file_.substr(at_, 2) == "<<") return list(read, Value::Kind::dict, "<<", ">>", depth);
        return hexadecimal(read);
      default:
        return plain(read);
    }
  }

  void name(Value& read) {
    const std::size_t begin = ++at_;
    while (at_ < file_.size() && kBlank.find(file_[at_]) == std::string_view::npos &&
           kDelimiter.find(file_[at_]) == std::string_view::npos) {
      ++at_;
    }
    read.word = file_.substr(begin, at_ - begin);
    read.kind = Value::Kind::name;
  }

  /// Its escapes stay as they are: the texts that are asked for are written in hexadecimal.
  void literal(Value& read) {
    const std::size_t begin = ++at_;
    int open = 1;
    for (; at_ < file_.size() && open > 0; ++at_) {
      if (file_[at_] == '\\')
        ++at_;
      else if (file_[at_] == '(')
        ++open;
      else if (file_[at_] == ')')
        --open;
    }
    at_ = std::min(at_, file_.size());
    if (open > 0) return;
    read.word = file_.substr(begin, at_ - begin - 1);
    read.kind = Value::Kind::text;
  }

  void hexadecimal(Value& read) {
    const std::size_t close = file_.find('>', at_);
    if (close == std::string_view::npos) return;
    const auto bytes = from_hex(lower(file_.substr(at_ + 1, close - at_ - 1)));
    at_ = close + 1;
    if (!bytes) return;
    read.word = *bytes;
    read.kind = Value::Kind::text;
  }

  static std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
      if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
  }

  void list(Value& read, Value::Kind kind, std::string_view open, std::string_view close,
            int depth) {
    at_ += open.size();
    while (!word(close)) {
      Value item = value(depth + 1);
      if (item.kind == Value::Kind::nothing) return;
      read.items.push_back(std::move(item));
    }
    read.kind = kind;
  }

  /// A number, or a reference; true, false and null are read as the name they spell.
  void plain(Value& read) {
    const std::size_t begin = at_;
    while (at_ < file_.size() && kBlank.find(file_[at_]) == std::string_view::npos &&
           kDelimiter.find(file_[at_]) == std::string_view::npos) {
      ++at_;
    }
    read.word = file_.substr(begin, at_ - begin);
    if (read.word.empty() || read.word == "endobj") return;
    read.kind = Value::Kind::name;
    const char* end = read.word.data() + read.word.size();
    const auto number = std::from_chars(read.word.data(), end, read.number);
    if (number.ec != std::errc()) return;
    read.kind = Value::Kind::number;
    const std::size_t behind = at_;
    if (number.ptr == end && whole() == 0 && word("R")) {
      read.kind = Value::Kind::reference;
    } else {
      at_ = behind;
    }
  }

  std::string_view file_;
  std::size_t at_;
};

/// One entry of the table: where an object stands, 0 for one that is not used.
std::optional<std::size_t> offset_in(Reader& reader) {
  const auto offset = reader.whole();
  if (!offset || *offset < 0 || !reader.whole()) return std::nullopt;
  if (reader.word("n")) return static_cast<std::size_t>(*offset);
  if (reader.word("f")) return 0;
  return std::nullopt;
}

}  // namespace

std::optional<Parsed> Parsed::open(std::string_view file) {
  const std::size_t last = file.rfind("startxref");
  if (!file.starts_with("%PDF-1.") || last == std::string_view::npos) return std::nullopt;
  Reader reader(file, last + 9);
  const auto table = reader.whole();
  Parsed parsed(file);
  if (!table || *table < 0 || !parsed.read_table(static_cast<std::size_t>(*table))) {
    return std::nullopt;
  }
  return parsed;
}

bool Parsed::read_table(std::size_t at) {
  Reader reader(file_, at);
  if (!reader.word("xref")) return false;
  while (!reader.word("trailer")) {
    const auto first = reader.whole();
    const auto count = reader.whole();
    const bool fits = first && count && *first >= 0 && *count >= 0 &&
                      static_cast<std::size_t>(*first) <= file_.size() &&
                      static_cast<std::size_t>(*count) <= file_.size() / 20;
    if (!fits) return false;
    const auto from = static_cast<std::size_t>(*first);
    const auto end = from + static_cast<std::size_t>(*count);
    offsets_.resize(std::max(offsets_.size(), end));
    for (std::size_t i = from; i < end; ++i) {
      const auto offset = offset_in(reader);
      if (!offset) return false;
      offsets_[i] = *offset;
    }
  }
  trailer_ = reader.value();
  return trailer_.kind == Value::Kind::dict;
}

std::optional<std::size_t> Parsed::place_of(const Value& reference) const {
  if (reference.kind != Value::Kind::reference || reference.number < 0) return std::nullopt;
  const auto number = static_cast<std::size_t>(reference.number);
  if (number >= offsets_.size() || offsets_[number] == 0) return std::nullopt;
  Reader reader(file_, offsets_[number]);
  if (reader.whole() != reference.number || !reader.whole() || !reader.word("obj")) {
    return std::nullopt;
  }
  return reader.here();
}

Value Parsed::follow(Value value) const {
  for (int step = 0; value.kind == Value::Kind::reference && step < kSteps_max; ++step) {
    const auto place = place_of(value);
    if (!place) return {};
    value = Reader(file_, *place).value();
  }
  return value;
}

Value Parsed::at(const Value& dict, std::string_view key) const {
  if (dict.kind != Value::Kind::dict) return {};
  for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
    if (dict.items[i].kind == Value::Kind::name && dict.items[i].word == key) {
      return follow(dict.items[i + 1]);
    }
  }
  return {};
}

std::optional<std::string_view> Parsed::stream(const Value& reference) const {
  const auto place = place_of(reference);
  if (!place) return std::nullopt;
  Reader reader(file_, *place);
  const Value dict = reader.value();
  const Value length = at(dict, "Length");
  if (length.kind != Value::Kind::number || length.number < 0 || !reader.word("stream")) {
    return std::nullopt;
  }
  std::size_t begin = reader.here();
  if (file_.substr(begin, 2) == "\r\n") ++begin;
  const auto count = static_cast<std::size_t>(length.number);
  if (++begin > file_.size() || count > file_.size() - begin) return std::nullopt;
  return file_.substr(begin, count);
}

}  // namespace huidan::pdf
