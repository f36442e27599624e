#pragma once
// An order as lines for people, in their language: what `show` and the lists of both programs
// print.

#include <string>
#include <string_view>
#include <vector>

#include "sync/base/catalogue.hpp"
#include "sync/model/work_order.hpp"

namespace huidan::cli {

/// Number, status, priority, unit and first words of what is wrong: one line.
[[nodiscard]] std::string order_line(Language language, const WorkOrder& order);

/// Every known field with its label, then parts, notes, sign-offs, sheets and disputes.
[[nodiscard]] std::string order_lines(Language language, const WorkOrder& order);

/// order_line, and what order_lines says that was not among the lines `before`.
[[nodiscard]] std::string new_lines(Language language, std::string_view before,
                                    const WorkOrder& order);

/// A field's or a column's label, and its canonical value as people read it; a value without a name
/// as it is.
[[nodiscard]] std::string named_value(Language language, const std::string& name,
                                      const std::string& value);

/// What an op does, by its kind on the wire ("wo.set").
[[nodiscard]] std::string op_text(Language language, std::string kind);

/// One line for each dispute of the order.
[[nodiscard]] std::string dispute_lines(Language language, const WorkOrder& order);

/// "name=value" words as pairs. Error: usage naming the word that is none.
[[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> assignments(
    const std::vector<std::string>& words);

}  // namespace huidan::cli
