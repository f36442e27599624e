// What no sample shows: two hundred generated orders, looked at by other people's programs and, for
// what those cannot see, as marks before they became a PDF.

#include <doctest/doctest.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <mutex>
#include <thread>

#include "pdf/layout.hpp"
#include "sync/base/bytes.hpp"
#include "tests/pdf/generated.hpp"
#include "tests/pdf/outside.hpp"

namespace huidan::test {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

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

/// Every glyph that mupdf paints, by the character a reader would copy.
Counts painted(const std::string& trace) {
  constexpr std::string_view kBefore = "<g unicode=\"";
  Counts counts;
  for (std::size_t at = trace.find(kBefore); at != std::string::npos;
       at = trace.find(kBefore, at + 1)) {
    const std::size_t begin = at + kBefore.size();
    ++counts[character_of(trace.substr(begin, trace.find("\" glyph=", begin) - begin))];
  }
  return counts;
}

struct Rule {
  pdf::Point from;
  pdf::Point to;
};

std::vector<Rule> rules_of(const pdf::Marks& marks) {
  std::vector<Rule> rules;
  for (const pdf::PathMark& path : marks.paths) {
    if (path.colour != pdf::Colour::black || path.clip) continue;
    pdf::Point pen;
    for (const pdf::PathStep& step : path.steps) {
      if (step.verb == pdf::PathStep::Verb::line) rules.push_back({pen, step.points[0]});
      pen = step.points[0];
    }
  }
  return rules;
}

/// A text that crosses a rule stands in two cells.
std::string crossing(const pdf::Marks& marks) {
  const std::vector<Rule> rules = rules_of(marks);
  for (const pdf::TextMark& text : marks.texts) {
    double right = text.at.x;
    for (const pdf::MarkedGlyph& marked : text.glyphs) {
      right += marked.glyph.advance * text.size + text.spacing;
    }
    const double left = text.at.x + 0.1;
    const double top = text.at.y - 0.78 * text.size;
    const double bottom = text.at.y + 0.1 * text.size;
    const auto crosses = [&](const Rule& rule) {
      const auto [x1, x2] = std::minmax(rule.from.x, rule.to.x);
      const auto [y1, y2] = std::minmax(rule.from.y, rule.to.y);
      return x1 < right - 0.2 && x2 > left && y1 < bottom && y2 > top;
    };
    if (std::ranges::any_of(rules, crosses)) {
      return "text across a rule at " + std::to_string(text.at.x) + ", " +
             std::to_string(text.at.y);
    }
    if (left < 34 || right > 561.2 || top < 18 || bottom > 824) return "text beyond the margin";
    if (text.size < 8 - 1e-9) return "type of " + std::to_string(text.size) + " points";
  }
  return {};
}

std::string crossing(const pdf::Layout& layout) {
  for (const pdf::Marks& body : layout.bodies) {
    if (std::string fault = crossing(body); !fault.empty()) return fault;
  }
  for (const pdf::Page& page : layout.pages) {
    if (std::string fault = crossing(page.own); !fault.empty()) return fault;
  }
  return {};
}

/// poppler's words inside the margins of the sheet; a word is "<word xMin=… yMin=… xMax=… yMax=…".
std::string beyond_paper(const std::string& boxes) {
  constexpr std::string_view kBefore = "<word xMin=\"";
  for (std::size_t at = boxes.find(kBefore); at != std::string::npos;
       at = boxes.find(kBefore, at + 1)) {
    const std::string line = boxes.substr(at, boxes.find('>', at) - at);
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

std::string lost(const pdf::FormContent& form, const pdf::Printed& paper,
                 const std::string& trace) {
  const Counts found = painted(trace);
  for (const auto& [character, count] : expected(form, paper.missing)) {
    const auto at = found.find(character);
    if (at == found.end() || at->second < 2 * count) {
      return "U+" + std::to_string(static_cast<std::uint32_t>(character)) + " (decimal) lost";
    }
  }
  return {};
}

/// The first thing wrong with a form; empty when there is nothing.
std::string fault_of(const pdf::FormContent& form, const pdf::Sheets& sheets) {
  const auto paper = pdf::print_form(form, sheets, shelf());
  if (!paper) return "print refused";
  const pdf::Layout layout = pdf::lay_out(form, sheets, shelf());
  if (std::string fault = crossing(layout); !fault.empty()) return fault;
  const PaperFile file(paper.value().pdf);
  const Ran checked = run({"qpdf", "--check", file.path()});
  if (checked.exit != 0 || !checked.err.empty()) return "qpdf: " + checked.out + checked.err;
  const Ran boxes = run({"pdftotext", "-bbox", file.path(), "-"});
  if (boxes.exit != 0 || !boxes.err.empty()) return "poppler: " + boxes.err;
  if (std::string fault = beyond_paper(boxes.out); !fault.empty()) return fault;
  const Ran trace = run({"mutool", "trace", file.path()});
  if (trace.exit != 0 || !trace.err.empty()) return "mupdf: " + trace.err;
  if (trace.out.find("glyph=\"0\"") != std::string::npos) return "a box for a glyph";
  return lost(form, paper.value(), trace.out);
}

std::size_t resident_bytes() {
  malloc_trim(0);  // what the allocator keeps for later is no leak
  std::ifstream in("/proc/self/statm");
  std::size_t all = 0;
  std::size_t resident = 0;
  in >> all >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

/// `times` forms over two threads; how many of them failed.
std::size_t print_on_two_threads(const std::vector<pdf::FormContent>& forms, std::size_t times) {
  std::array<std::size_t, 2> failed{};
  {
    std::array<std::jthread, 2> threads;
    for (std::size_t t = 0; t < threads.size(); ++t) {
      threads[t] = std::jthread([&forms, &failed, times, t] {
        for (std::size_t i = t; i < times; i += 2) {
          if (!pdf::print_form(forms[i % forms.size()], {}, shelf()).ok()) ++failed[t];
        }
      });
    }
  }
  return failed[0] + failed[1];
}

}  // namespace

TEST_CASE("two hundred generated orders: no loss, no crash, no text outside its cell") {
  constexpr std::size_t kOrders = 200;
  FormGenerator generator(generator_seed());
  MESSAGE("HUIDAN_SEED=" << generator_seed());
  std::vector<pdf::FormContent> forms;
  for (std::size_t i = 0; i < kOrders; ++i) forms.push_back(generator.form());
  std::vector<std::string> faults(kOrders);
  {
    std::array<std::jthread, 2> threads;
    for (std::size_t t = 0; t < threads.size(); ++t) {
      threads[t] = std::jthread([&forms, &faults, t] {
        for (std::size_t i = t; i < forms.size(); i += 2) {
          // Every other one carries a record, of any size.
          const std::size_t size = i % 4 < 2 ? 0 : 300 + 5 * i;
          const std::string record = size == 0 ? std::string() : dense_text(size, i);
          faults[i] = fault_of(forms[i], {1, 1, record});
        }
      });
    }
  }
  for (std::size_t i = 0; i < kOrders; ++i) {
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
        if (!shelf().glyph(language, c)) {
          append_utf8(missing, c);
        }
      }
      CHECK(missing == "");
    }
  }
}

TEST_CASE("a thousand forms over two threads need no more memory than a hundred") {
  std::vector<pdf::FormContent> forms;
  for (const NamedForm& sample : all_forms()) forms.push_back(sample.form);
  CHECK(print_on_two_threads(forms, 200) == 0);
  const std::size_t before = resident_bytes();
  CHECK(print_on_two_threads(forms, 1000) == 0);
  const std::size_t after = resident_bytes();
  if (!kSanitized) CHECK(after < before + (std::size_t{1} << 20));
}

}  // namespace huidan::test
