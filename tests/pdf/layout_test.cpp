#include "pdf/layout.hpp"
#include "tests/pdf/words.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "pdf/form_table.hpp"
#include "tests/support/forms.hpp"

namespace huidan::test {
namespace {

using namespace pdf;

double right_end(const TextMark& text) {
  double x = text.at.x;
  for (std::size_t i = 0; i < text.glyphs.size(); ++i) {
    x += (text.glyphs[i].glyph.advance - text.glyphs[i].overlap) * text.size;
    if (i + 1 < text.glyphs.size() && !text.glyphs[i].tied) x += text.spacing;
  }
  return x;
}

/// All marks of a page with the bodies moved to where they are printed.
Marks flattened(const Layout& layout, const Page& page) {
  Marks all = page.own;
  for (const Placement& placement : page.bodies) {
    for (TextMark text : layout.bodies[placement.body].texts) {
      text.at.y += placement.down;
      all.texts.push_back(std::move(text));
    }
    for (PathMark path : layout.bodies[placement.body].paths) {
      for (PathStep& step : path.steps) {
        for (Point& point : step.points) point.y += placement.down;
      }
      if (path.clip) path.clip->y += placement.down;
      all.paths.push_back(std::move(path));
    }
  }
  return all;
}

/// The straight vertical rules of a body, x with its top and bottom.
struct Upright {
  double x;
  double top;
  double bottom;
};

std::vector<Upright> uprights(const Marks& marks) {
  std::vector<Upright> found;
  for (const PathMark& path : marks.paths) {
    for (std::size_t i = 0; i + 1 < path.steps.size(); ++i) {
      const PathStep& from = path.steps[i];
      const PathStep& to = path.steps[i + 1];
      if (to.verb != PathStep::Verb::line || from.points[0].x != to.points[0].x) continue;
      if (std::abs(from.points[0].y - to.points[0].y) < 12) continue;  // a box to tick
      found.push_back({from.points[0].x, std::min(from.points[0].y, to.points[0].y),
                       std::max(from.points[0].y, to.points[0].y)});
    }
  }
  return found;
}

/// What of the page reaches into the box around one of its codes.
std::string touching(const Marks& marks, const QrMark& code, const Box& box) {
  for (const TextMark& text : marks.texts) {
    if (text.at.x < box.right() && right_end(text) > box.x && text.at.y > box.y &&
        text.at.y - 0.8 * text.size < box.bottom()) {
      return "a text at " + std::to_string(text.at.y);
    }
  }
  for (const PathMark& path : marks.paths) {
    Point from;
    for (const PathStep& step : path.steps) {
      if (step.verb == PathStep::Verb::close) continue;
      const Point to = step.points[step.verb == PathStep::Verb::curve ? 2 : 0];
      const auto [left, right] = std::minmax(from.x, to.x);
      const auto [top, bottom] = std::minmax(from.y, to.y);
      if (step.verb != PathStep::Verb::move && left < box.right() && right > box.x &&
          top < box.bottom() && bottom > box.y) {
        return "a rule at " + std::to_string(top);
      }
      from = to;
    }
  }
  for (const QrMark& other : marks.codes) {
    if (&other == &code) continue;
    const double side = other.module * other.code.side;
    if (other.at.x < box.right() && other.at.x + side > box.x && other.at.y < box.bottom() &&
        other.at.y + side > box.y) {
      return "another code";
    }
  }
  return {};
}

/// Whether the first copy's words say so.
bool shows(const FormContent& form, std::u32string_view wanted) {
  std::u32string all;
  const Layout layout = lay_out(form, {}, shelf());
  for (const TextMark& text : layout.bodies[0].texts) all += words(text);
  return all.find(wanted) != std::u32string::npos;
}

}  // namespace

TEST_CASE("two copies share a sheet while they fit, and each has its own sheets when not") {
  struct Row {
    const char* name;
    FormContent form;
    Sheets sheets;
    std::size_t pages;
    std::size_t bodies;
  };

  FormContent longest = long_form();
  while (longest.parts.size() < 200) longest.parts.push_back(longest.parts.front());
  const std::array rows{
      Row{"blank", blank_form(), {}, 1, 1},
      Row{"signed", signed_form(), {}, 1, 1},
      Row{"english", english_form(), {}, 1, 1},
      Row{"twelve parts", long_form(), {}, 2, 1},
      Row{"4,000 characters", wordy_form(), {}, 4, 2},
      Row{"one copy has its own sheet", signed_form(), {0, 1}, 1, 1},
      Row{"one copy, twelve parts", long_form(), {1, 0}, 1, 1},
      Row{"two hundred parts", longest, {1, 0}, 6, 6},
      Row{"with a record", signed_form(), {1, 1, dense_text(1352)}, 1, 1},
      Row{"english with a record", english_form(), {1, 1, dense_text(1352)}, 1, 1},
      Row{"twelve parts with a record", long_form(), {1, 1, dense_text(1352)}, 2, 1},
      Row{"4,000 characters with a record", wordy_form(), {1, 1, dense_text(1352)}, 4, 2},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const Layout layout = lay_out(row.form, row.sheets, shelf());
    CHECK(layout.pages.size() == row.pages);
    CHECK(layout.bodies.size() == row.bodies);
    std::size_t codes = row.sheets.desk_record.empty() ? 0 : 1;
    for (const Page& page : layout.pages) codes += page.bodies.size();
    std::size_t found = 0;
    for (const Page& page : layout.pages) found += page.own.codes.size();
    CHECK(found == codes);
  }
}

TEST_CASE("nothing stands in a code or in its quiet zone, and its modules are large enough") {
  for (const NamedForm& sample : all_forms()) {
    CAPTURE(sample.name);
    const Layout layout = lay_out(sample.form, sample.sheets, shelf());
    for (const Page& page : layout.pages) {
      const Marks marks = flattened(layout, page);
      for (const QrMark& code : marks.codes) {
        CHECK(code.module >= 1.4);
        const double side = code.module * code.code.side;
        const double quiet = kQuiet_modules * code.module - 1e-6;
        CHECK(code.at.x + side <= kMargin + kTableWidth + 1e-6);
        const Box box{code.at.x - quiet, code.at.y - quiet, side + 2 * quiet, side + 2 * quiet};
        CHECK(touching(marks, code, box) == "");
      }
    }
  }
}

TEST_CASE("a mere look has the lines of its sheets, and no code that could come home") {
  for (const NamedForm& sample : all_forms()) {
    CAPTURE(sample.name);
    Sheets look = sample.sheets;
    look.customer = look.desk = pdf::Standing::look;
    const Layout sheets = lay_out(sample.form, sample.sheets, shelf());
    const Layout seen = lay_out(sample.form, look, shelf());
    REQUIRE(seen.pages.size() == sheets.pages.size());
    for (std::size_t i = 0; i < seen.pages.size(); ++i) {
      const Marks& own = seen.pages[i].own;
      const Marks& real = sheets.pages[i].own;
      CHECK(own.codes.empty());
      CHECK(!real.codes.empty());
      CHECK(own.texts.size() == real.texts.size() + real.codes.size());
    }
  }
}

TEST_CASE("the title stands in the middle of the paper, whatever codes stand beside it") {
  int beside_records = 0;
  for (const NamedForm& sample : all_forms()) {
    CAPTURE(sample.name);
    const Layout layout = lay_out(sample.form, sample.sheets, shelf());
    for (const Marks& body : layout.bodies) {
      const TextMark& title = *std::ranges::max_element(body.texts, {}, &TextMark::size);
      const double middle = (title.at.x + right_end(title)) / 2;
      // The English one is longer than a record leaves room for on both sides of the middle.
      const double off = sample.form.language == Language::en ? 60 : 0.01;
      CHECK(std::abs(middle - kPaperWidth / 2) <= off);
    }
    beside_records += sample.sheets.desk_record.empty() ? 0 : 1;
  }
  CHECK(beside_records >= 5);
}

TEST_CASE(
    "the dense code is as small as its text allows, and never larger than half a sheet holds") {
  CHECK(dense_code(dense_text(kDenseCode_characters)).side == 101);
  CHECK(dense_code(dense_text(758)).side == 77);  // version 15
  CHECK(dense_code(dense_text(759)).side == 81);
  CHECK_THROWS_AS(static_cast<void>(dense_code(dense_text(kDenseCode_characters + 1))), Failure);
}

TEST_CASE("nothing leaves the printable paper, and no type is smaller than eight points") {
  constexpr double kUnprintable = 20;  // 7 mm
  auto samples = all_forms();
  FormContent stubborn = signed_form();
  stubborn.no = std::string(400, 'N');
  stubborn.reporter_unit = std::string(400, 'W');
  stubborn.phone = std::string(400, '8');
  stubborn.customer.name = std::string(400, 'M');
  stubborn.parts[0] = {std::string(400, 'W'), std::string(400, '-'), std::string(400, 'm'),
                       "123456789012", std::string(400, 'i')};
  stubborn.treatment = std::string(8000, 'W') + std::string(2000, '\n') + "end";
  samples.push_back({"stubborn", stubborn, {}});
  FormContent reasoned = refused_form();
  for (int i = 0; i < 200; ++i) reasoned.customer.reason += "，对报价有异议";
  samples.push_back({"reasoned", reasoned, {}});
  for (const NamedForm& sample : samples) {
    CAPTURE(sample.name);
    const Layout layout = lay_out(sample.form, sample.sheets, shelf());
    for (const Page& page : layout.pages) {
      const Marks marks = flattened(layout, page);
      for (const TextMark& text : marks.texts) {
        CHECK(text.size >= kSmallestType);
        CHECK(text.at.x >= kMargin);
        CHECK(right_end(text) <= kMargin + kTableWidth + 0.01);
        CHECK(text.at.y - text.size >= kUnprintable - 4);
        CHECK(text.at.y + 0.2 * text.size <= kPaperHeight - kUnprintable);
      }
      for (const PathMark& path : marks.paths) {
        for (const PathStep& step : path.steps) {
          if (step.verb == PathStep::Verb::close) continue;
          CHECK(step.points[0].y <= kPaperHeight - kUnprintable);
        }
      }
    }
  }
}

TEST_CASE("no text crosses a rule of the table") {
  for (const NamedForm& sample : all_forms()) {
    CAPTURE(sample.name);
    for (const Marks& body : lay_out(sample.form, sample.sheets, shelf()).bodies) {
      const auto rules = uprights(body);
      CHECK(rules.size() > 4);
      for (const TextMark& text : body.texts) {
        for (const Upright& rule : rules) {
          const bool beside = text.at.y > rule.top && text.at.y <= rule.bottom;
          CHECK_FALSE((beside && text.at.x < rule.x && right_end(text) > rule.x));
        }
      }
    }
  }
}

TEST_CASE("Chinese text has two straight edges, but for the last line") {
  const Layout layout = lay_out(wordy_form(), {1, 0}, shelf());
  std::size_t straight = 0;
  std::size_t ragged = 0;
  for (const Marks& body : layout.bodies) {
    for (const TextMark& text : body.texts) {
      if (text.glyphs.size() < 40) continue;
      (std::abs(right_end(text) - (kMargin + kTableWidth - 6)) < 0.05 ? straight : ragged)++;
    }
  }
  CHECK(straight > 60);
  CHECK(ragged <= straight / 8);
}

TEST_CASE("words and numbers keep their letters together when a line is spread") {
  std::size_t tied = 0;
  for (const Marks& body : lay_out(wordy_form(), {1, 0}, shelf()).bodies) {
    for (const TextMark& text : body.texts) {
      for (std::size_t i = 0; text.spacing > 0 && i + 1 < text.glyphs.size(); ++i) {
        const auto narrow = [&](std::size_t at) {
          const char32_t c = text.glyphs[at].character.base;
          return c > U' ' && c < 0x2000;
        };
        if (!narrow(i) || !narrow(i + 1)) continue;
        CHECK(text.glyphs[i].tied);
        ++tied;
      }
    }
  }
  CHECK(tied > 100);
}

TEST_CASE("between two marks of punctuation stands half an em of nothing, not a whole one") {
  struct Row {
    const char* text;
    Language language;
    double ems;
  };

  const Language hans = Language::zh_hans;
  const Language hant = Language::zh_hant;
  for (const Row& row :
       {Row{"（样）”；", hans, 3.5}, Row{"：“样”，（例）。", hans, 7}, Row{"样，例。", hans, 4},
        Row{"）（", hans, 1.5}, Row{"《“样”》", hans, 3.5}, Row{"）“", hant, 1.5},
        Row{"」。", hant, 1.5}, Row{"。「", hant, 2}, Row{"，。", hant, 2}}) {
    CAPTURE(std::string(row.text));
    Typesetter typesetter(shelf(), row.language);
    const Run run = typesetter.set(row.text);
    CHECK(natural_width(run) == doctest::Approx(row.ems));
    CHECK(right_end(mark(Line(run), {0, 0}, 10)) == doctest::Approx(10 * row.ems));
  }
  // A line that begins with an opening mark begins with its ink, and so has half an em more.
  Typesetter chinese(shelf(), hans);
  const Run title = chinese.set("样样样（样");
  const auto lines = wrap(title, 3);
  REQUIRE(lines.size() == 2);
  CHECK(mark(lines[1], {50, 0}, 10).at.x == doctest::Approx(45));
  CHECK(wrap(chinese.set("（样样"), 2.5).size() == 1);
  Typesetter english(shelf(), Language::en);
  const Run run = english.set("(“x”).");
  double letters = 0;
  for (const Sign& sign : run) letters += sign.glyph.advance;
  CHECK(natural_width(run) == doctest::Approx(letters));
}

TEST_CASE("ink stays in its box, above the line with name and time") {
  for (const NamedForm& sample : all_forms()) {
    for (const Marks& body : lay_out(sample.form, sample.sheets, shelf()).bodies) {
      for (const PathMark& path : body.paths) {
        if (path.colour != Colour::ink) continue;
        CAPTURE(sample.name);
        REQUIRE(path.clip.has_value());
        for (const PathStep& step : path.steps) {
          const Point end = step.points[step.verb == PathStep::Verb::curve ? 2 : 0];
          CHECK(end.x >= path.clip->x);
          CHECK(end.x <= path.clip->right());
          CHECK(end.y >= path.clip->y);
          CHECK(end.y <= path.clip->bottom());
        }
        for (const TextMark& text : body.texts) {
          const bool across = text.at.x < path.clip->right() && right_end(text) > path.clip->x;
          const bool along =
              text.at.y > path.clip->y + 0.5 && text.at.y - 0.75 * text.size < path.clip->bottom();
          CHECK_FALSE((across && along));
        }
      }
    }
  }
}

TEST_CASE("a label has its column's width in every language and is never broken") {
  for (const Language language : kLanguages) {
    FormContent form = signed_form();
    form.language = language;
    const Layout layout = lay_out(form, {}, shelf());
    for (const char* key : {"field.equipment", "field.reported_at", "field.test_result",
                            "form.sign_engineer", "form.parts_title", "form.title"}) {
      CAPTURE(key);
      Typesetter typesetter(shelf(), language);
      const Run run = typesetter.set(text(language, key), Weight::bold);
      const std::u32string label = words(mark(run, {}, 9));
      CHECK(std::ranges::any_of(layout.bodies[0].texts,
                                [&label](const TextMark& text) { return words(text) == label; }));
    }
  }
}

TEST_CASE("a signing box shows its state in words, and a blank one has lines for the pen") {
  CHECK(shows(refused_form(), U"拒绝签字：对更换的电源模块费用有异议"));
  CHECK(shows(refused_form(), U"已在纸质单据上签字"));
  FormContent absent = refused_form();
  absent.customer.state = "absent";
  CHECK(shows(absent, U"签字人不在场："));
  CHECK(shows(blank_form(), U"姓名："));
  CHECK_FALSE(shows(signed_form(), U"已在"));
}

TEST_CASE("ink under words that have changed since says so beside it, and nothing else does") {
  constexpr std::u32string_view kChanged = U"签字后内容有改动";
  CHECK(shows(stale_form(signed_form(), ""), kChanged));
  CHECK(shows(stale_form(signed_form(), "样班长"), U"签字后内容有改动，样班长已认可"));
  CHECK_FALSE(shows(signed_form(), kChanged));
  CHECK_FALSE(shows(stale_form(refused_form(), ""), kChanged));  // paper and a refusal: no ink
  CHECK_FALSE(shows(stale_form(blank_form(), ""), kChanged));
  CHECK(shows(stale_form(traditional_form(), ""), U"簽字後內容有改動"));
}

}  // namespace huidan::test
