#pragma once
// The form 客户服务部维修维护单 (S2-6), in duplicate (一式两份, S2-7.5): what stands on it, and the
// one verb that turns it into a PDF. Both programs print through here, so desk and laptop cannot
// differ.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pdf/document.hpp"
#include "pdf/fonts.hpp"
#include "sync/base/catalogue.hpp"
#include "sync/base/result.hpp"
#include "sync/model/ink.hpp"

namespace huidan::pdf {

struct FormPart {
  std::string name;
  std::string model;
  std::string unit;
  std::string qty;
  std::string note;
};

/// What stands in one party's signing box.
struct FormSignature {
  std::string state;  // "" (empty box, for a pen) | signed | on_paper | refused | absent
  std::string name;
  std::string at;              // canonical time
  std::string reason;          // for refused and absent
  Ink ink;                     // for signed
  bool changed = false;        // the order no longer says what this ink signed: the box says so
  std::string accepted_by{};   // who took it as given all the same
  std::string satisfaction{};  // the customer's, 1 (not at all) to 5; "" for a pen to tick
};

/// Everything the body shows, as canonical values (see sync/model/field.hpp); "" leaves a cell
/// empty to be filled by hand.
struct FormContent {
  Language language = Language::zh_hans;
  std::string no;
  std::string reporter_unit;
  std::string reported_at;
  std::string reporter;
  std::string phone;
  std::string service_unit;
  std::string serviced_at;
  std::string kind;  // repair | maintenance | ""
  std::string equipment;
  std::string treatment;
  std::string test_result;  // normal | abnormal | ""
  std::string remarks;
  std::vector<FormPart> parts;
  std::string form_hash;  // 64 hex digits; its first 16 stand in the QR and under the title
  FormSignature customer;
  FormSignature engineer;
  std::string form_bytes{};       // canonical, attached as form.json; empty: nothing is attached
  std::string signatures{};       // what devices signed of it, attached as signatures.json
  std::string short_signature{};  // for the QR (sync/model/sheet_code.hpp)
};

/// What a copy is, and with that what stands where a sheet has its codes.
enum class Standing : std::uint8_t {
  sheet,      // on paper and on the books: its codes
  look,       // the word that it is one: printed from a viewer, it is no sheet that comes home
  unprinted,  // the word that no such sheet was printed: a copy in the archive's file
};

/// Which sheets to print; a print number of 0 leaves that copy out, 1 is its first print, and n > 1
/// says 补打第 n-1 次. `desk_record` is the text of the dense code that the desk's sheet carries
/// besides (core/sheet_record.hpp), no longer than kDenseCode_characters; "" leaves it out. What
/// is no sheet has the same lines.
struct Sheets {
  std::int64_t customer_print = 1;
  std::int64_t desk_print = 1;
  std::string desk_record{};
  Standing customer = Standing::sheet;
  Standing desk = Standing::sheet;
};

struct Printed {
  std::string pdf;                // the whole file
  std::vector<char32_t> missing;  // characters no font has, painted 〓; sorted, each once
  int pages = 0;
};

/// About what a form takes while it is printed (sync/base/memory.hpp).
inline constexpr std::size_t kPrintMemory_bytes = std::size_t{5} << 18;

/// A PDF/A-3u file with the record inside and, when asked for, a place for a seal. A sheet's QR
/// code is sync/model/sheet_code.hpp's; the hash in it is empty when the form has none.
///
/// Never drops, blanks or clips a character; the same input gives the same bytes.
/// Errors: bad_input (no sheet asked for), bad_utf8, bad_font (a font file was damaged behind its
/// head, see FontShelf).
[[nodiscard]] Result<Printed> print_form(const FormContent& form, const Sheets& sheets,
                                         const FontShelf& fonts,
                                         const std::optional<SealPlace>& seal = {});

}  // namespace huidan::pdf
