#pragma once
// What both messages of the exchange are made of.

#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "sync/base/result.hpp"
#include "sync/core/json.hpp"
#include "sync/core/wire_sync.hpp"

namespace huidan::core {

/// An object's text that raw members may still be added to.
[[nodiscard]] std::string without_brace(const nlohmann::json& head);

[[nodiscard]] nlohmann::json cursor_json(const Cursor& cursor);
[[nodiscard]] Result<Cursor> read_cursor(const Members& members);

/// The members beside the long ones, `but`, as one small object.
[[nodiscard]] Result<nlohmann::json> message_head(const Members& members,
                                                  std::initializer_list<std::string_view> but);

/// bad_input naming the member.
[[nodiscard]] Error wrong_member(const char* key);

}  // namespace huidan::core
