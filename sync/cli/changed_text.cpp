#include "sync/cli/changed_text.hpp"

#include <algorithm>
#include <charconv>

#include "sync/base/time.hpp"

namespace huidan::cli {
namespace {

std::string label(Language language, std::string_view field) {
  return std::string(text(language, "field." + std::string(field)));
}

std::string party_of(Language language, const WorkOrder& order, const RowId& sign) {
  const auto at = std::ranges::find(order.signoffs, sign, &SignOff::id);
  if (at == order.signoffs.end()) return sign.value;
  return std::string(text(language, "role." + at->role)) + ' ' + at->name;
}

}  // namespace

std::string path_text(Language language, std::string_view path) {
  constexpr std::string_view kFields = "fields.";
  constexpr std::string_view kParts = "parts[";
  if (path.starts_with(kFields)) return label(language, path.substr(kFields.size()));
  if (path == "language") return label(language, path);
  const std::size_t close = path.find("].");
  if (!path.starts_with(kParts) || close == std::string_view::npos) {
    return std::string(text(language, "cli.changed.form"));
  }
  std::size_t row = 0;
  std::from_chars(path.data() + kParts.size(), path.data() + close, row);
  const std::string_view what = path.substr(close + 2);
  const std::string n = std::to_string(row + 1);
  if (what == "added") return text_with(language, "cli.changed.added", {{"n", n}});
  if (what == "removed") return text_with(language, "cli.changed.removed", {{"n", n}});
  return text_with(language, "cli.changed.part", {{"n", n}, {"column", label(language, what)}});
}

std::string changed_line(Language language, const std::vector<std::string>& paths) {
  if (paths.empty()) return {};
  std::string list;
  for (const std::string& path : paths) {
    if (!list.empty()) list += text(language, "cli.changed.comma");
    list += path_text(language, path);
  }
  return "    " + text_with(language, "cli.changed.line", {{"list", list}}) + '\n';
}

std::string names_line(Language language, const char* key, const std::vector<std::string>& names) {
  if (names.empty()) return {};
  std::string list;
  for (const std::string& name : names) {
    if (!list.empty()) list += text(language, "cli.changed.comma");
    list += name == "parts" ? text(language, "form.parts_title") : label(language, name);
  }
  return text_with(language, key, {{"list", list}}) + '\n';
}

std::string acceptance_lines(Language language, const WorkOrder& order) {
  std::string out;
  for (const Acceptance& accepted : order.acceptances) {
    out += "  " +
           text_with(language, "cli.accepted.line",
                     {{"party", party_of(language, order, accepted.sign)},
                      {"by", accepted.by},
                      {"at", time_for_people(accepted.at)},
                      {"why", accepted.why}}) +
           '\n';
  }
  return out;
}

std::string amendment_lines(Language language, const WorkOrder& order) {
  std::string out;
  for (const Amendment& amendment : order.amendments) {
    out += "  " +
           text_with(language, "cli.amendment.line",
                     {{"at", time_for_people(amendment.at)},
                      {"by", amendment.by},
                      {"field", label(language, amendment.field)},
                      {"was", amendment.was},
                      {"value", amendment.value}}) +
           '\n';
  }
  return out;
}

}  // namespace huidan::cli
