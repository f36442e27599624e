#pragma once
// What has changed since a form was signed, in people's words: the paths of a stale signature, the
// desk's acceptances and the amendments of an order. And which fields a code had no room for.

#include <string>
#include <string_view>
#include <vector>

#include "sync/base/catalogue.hpp"
#include "sync/model/work_order.hpp"

namespace huidan::cli {

/// "fields.treatment" and "parts[1].qty" as the form's own labels; rows counted from 1, as people
/// do.
[[nodiscard]] std::string path_text(Language language, std::string_view path);

/// One line that names all paths; nothing when there is none.
[[nodiscard]] std::string changed_line(Language language, const std::vector<std::string>& paths);

/// The line of the catalogue under that key with the labels of the fields and "parts" as its list;
/// nothing when there is none.
[[nodiscard]] std::string names_line(Language language, const char* key,
                                     const std::vector<std::string>& names);

/// One line for each acceptance, and for each amendment.
[[nodiscard]] std::string acceptance_lines(Language language, const WorkOrder& order);
[[nodiscard]] std::string amendment_lines(Language language, const WorkOrder& order);

}  // namespace huidan::cli
