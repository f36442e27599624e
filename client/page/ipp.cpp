#include "client/page/ipp.hpp"

#include <algorithm>
#include <optional>

#include "sync/base/limits.hpp"

namespace huidan::client {
namespace {

// RFC 8010 §3.5: the tags that are used here.
constexpr char kOperationGroup = 0x01;
constexpr char kGroupTag_max = 0x0F;
constexpr char kEnd = 0x03;
constexpr char kInteger = 0x21;
constexpr char kBoolean = 0x22;
constexpr char kEnum = 0x23;
constexpr char kName = 0x42;
constexpr char kKeyword = 0x44;
constexpr char kUri = 0x45;
constexpr char kCharset = 0x47;
constexpr char kLanguage = 0x48;
constexpr char kMediaType = 0x49;
constexpr std::uint16_t kVersion = 0x0101;
constexpr int kByte_bits = 8;
constexpr unsigned kByte_max = 0xFF;

void put_short(std::string& out, std::size_t value) {
  out += static_cast<char>((value >> kByte_bits) & kByte_max);
  out += static_cast<char>(value & kByte_max);
}

/// An empty name: one more value of the attribute before.
void put(std::string& out, char tag, std::string_view name, std::string_view value) {
  value = value.substr(0, limits::kIppValue_bytes);
  out += tag;
  put_short(out, name.size());
  out += name;
  put_short(out, value.size());
  out += value;
}

std::string head_of(IppAsks asks, std::string_view printer_uri) {
  std::string out;
  put_short(out, kVersion);
  put_short(out, static_cast<std::uint16_t>(asks));
  out += std::string("\0\0\0\1", 4);  // the question's number: one goes at a time
  out += kOperationGroup;
  put(out, kCharset, "attributes-charset", "utf-8");
  put(out, kLanguage, "attributes-natural-language", "en");
  if (!printer_uri.empty()) put(out, kUri, "printer-uri", printer_uri);
  put(out, kName, "requesting-user-name", "huidan");
  return out;
}

/// Reads on from the front of what is left.
class Reader {
 public:
  explicit Reader(std::string_view bytes) noexcept : left_(bytes) {}

  [[nodiscard]] std::optional<std::string_view> take(std::size_t count) noexcept {
    if (left_.size() < count) return std::nullopt;
    const std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(count);
    return taken;
  }

  [[nodiscard]] std::optional<std::uint16_t> take_short() noexcept {
    const auto two = take(2);
    if (!two) return std::nullopt;
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>((*two)[at]); };
    return static_cast<std::uint16_t>((byte(0) << kByte_bits) | byte(1));
  }

  [[nodiscard]] std::optional<std::string_view> take_counted() noexcept {
    const auto count = take_short();
    return count ? take(*count) : std::nullopt;
  }

 private:
  std::string_view left_;
};

std::string number_in(std::string_view bytes) {
  std::uint32_t value = 0;
  for (const char c : bytes) value = (value << kByte_bits) | static_cast<unsigned char>(c);
  return std::to_string(static_cast<std::int32_t>(value));
}

std::string words_of(char tag, std::string_view value) {
  const bool number = tag == kInteger || tag == kBoolean || tag == kEnum;
  return number && value.size() <= sizeof(std::int32_t) ? number_in(value) : std::string(value);
}

std::optional<std::pair<std::string, std::string>> take_attribute(Reader& reader, char tag) {
  const auto name = reader.take_counted();
  if (!name) return std::nullopt;
  const auto value = reader.take_counted();
  if (!value) return std::nullopt;
  return std::pair(std::string(*name), words_of(tag, *value));
}

bool is_group(char tag) {
  return tag >= 0 && tag <= kGroupTag_max;
}

/// Without the operation's own group, which says only what was asked.
IppAnswer answer_of(std::uint16_t status, const std::vector<std::pair<char, IppGroup>>& groups) {
  IppAnswer answer;
  answer.status = status;
  for (const auto& [tag, group] : groups) {
    if (tag != kOperationGroup) answer.said.push_back(group);
  }
  return answer;
}

}  // namespace

std::string ipp_question(IppAsks asks, std::string_view printer_uri) {
  std::string out = head_of(asks, printer_uri);
  put(out, kKeyword, "requested-attributes", "printer-name");
  for (const char* more : {"printer-uri-supported", "printer-info", "printer-state",
                           "printer-is-accepting-jobs", "document-format-supported"}) {
    put(out, kKeyword, {}, more);
  }
  return out + kEnd;
}

std::string ipp_job(std::string_view printer_uri, std::string_view title, std::string_view pdf) {
  std::string out = head_of(IppAsks::print_job, printer_uri);
  put(out, kName, "job-name", title);
  put(out, kMediaType, "document-format", "application/pdf");
  out += kEnd;
  return out.append(pdf);
}

Result<IppAnswer> read_ipp(std::string_view bytes) {
  const Error bad{Code::bad_reply, "ipp"};
  Reader reader(bytes);
  const auto version = reader.take_short();
  const auto status = reader.take_short();
  if (!version || !status || !reader.take(4)) return bad;
  std::vector<std::pair<char, IppGroup>> groups;  // by their tag
  while (const auto tag = reader.take(1)) {
    const char what = tag->front();
    if (what == kEnd) return answer_of(*status, groups);
    if (is_group(what)) {
      groups.emplace_back(what, IppGroup{});
      continue;
    }
    auto attribute = take_attribute(reader, what);
    if (!attribute || groups.empty()) return bad;
    // A further value of the same attribute has no name.
    if (!attribute->first.empty()) groups.back().second.push_back(*std::move(attribute));
  }
  return bad;
}

std::string_view ipp_value(const IppGroup& group, std::string_view name) noexcept {
  const auto found = std::ranges::find(group, name, [](const auto& pair) { return pair.first; });
  return found == group.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace huidan::client
