#pragma once
// JSON that came from outside: depth is capped before anything recurses (nlohmann's dump and copy
// overflow the stack at 100,000 brackets), duplicate keys and bad UTF-8 are refused, and large
// bodies are cut into raw slices so that text which is hashed or stored is never parsed and dumped
// again.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sync/base/result.hpp"

namespace huidan::core {

/// Refuses json_too_deep beyond limits::kJsonDepth_max. Reads brackets outside strings only;
/// whether the text is JSON at all is parse_json's question.
[[nodiscard]] Refusable check_depth(std::string_view text);

/// JSON holds no NUL anywhere (RFC 8259 §2, §7), but nlohmann takes one for the end of its input
/// and says nothing of what follows: each text of a stranger is asked this first.
[[nodiscard]] bool has_nul(std::string_view text) noexcept;

/// Errors: json_too_deep, bad_utf8, bad_json (duplicate keys and numbers beyond double included).
[[nodiscard]] Result<nlohmann::json> parse_json(std::string_view text);

/// What this program wrote itself, without the checks that strangers' text needs; a discarded value
/// when it is no JSON.
[[nodiscard]] nlohmann::json parse_own(std::string_view text);

/// The members of an object as raw text, in their order. Keys are given without their quotes and
/// must hold no escape. Error: bad_json when `text` is not one balanced object.
using Members = std::vector<std::pair<std::string_view, std::string_view>>;
[[nodiscard]] Result<Members> split_object(std::string_view text);

/// The elements of an array as raw text. Error: bad_json.
[[nodiscard]] Result<std::vector<std::string_view>> split_array(std::string_view text);

/// The string that a raw slice quotes; nothing when it is no string.
[[nodiscard]] std::optional<std::string> unquoted(std::string_view raw);

/// The whole number within ±(2^53 − 1) that a raw slice writes; nothing when it is none.
[[nodiscard]] std::optional<std::int64_t> whole_number(std::string_view raw);

/// The raw text of a member, empty when there is none.
[[nodiscard]] std::string_view member(const Members& members, std::string_view key) noexcept;

/// `object[key]` when it is a string, else nothing.
[[nodiscard]] std::optional<std::string> string_at(const nlohmann::json& object, const char* key);

/// `object[key]` when it is a whole number within ±(2^53 − 1), else nothing.
[[nodiscard]] std::optional<std::int64_t> integer_at(const nlohmann::json& object, const char* key);

/// The text of a JSON value; bytes that are not UTF-8 become U+FFFD instead of an exception.
[[nodiscard]] std::string json_text(const nlohmann::json& value);

/// A quoted, escaped JSON string.
[[nodiscard]] std::string json_quoted(std::string_view text);

}  // namespace huidan::core
