#include "tests/pdf/crossing.hpp"

#include <algorithm>
#include <vector>

namespace huidan::test {
namespace {

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
std::string fault_of(const pdf::Marks& marks) {
  const std::vector<Rule> rules = rules_of(marks);
  for (const pdf::TextMark& text : marks.texts) {
    double right = text.at.x;
    for (const pdf::MarkedGlyph& marked : text.glyphs) {
      right +=
          (marked.glyph.advance - marked.overlap) * text.size + (marked.tied ? 0 : text.spacing);
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

}  // namespace

std::string crossing(const pdf::Layout& layout) {
  for (const pdf::Marks& body : layout.bodies) {
    if (std::string fault = fault_of(body); !fault.empty()) return fault;
  }
  for (const pdf::Page& page : layout.pages) {
    if (std::string fault = fault_of(page.own); !fault.empty()) return fault;
  }
  return {};
}

}  // namespace huidan::test
