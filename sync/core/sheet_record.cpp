#include "sync/core/sheet_record.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <memory>
#include <span>

#include "sync/base/base45.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/free_with.hpp"
#include "sync/base/limits.hpp"
#include "sync/core/apply.hpp"
#include "sync/core/canon.hpp"

namespace huidan::core {
namespace {

constexpr std::string_view kPrefix = "WO2:";
constexpr std::string_view kStatement = "huidan.sheet.1\n";
constexpr char kVersion = 1;
constexpr char kOwnVisit = 1;
constexpr char kField = '\x1f';  // between two values; no value holds a control character
constexpr char kRow = '\x1e';    // between two rows of the parts
constexpr std::string_view kLeftOut = "\x01";
constexpr std::size_t kUuid_bytes = 16;
constexpr std::size_t kHash_bytes = 32;
constexpr std::size_t kSignature_bytes = 64;
constexpr int kBestLevel = 12;  // libdeflate's best

// What goes first when it does not all fit: what the desk had told the laptop itself.
constexpr std::array<std::string_view, 12> kLeftOutFirst{
    "reporter_unit", "reported_at", "reporter",  "phone",     "remarks", "service_unit",
    "serviced_at",   "parts",       "equipment", "treatment", "kind",    "test_result"};

std::string deflated(std::string_view text) {
  const std::unique_ptr<libdeflate_compressor, FreeWith<libdeflate_free_compressor>> packer(
      libdeflate_alloc_compressor(kBestLevel));
  std::string out(libdeflate_deflate_compress_bound(packer.get(), text.size()), '\0');
  out.resize(
      libdeflate_deflate_compress(packer.get(), text.data(), text.size(), out.data(), out.size()));
  return out;
}

/// Never more than the limit, whatever the bytes promise.
std::optional<std::string> inflated(std::string_view bytes) {
  const std::unique_ptr<libdeflate_decompressor, FreeWith<libdeflate_free_decompressor>> opener(
      libdeflate_alloc_decompressor());
  std::string out(limits::kSheetRecord_bytes, '\0');
  std::size_t read = 0;
  std::size_t size = 0;
  const auto done = libdeflate_deflate_decompress_ex(opener.get(), bytes.data(), bytes.size(),
                                                     out.data(), out.size(), &read, &size);
  if (done != LIBDEFLATE_SUCCESS || read != bytes.size()) return std::nullopt;
  out.resize(size);
  return out;
}

std::string number_bytes(std::int64_t number, std::size_t count) {
  std::string out(count, '\0');
  for (std::size_t i = count; i-- > 0; number /= 256) {
    out[i] = static_cast<char>(static_cast<unsigned char>(number % 256));
  }
  return out;
}

std::int64_t number_of(std::string_view bytes) {
  std::int64_t number = 0;
  for (const char byte : bytes) number = number * 256 + static_cast<unsigned char>(byte);
  return number;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> pieces;
  for (std::size_t end = text.find(at); end != std::string_view::npos; end = text.find(at)) {
    pieces.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  pieces.push_back(text);
  return pieces;
}

bool left_out(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

std::string parts_text(const WorkOrder& form) {
  std::string out;
  for (const Part& part : form.parts) {
    if (part.removed) continue;
    for (const std::string* cell : {&part.name, &part.model, &part.unit, &part.qty, &part.note}) {
      out += *cell + kField;
    }
    out.back() = kRow;
  }
  return out;
}

/// Number, language, the form's fields in their order, the parts.
std::string content(const WorkOrder& form, std::span<const std::string_view> without) {
  std::string out = form.no + kField + form_language(form) + kField;
  for (const Field field : form_fields()) {
    const bool out_of_it = left_out(without, name_of(field));
    out += out_of_it ? std::string(kLeftOut) : value_of(form, field);
    out += kField;
  }
  return out + (left_out(without, "parts") ? std::string(kLeftOut) : parts_text(form));
}

std::string head_of(const SheetRecord& record) {
  const WorkOrder& form = record.form;
  const std::string& visit = current_visit(form).id.value;
  const bool own = visit != form.id.value;
  std::string head{kVersion, own ? kOwnVisit : '\0'};
  head += number_bytes(record.print, 2) + number_bytes(form.version, 4);
  head += uuid_bytes(record.device.value).value_or("") + uuid_bytes(form.id.value).value_or("");
  if (own) head += uuid_bytes(visit).value_or("");
  return head + from_hex(record.form_hash).value_or("");
}

/// Takes what it reads from the front; an empty view where there is not so much.
class Taker {
 public:
  explicit Taker(std::string_view bytes) : bytes_(bytes) {}

  std::string_view take(std::size_t count) {
    whole_ = whole_ && bytes_.size() >= count;
    if (!whole_) return {};
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }

  std::string id() {
    const std::string_view bytes = take(kUuid_bytes);
    return whole_ ? uuid_text(bytes) : std::string();
  }

  [[nodiscard]] std::string_view rest() const noexcept { return bytes_; }

  [[nodiscard]] bool whole() const noexcept { return whole_; }

 private:
  std::string_view bytes_;
  bool whole_ = true;
};

bool read_parts(std::string_view text, SheetRecord& record) {
  if (text == kLeftOut) {
    record.left_out.emplace_back("parts");
    return true;
  }
  auto rows = split(text, kRow);
  if (!rows.back().empty() || rows.size() > limits::kParts_max + 1) return false;
  rows.pop_back();
  for (const std::string_view row : rows) {
    const auto cells = split(row, kField);
    if (cells.size() != kPartColumns.size()) return false;
    Part& part = record.form.parts.emplace_back();
    part.visit = current_visit(record.form).id;
    part.name = cells[0];
    part.model = cells[1];
    part.unit = cells[2];
    part.qty = cells[3];
    part.note = cells[4];
  }
  return true;
}

bool read_content(std::string_view text, SheetRecord& record) {
  const std::size_t values = form_fields().size() + 2;
  std::size_t parts = 0;
  for (std::size_t i = 0; i < values; ++i) {
    parts = text.find(kField, parts);
    if (parts == std::string_view::npos) return false;
    ++parts;
  }
  const auto cells = split(text.substr(0, parts - 1), kField);
  record.form.no = cells[0];
  record.form.fields.at(static_cast<std::size_t>(Field::language)) = cells[1];
  for (std::size_t i = 0; i < form_fields().size(); ++i) {
    const Field field = form_fields()[i];
    if (cells[i + 2] == kLeftOut) {
      record.left_out.emplace_back(name_of(field));
    } else {
      record.form.fields.at(static_cast<std::size_t>(field)) = cells[i + 2];
    }
  }
  return read_parts(text.substr(parts), record);
}

Error bad_sheet(const char* what) {
  return {Code::bad_sheet, what};
}

/// Whether the form says anything there: what is empty is not left out.
bool says(const WorkOrder& form, std::string_view name) {
  if (name == "parts") return !parts_text(form).empty();
  const auto field = field_from_name(name);
  return field && !value_of(form, *field).empty();
}

/// The code's bytes before the signature, whose base45 is as long whatever it says; nothing when
/// they are too long.
std::optional<std::string> fitting(const SheetRecord& record, std::size_t characters,
                                   std::span<const std::string_view> gone) {
  std::string bytes = head_of(record) + deflated(content(record.form, gone));
  const std::size_t size = (bytes.size() + kSignature_bytes + 1) / 2 * 3;
  if (kPrefix.size() + size + 1 > characters) return std::nullopt;
  return bytes;
}

/// One long field takes those before it with it: what fits without that one stays in after all, the
/// engineer's own words first.
std::optional<std::string> put_back(const SheetRecord& record, std::size_t characters,
                                    std::vector<std::string_view>& gone) {
  std::optional<std::string> bytes;
  for (std::size_t i = gone.size(); i-- > 0;) {
    std::vector<std::string_view> fewer = gone;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    auto more = fitting(record, characters, fewer);
    if (!more) continue;
    gone = std::move(fewer);
    bytes = std::move(more);
  }
  return bytes;
}

}  // namespace

SheetRecord record_of(const Printable& printable, const WorkOrder& order, std::int64_t print,
                      const DeviceId& device) {
  SheetRecord record{printable.form, print, device, printable.form_hash};
  // What was signed once is older than whatever was written since.
  record.form.version = printable.stale ? 0 : order.version;
  return record;
}

PackedSheet pack_sheet(const SheetRecord& record, std::size_t characters, const Sign& sign) {
  std::vector<std::string_view> gone;
  std::optional<std::string> bytes = fitting(record, characters, gone);
  for (const std::string_view name : kLeftOutFirst) {
    if (bytes) break;
    if (!says(record.form, name)) continue;
    gone.push_back(name);
    bytes = fitting(record, characters, gone);
  }
  PackedSheet packed;
  if (bytes) {
    bytes = put_back(record, characters, gone).value_or(*std::move(bytes));
    const std::string signature = sign(std::string(kStatement) + *bytes);
    packed.text = std::string(kPrefix) + to_base45(*bytes + signature) + ':';
  }
  for (const std::string_view name : gone) packed.left_out.emplace_back(name);
  return packed;
}

Result<UnpackedSheet> unpack_sheet(std::string_view text) {
  text = trimmed(text);
  const bool framed = text.starts_with(kPrefix) && text.ends_with(':') &&
                      text.size() > kPrefix.size() && text.size() <= limits::kSheetCode_bytes;
  if (!framed) return bad_sheet("frame");
  const auto bytes = from_base45(text.substr(kPrefix.size(), text.size() - kPrefix.size() - 1));
  if (!bytes || bytes->size() < kSignature_bytes) return bad_sheet("base45");
  UnpackedSheet out;
  const std::string_view body =
      std::string_view(*bytes).substr(0, bytes->size() - kSignature_bytes);
  out.statement = std::string(kStatement) + std::string(body);
  out.signature = bytes->substr(body.size());
  Taker taker(body);
  const std::string_view kind = taker.take(2);
  if (kind.empty() || kind[0] != kVersion || (kind[1] & ~kOwnVisit) != 0) return bad_sheet("kind");
  SheetRecord& record = out.record;
  record.print = number_of(taker.take(2));
  record.form.version = number_of(taker.take(4));
  record.device = DeviceId(taker.id());
  record.form.id = OrderId(taker.id());
  record.form.visits.emplace_back().id =
      RowId(kind[1] == kOwnVisit ? taker.id() : record.form.id.value);
  record.form_hash = to_hex(taker.take(kHash_bytes));
  if (!taker.whole()) return bad_sheet("head");
  const auto said = inflated(taker.rest());
  if (!said || !is_utf8(*said) || !read_content(*said, record)) return bad_sheet("content");
  if (record.left_out.empty() && form_hash(record.form) != record.form_hash) {
    return Error{Code::wrong_hash, record.form_hash.substr(0, 16)};
  }
  return out;
}

}  // namespace huidan::core
