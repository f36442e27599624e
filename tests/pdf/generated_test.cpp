// What no sample shows: two hundred generated orders, sealed, looked at by other people's programs
// and, for what those cannot see, as marks before they became a PDF.

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <span>
#include <thread>

#include "pdf/layout.hpp"
#include "pdf/sealed_file.hpp"
#include "sync/base/bytes.hpp"
#include "sync/model/sheet_code.hpp"
#include "tests/pdf/crossing.hpp"
#include "tests/pdf/generated.hpp"
#include "tests/pdf/sealed.hpp"
#include "tests/pdf/stack.hpp"

namespace huidan::test {
namespace {

using Counts = std::map<char32_t, std::size_t>;

/// Leaves no mark of its own: space, and what a reader cannot see.
bool is_silent(char32_t c) {
  constexpr std::u32string_view kSilent =
      U" \t\n\r\u000b\u000c\u0085\u00a0\u00ad\u034f\u061c\u2028\u2029\u3000\ufeff\ufe0f\U000e0100";
  return kSilent.find(c) != std::u32string_view::npos || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E);
}

/// What each copy must show of the order's own words.
Counts expected(const pdf::FormContent& form, const std::vector<char32_t>& missing) {
  Counts counts;
  for (const std::string& value : values_of(form)) {
    for (std::size_t at = 0; at < value.size();) {
      const char32_t c = next_code_point(value, at);
      if (is_silent(c)) continue;
      ++counts[std::ranges::binary_search(missing, c) ? U'〓' : c];
    }
  }
  return counts;
}

char32_t character_of(const std::string& spelled) {
  static const std::map<std::string, char32_t> names{
      {"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};
  if (const auto name = names.find(spelled); name != names.end()) return name->second;
  if (spelled.starts_with("&#x"))
    return static_cast<char32_t>(std::stoul(spelled.substr(3), nullptr, 16));
  std::size_t at = 0;
  return spelled.empty() ? 0 : next_code_point(spelled, at);
}

/// Every glyph that mupdf paints on a page, by the character a reader would copy.
void add_painted(Counts& counts, std::string_view trace) {
  constexpr std::string_view kBefore = "<g unicode=\"";
  for (std::size_t at = trace.find(kBefore); at != std::string::npos;
       at = trace.find(kBefore, at + 1)) {
    const std::size_t begin = at + kBefore.size();
    const std::size_t end = trace.find("\" glyph=", begin);
    ++counts[character_of(std::string(trace.substr(begin, end - begin)))];
  }
}

/// Every character of poppler's words; what stands between them is its markup.
void add_words(Counts& counts, std::string_view boxes) {
  bool markup = false;
  for (std::size_t at = 0; at < boxes.size();) {
    const char32_t c = next_code_point(boxes, at);
    if (c == U'<' || c == U'>') markup = c == U'<';
    if (!markup) ++counts[c];
  }
}

/// The pages of what a program says of a file; each begins with `mark`.
std::vector<std::string_view> pages_of(std::string_view said, std::string_view mark) {
  std::vector<std::string_view> pages;
  for (std::size_t at = said.find(mark); at != std::string::npos;) {
    const std::size_t next = said.find(mark, at + 1);
    pages.push_back(said.substr(at, next - at));
    at = next;
  }
  return pages;
}

/// poppler's words inside the margins of the sheet; a word is "<word xMin=… yMin=… xMax=… yMax=…".
std::string beyond_paper(std::string_view boxes) {
  constexpr std::string_view kBefore = "<word xMin=\"";
  for (std::size_t at = boxes.find(kBefore); at != std::string::npos;
       at = boxes.find(kBefore, at + 1)) {
    const std::string line(boxes.substr(at, boxes.find('>', at) - at));
    const auto value = [&line](const char* name) {
      return std::stod(line.substr(line.find(name) + std::string_view(name).size()));
    };
    // A face's box is taller and wider than its ink; poppler gives the face's.
    if (value("xMin=\"") < 30 || value("xMax=\"") > 566 || value("yMin=\"") < 10 ||
        value("yMax=\"") > 832) {
      return line;
    }
  }
  return {};
}

/// A radical in the place of a character, as some writers give it to readers.
bool has_radical(const Counts& counts) {
  const auto at = counts.lower_bound(0x2F00);
  return at != counts.end() && at->first <= 0x2FDF;
}

constexpr auto kEvery = [](char32_t) { return true; };

/// What no reader spells in another way.
bool is_ideograph(char32_t c) {
  return (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x4E00 && c <= 0x9FFF) ||
         (c >= 0x20000 && c <= 0x2EBE0);
}

/// Turned round by a reader's own rules, and what stands beside it with it.
bool is_right_to_left(char32_t c) {
  return c >= 0x590 && c <= 0x8FF;
}

/// Some characters of a text, in their order.
template <typename Which>
std::u32string those_of(std::string_view text, const Which& which) {
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (which(c)) out += c;
  }
  return out;
}

/// Whether the pages of one copy hold a value, a piece on each page where it goes on.
bool holds(std::span<const std::u32string> pages, std::u32string_view value) {
  for (const std::u32string& page : pages) {
    std::size_t piece = value.size();
    while (piece > 0 && page.find(value.substr(0, piece)) == std::u32string::npos) --piece;
    value.remove_prefix(piece);
  }
  return value.empty();
}

/// Whether both copies hold it; the pages of a paper as PaperStack has them.
bool both_hold(std::span<const std::u32string> pages, std::u32string_view value) {
  if (pages.size() == 1) {
    const std::size_t once = pages[0].find(value);
    return once != std::u32string::npos &&
           pages[0].find(value, once + value.size()) != std::u32string::npos;
  }
  std::array<std::vector<std::u32string>, 2> copies{{{pages[0]}, {pages[1]}}};
  for (std::size_t i = 2; i < pages.size(); ++i) {
    copies.at(i <= pages.size() / 2 ? 0 : 1).push_back(pages[i]);
  }
  return holds(copies[0], value) && holds(copies[1], value);
}

/// A value that does not stand whole on each copy.
std::string torn(const GeneratedPaper& paper, std::span<const std::u32string> pages) {
  const auto& missing = paper.printed.missing;
  const auto stays = [&](char32_t c) {
    return is_ideograph(c) && !std::ranges::binary_search(missing, c);
  };
  for (const std::string& value : values_of(paper.form)) {
    if (!those_of(value, is_right_to_left).empty()) continue;
    if (!both_hold(pages, those_of(value, stays))) return "torn: " + value;
  }
  return {};
}

template <typename Which>
std::string lost(const GeneratedPaper& paper, const Counts& found, const Which& which) {
  for (const auto& [character, count] : expected(paper.form, paper.printed.missing)) {
    if (!which(character)) continue;
    const auto at = found.find(character);
    if (at == found.end() || at->second < 2 * count) return code_point_name(character) + " lost";
  }
  return {};
}

/// With one bit another than it was, anywhere but in the seal itself.
std::string flipped(const GeneratedPaper& paper) {
  const auto carried = pdf::read_carried(paper.printed.pdf);
  const std::size_t before = carried.value().seal.value().before.size();
  const std::size_t sealed = before + carried->seal->behind.size();
  std::string other = paper.printed.pdf;
  std::size_t at = static_cast<std::size_t>(paper.sheets.desk_print) * 7919 % sealed;
  if (at >= before) at += other.size() - sealed;
  other[at] ^= 1;
  return other;
}

/// What can be seen of one paper in its own file.
std::string fault_of(const GeneratedPaper& paper, const std::string& path,
                     const std::string& store) {
  const pdf::Layout layout = pdf::lay_out(paper.form, paper.sheets, shelf());
  if (std::string fault = crossing(layout); !fault.empty()) return fault;
  const Ran checked = run({"qpdf", "--check", path});
  if (checked.exit != 0 || !checked.err.empty()) return "qpdf: " + checked.out + checked.err;
  const Ran seal = run({"pdfsig", "-nssdir", store, path});
  for (const char* said : {"ETSI.CAdES.detached", "Total document signed", "Signature is Valid",
                           "Certificate is Trusted"}) {
    if (seal.out.find(said) == std::string::npos) return "pdfsig: " + seal.out + seal.err;
  }
  if (!seal::weigh(paper.printed.pdf, desk_knowledge()).valid()) return "our own verify";
  const std::string other = flipped(paper);
  if (seal::weigh(other, desk_knowledge()).valid()) return "a flipped bit was not seen";
  put_file(path + ".flipped", other);
  const Ran flip = run({"pdfsig", "-nssdir", store, path + ".flipped"});
  if (flip.out.find("Signature is Valid") != std::string::npos) return "pdfsig sees no flipped bit";
  return {};
}

/// What can be seen of all papers of a stack at once; a fault stands with the paper that has it.
class StackLook {
 public:
  StackLook(std::span<const GeneratedPaper> papers, std::span<std::string> faults)
      : papers_(papers), faults_(faults), stack_(papers) {
    fault(0, stack_.complaint());
  }

  void run_all(const std::string& store) {
    for (std::size_t i = 0; i < papers_.size(); ++i) {
      fault(i, fault_of(papers_[i], stack_.path_of(i), store));
    }
    look_at_fonts();
    look_at_boxes();
    look_at_values();
    look_at_glyphs();
    look_at_copies();
    for (const std::size_t paper : stack_.unlike()) fault(paper, "its copies are not alike");
    look_at_codes();
  }

 private:
  void fault(std::size_t paper, const std::string& text) {
    if (faults_[paper].empty()) faults_[paper] = text;
  }

  void look_at_fonts() {
    const Ran fonts = run({"pdffonts", stack_.all()});
    if (!fonts.err.empty()) fault(0, "pdffonts: " + fonts.err);
    const auto rows = rows_of(fonts.out);
    if (rows.size() < 3) fault(0, "no fonts");
    for (std::size_t i = 2; i < rows.size(); ++i) {
      const bool good = rows[i].find("yes yes yes") != std::string::npos &&
                        rows[i].find("CID TrueType") != std::string::npos;
      if (!good) fault(0, rows[i]);
    }
    if (rows_of(run({"pdfimages", "-list", stack_.all()}).out).size() != 2) fault(0, "an image");
  }

  void look_at_boxes() {
    const Ran boxes = run({"pdftotext", "-bbox", stack_.all(), "-"});
    if (boxes.exit != 0 || !boxes.err.empty()) fault(0, "poppler: " + boxes.err);
    const auto pages = pages_of(boxes.out, "<page width");
    if (pages.size() != stack_.leaves().size()) return fault(0, "poppler counts other pages");
    std::vector<Counts> found(papers_.size());
    for (std::size_t i = 0; i < pages.size(); ++i) {
      add_words(found[stack_.leaves()[i]], pages[i]);
      if (!pages[i].starts_with(R"(<page width="595)")) fault(stack_.leaves()[i], "no A4");
      fault(stack_.leaves()[i], beyond_paper(pages[i]));
    }
    look_at_ideographs(found);
  }

  /// The values whole, in the order in which the file says them.
  void look_at_values() {
    const Ran said = run({"pdftotext", "-raw", stack_.all(), "-"});
    const auto pages = pages_of('\f' + said.out, "\f");
    if (pages.size() != stack_.leaves().size() + 1) return fault(0, "poppler says other pages");
    std::vector<std::vector<std::u32string>> found(papers_.size());
    for (std::size_t i = 0; i < stack_.leaves().size(); ++i) {
      found[stack_.leaves()[i]].push_back(those_of(pages[i], is_ideograph));
    }
    for (std::size_t i = 0; i < papers_.size(); ++i) fault(i, torn(papers_[i], found[i]));
  }

  void look_at_ideographs(const std::vector<Counts>& found) {
    for (std::size_t i = 0; i < papers_.size(); ++i) {
      fault(i, lost(papers_[i], found[i], is_ideograph));
      if (has_radical(found[i])) fault(i, "a radical");
    }
  }

  void look_at_glyphs() {
    const Ran trace = run({"mutool", "trace", stack_.all()});
    if (trace.exit != 0 || !trace.err.empty()) fault(0, "mupdf: " + trace.err);
    const auto pages = pages_of(trace.out, "<page number");
    if (pages.size() != stack_.leaves().size()) return fault(0, "mupdf counts other pages");
    std::vector<Counts> found(papers_.size());
    for (std::size_t i = 0; i < pages.size(); ++i) {
      const std::size_t paper = stack_.leaves()[i];
      if (pages[i].find("glyph=\"0\"") != std::string::npos) fault(paper, "a box for a glyph");
      add_painted(found[paper], pages[i]);
    }
    for (std::size_t i = 0; i < papers_.size(); ++i) fault(i, lost(papers_[i], found[i], kEvery));
  }

  /// What Mozilla's reader copies.
  void look_at_copies() {
    const Ran said = run({"node", HUIDAN_SOURCE_DIR "/tests/pdf/pdfjs_text.mjs", stack_.all()});
    if (said.exit != 0 || !said.err.empty()) fault(0, "pdf.js: " + said.err);
    const auto pages = pages_of(said.out, "\f");
    if (pages.size() != stack_.leaves().size()) return fault(0, "pdf.js counts other pages");
    std::vector<Counts> found(papers_.size());
    for (std::size_t i = 0; i < pages.size(); ++i) {
      for (std::size_t at = 0; at < pages[i].size();) {
        ++found[stack_.leaves()[i]][next_code_point(pages[i], at)];
      }
    }
    look_at_ideographs(found);
  }

  /// Both codes of each paper, once each, and the dense one where there is one.
  void look_at_codes() {
    const auto read = stack_.scanned();
    std::size_t wanted = 0;
    for (std::size_t i = 0; i < papers_.size(); ++i) {
      const pdf::Sheets& sheets = papers_[i].sheets;
      const pdf::FormContent& form = papers_[i].form;
      const auto code = [&](const char* copy, std::int64_t print) {
        return sheet_code_text(
            {form.no, copy, print, form.form_hash.substr(0, 16), form.short_signature});
      };
      std::vector<std::string> codes{code("customer", sheets.customer_print),
                                     code("desk", sheets.desk_print)};
      if (!sheets.desk_record.empty()) codes.push_back(sheets.desk_record);
      for (const std::string& each : codes) {
        if (std::ranges::count(read, each) != 1) fault(i, "zbar does not read " + each);
      }
      wanted += codes.size();
    }
    if (std::ranges::count_if(read, [](const auto& row) { return !row.empty(); }) !=
        static_cast<std::ptrdiff_t>(wanted)) {
      fault(0, "zbar reads " + std::to_string(read.size()) + " codes");
    }
  }

  std::span<const GeneratedPaper> papers_;
  std::span<std::string> faults_;
  PaperStack stack_;
};

}  // namespace

TEST_CASE("two hundred generated orders: no loss, no crash, no text outside its cell") {
  constexpr std::size_t kStack = 50;
  MESSAGE("HUIDAN_SEED=" << generator_seed());
  const std::vector<GeneratedPaper>& papers = generated_papers();
  REQUIRE(papers.size() == 200);
  std::vector<std::string> faults(papers.size());
  const PaperFile place("");
  const std::string store = trusting_store(place);
  {
    std::array<std::jthread, 2> threads;
    for (std::size_t t = 0; t < threads.size(); ++t) {
      threads[t] = std::jthread([&, t] {
        for (std::size_t at = t * kStack; at < papers.size(); at += 2 * kStack) {
          StackLook(std::span(papers).subspan(at, kStack), std::span(faults).subspan(at, kStack))
              .run_all(store);
        }
      });
    }
  }
  for (std::size_t i = 0; i < papers.size(); ++i) {
    CAPTURE(i);
    CHECK(faults[i] == "");
  }
}

TEST_CASE("no character of GBK or Big5 is missing from the fonts") {
  REQUIRE(FormGenerator::gbk().size() > 21'000);
  REQUIRE(FormGenerator::big5().size() > 13'000);
  for (const Language language : kLanguages) {
    for (const std::u32string* set : {&FormGenerator::gbk(), &FormGenerator::big5()}) {
      std::string missing;
      for (const char32_t c : *set) {
        if (!shelf().glyph(language, {c})) {
          append_utf8(missing, c);
        }
      }
      CHECK(missing == "");
    }
  }
}

}  // namespace huidan::test
