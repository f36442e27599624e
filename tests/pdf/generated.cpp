#include "tests/pdf/generated.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "sync/base/bytes.hpp"
#include "tests/support/forms.hpp"

namespace huidan::test {
namespace {

/// What a double-byte character set holds, its areas for everybody's own characters aside.
std::u32string double_bytes_of(const char* charset) {
  std::u32string out;
  iconv_t converter = iconv_open("UTF-32LE", charset);
  for (unsigned lead = 0x81; lead <= 0xFE; ++lead) {
    for (unsigned trail = 0x40; trail <= 0xFE; ++trail) {
      std::array in{static_cast<char>(lead), static_cast<char>(trail)};
      std::array<char32_t, 2> found{};
      char* from = in.data();
      char* to = reinterpret_cast<char*>(found.data());
      std::size_t in_left = in.size();
      std::size_t out_left = sizeof found;
      const bool good =
          iconv(converter, &from, &in_left, &to, &out_left) != static_cast<std::size_t>(-1);
      const bool private_use = found[0] >= 0xE000 && found[0] <= 0xF8FF;
      if (good && in_left == 0 && found[1] == 0 && !private_use) out += found[0];
    }
  }
  iconv_close(converter);
  return out;
}

struct Range {
  char32_t first;
  char32_t last;
};

constexpr std::array kRanges{
    Range{0x3400, 0x4DBF},    // CJK extension A
    Range{0x20000, 0x2A6DF},  // B
    Range{0x2A700, 0x2EBE0},  // C to F
    Range{0x20, 0x7E},        // a Latin keyboard
    Range{0x01, 0x9F},        // controls of both kinds among it
    Range{0x300, 0x36F},      // combining marks, most without a letter
    Range{0xE000, 0xF8FF},    // private use
    Range{0x590, 0x6FF},      // Hebrew and Arabic
    Range{0x1F300, 0x1F6FF},  // pictures
    Range{0xFF00, 0xFFEF},    // wide and narrow forms
};
constexpr std::size_t kStandards = 2;  // GBK and Big5 stand before the ranges
constexpr std::size_t kHostile = kStandards + kRanges.size();

const std::vector<std::string>& hostile() {
  static const std::vector<std::string> strings{
      "<script>alert(1)</script>&amp;\"'",
      "endstream endobj %%EOF",
      ") Tj ET Q (\\\\)(",
      "../../../etc/passwd\n\r\n\r",
      "'; DROP TABLE orders; --",
      "%n%s%x%999999d",
      "\xE2\x80\xAE右到左\xE2\x80\xAC",            // direction turned round
      "\xEF\xB7\xBD\xEF\xB7\xBD",                  // the widest sign there is
      "\xEF\xBB\xBF\xF3\xA0\x84\x80\xEF\xB8\x8F",  // invisible
      "👩‍👩‍👧‍👦🇨🇳",
      "(「《((「《",
      "。,、;:)」》。,、",
      "S5735-L48T4X-A-V200R021C00SPC100-with-no-end-in-sight-0000000000000000000000000000",
      std::string(300, 'W'),
      std::string(200, ' ') + "x",
      std::string("a\0b", 3),
      "10kV 630A 27.4℃ ±0.5% 3×240mm²",
      "\t\t\t",
  };
  return strings;
}

}  // namespace

std::uint64_t generator_seed() {
  const char* given = std::getenv("HUIDAN_SEED");
  return given == nullptr ? 20261125 : std::strtoull(given, nullptr, 10);
}

FormGenerator::FormGenerator(std::uint64_t seed) : dice_(seed) {}

const std::u32string& FormGenerator::gbk() {
  static const std::u32string characters = double_bytes_of("GBK");
  return characters;
}

const std::u32string& FormGenerator::big5() {
  static const std::u32string characters = double_bytes_of("BIG5");
  return characters;
}

std::size_t FormGenerator::below(std::size_t end) {
  return dice_() % end;
}

void FormGenerator::append_piece(std::string& out) {
  const std::size_t alphabet = alphabets_[below(alphabets_.size())];
  if (alphabet == kHostile) {
    out += hostile()[below(hostile().size())];
    return;
  }
  if (alphabet < kStandards) {
    const std::u32string& set = alphabet == 0 ? gbk() : big5();
    append_utf8(out, set[below(set.size())]);
    return;
  }
  const Range range = kRanges[alphabet - kStandards];
  append_utf8(out, range.first + static_cast<char32_t>(below(range.last - range.first + 1)));
}

std::string FormGenerator::text(std::size_t length_max) {
  std::string out;
  const std::size_t length = below(length_max + 1);
  std::size_t written = 0;
  for (std::size_t counted = 0; written < length;) {
    append_piece(out);
    for (; counted < out.size(); ++counted) {
      if ((out[counted] & 0xC0) != 0x80) ++written;
    }
  }
  return out;
}

pdf::FormContent FormGenerator::form() {
  alphabets_.clear();
  const std::size_t alphabets = 1 + below(3);
  for (std::size_t i = 0; i < alphabets; ++i) alphabets_.push_back(below(kHostile + 1));
  pdf::FormContent form = signed_form();
  form.language = kLanguages[below(kLanguages.size())];
  const bool wordy = below(5) == 0;
  for (std::string* field : {&form.equipment, &form.treatment, &form.remarks}) {
    *field = text(wordy ? 4000 : 200);
  }
  for (std::string* field : {&form.reporter_unit, &form.reporter, &form.phone, &form.service_unit,
                             &form.customer.name, &form.engineer.name, &form.engineer.reason}) {
    *field = text(below(6) == 0 ? 200 : 20);
  }
  form.engineer.state = std::array{"signed", "refused", "absent", "on_paper", ""}[below(5)];
  if (form.engineer.state.empty() || form.engineer.state == "signed") form.engineer.reason.clear();
  form.customer.changed = below(4) == 0;
  form.parts.resize(below(4) == 0 ? below(31) : below(5));
  for (pdf::FormPart& part : form.parts) {
    part = {text(40), text(40), text(4), std::to_string(below(10'000)), text(20)};
  }
  return form;
}

}  // namespace huidan::test
