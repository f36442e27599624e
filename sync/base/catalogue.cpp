#include "sync/base/catalogue.hpp"

#include <algorithm>
#include <optional>

#include "sync/base/catalogue_table.hpp"
#include "sync/base/time.hpp"

namespace huidan {
namespace {

std::optional<std::string_view> find(Language language, std::string_view key) noexcept {
  const CatalogueTable table = catalogue_table(language);
  const auto key_at = [&](const CataloguePlace& place) { return table.row(place).key; };
  const auto at = std::ranges::lower_bound(table.places, key, {}, key_at);
  if (at == table.places.end() || key_at(*at) != key) return std::nullopt;
  return table.row(*at).text;
}

using Values = std::initializer_list<std::pair<std::string_view, std::string_view>>;

std::string filled(std::string_view pattern, Values values) {
  std::string out;
  for (std::size_t at = 0; at < pattern.size();) {
    const std::size_t close = pattern[at] == '{' ? pattern.find('}', at) : std::string_view::npos;
    if (close == std::string_view::npos) {
      out += pattern[at++];
      continue;
    }
    const std::string_view name = pattern.substr(at + 1, close - at - 1);
    const auto* value =
        std::ranges::find(values, name, [](const auto& pair) { return pair.first; });
    if (value != values.end()) out += value->second;
    at = close + 1;
  }
  return out;
}

/// Like filled(), with each [part] left out when it has nothing to say.
std::string filled_parts(std::string_view pattern, Values values) {
  std::string out;
  while (!pattern.empty()) {
    const std::size_t open = std::min(pattern.find('['), pattern.size());
    const std::size_t close = std::min(pattern.find(']', open), pattern.size());
    out += filled(pattern.substr(0, open), values);
    if (open == pattern.size()) break;
    const std::string_view part = pattern.substr(open + 1, close - open - 1);
    const std::string said = filled(part, values);
    if (said != filled(part, {})) out += said;
    pattern.remove_prefix(std::min(close + 1, pattern.size()));
  }
  return out;
}

/// "received->archived", of an order's status or of a sheet's whereabouts; empty when it is no
/// move.
std::string move_for_people(Language language, std::string_view detail, std::string_view field) {
  constexpr std::string_view kTo = "->";
  const std::size_t at = detail.find(kTo);
  if (at == std::string_view::npos) return {};
  const std::string room = field == "copy" ? "life.paper." : "status.";
  const auto from = find(language, room + std::string(detail.substr(0, at)));
  const auto to = find(language, room + std::string(detail.substr(at + kTo.size())));
  if (!from || !to) return {};
  return std::string(*from) + " → " + std::string(*to);
}

/// A detail as people read it: a move, keys of the catalogue with commas between, or a time.
std::string detail_for_people(Language language, const Error& error) {
  if (std::string move = move_for_people(language, error.detail, error.field); !move.empty()) {
    return move;
  }
  std::string out;
  for (std::string_view rest = error.detail; !rest.empty();) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const auto found = find(language, rest.substr(0, end));
    if (!found) return time_for_people(error.detail);
    if (!out.empty()) out += text(language, "cli.changed.comma");
    out += *found;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

}  // namespace

std::string_view language_tag(Language language) noexcept {
  switch (language) {
    case Language::zh_hans:
      return "zh-Hans";
    case Language::zh_hant:
      return "zh-Hant";
    case Language::en:
      return "en";
  }
  return "zh-Hans";
}

std::optional<Language> language_from_tag(std::string_view tag) noexcept {
  for (const Language language : kLanguages) {
    if (language_tag(language) == tag) return language;
  }
  return std::nullopt;
}

Language language_from_locale(std::string_view locale) noexcept {
  if (locale.starts_with("en")) return Language::en;
  if (!locale.starts_with("zh")) return Language::zh_hans;
  for (const std::string_view mark : {"TW", "HK", "MO", "Hant"}) {
    if (locale.find(mark) != std::string_view::npos) return Language::zh_hant;
  }
  return Language::zh_hans;
}

std::string_view text(Language language, std::string_view key) noexcept {
  return find(language, key).value_or(key);
}

std::string text_with(Language language, std::string_view key, Values values) {
  return filled(text(language, key), values);
}

std::string sentence(Language language, const Error& error) {
  const std::string key = "error." + std::string(code_name(error.code));
  auto label = find(language, "field." + error.field);
  if (!label) label = find(language, "role." + error.field);
  const std::string_view field = label.value_or(error.field);
  return filled_parts(text(language, key),
                      {{"detail", detail_for_people(language, error)}, {"field", field}});
}

}  // namespace huidan
