#pragma once
// The trade's words in three languages. The build turns sync/text/<language>.json into a sorted
// table, so that neither program parses anything at start; a key missing in one language fails the
// build's tests, never the user.

#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "sync/base/result.hpp"

namespace huidan {

enum class Language { zh_hans, zh_hant, en };

inline constexpr std::array kLanguages{Language::zh_hans, Language::zh_hant, Language::en};

/// BCP 47: "zh-Hans", "zh-Hant", "en".
[[nodiscard]] std::string_view language_tag(Language language) noexcept;

/// The exact tag only.
[[nodiscard]] std::optional<Language> language_from_tag(std::string_view tag) noexcept;

/// The language of a POSIX or Windows locale name: zh_TW, zh_HK, zh_MO and *Hant* are Traditional,
/// any other zh Simplified, en* English; anything else Simplified, the product's first language.
[[nodiscard]] Language language_from_locale(std::string_view locale) noexcept;

/// The text of a key, or the key itself when there is none: a screen never goes blank.
[[nodiscard]] std::string_view text(Language language, std::string_view key) noexcept;

/// The text with each {name} replaced.
[[nodiscard]] std::string text_with(
    Language language, std::string_view key,
    std::initializer_list<std::pair<std::string_view, std::string_view>> values);

/// One sentence for an error: "error.<code>" with {detail} and {field} filled in, the field by its
/// label where it has one. A [part in square brackets] is left out when its values are empty, so
/// that one sentence reads well with and without them. In a detail a key of the catalogue
/// ("blocks.paper", "field.cause,field.result"), a time and a move of a status are said in words.
[[nodiscard]] std::string sentence(Language language, const Error& error);

}  // namespace huidan
