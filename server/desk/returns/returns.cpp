#include "server/desk/returns/returns.hpp"

namespace huidan::server {

Result<Returned> Returns::move(const Hand& hand, const SheetCode& code, const Whereabouts& where) {
  return desk_.write([&](Records& records) -> Result<Returned> {
    const auto found = find_order(records, code.no);
    if (!found) return found.error();
    const WorkOrder& order = found.value().order;
    const Copy* sheet = find_sheet(order, code.copy, code.print);
    if (sheet == nullptr) return Error{Code::not_found, sheet_name(code.copy, code.print), "copy"};
    if (!sheet->form_hash.starts_with(code.hash)) {
      return Error{Code::wrong_hash, sheet->form_hash.substr(0, 16), "copy"};
    }
    core::MoveCopy body{sheet->id, where.state, where.holder, where.why};
    const auto results =
        write_edits(records, hand, {{order.id, order.version, std::move(body)}}, desk_.moment());
    if (auto taken = all_taken(results); !taken) return taken.error();
    Returned returned{records.orders.order(order.id)->order, {}};
    returned.sheet = *find_sheet(returned.order, code.copy, code.print);
    return returned;
  });
}

Result<Returned> Returns::scan(const Hand& hand, std::string_view text) {
  const auto code = read_sheet_code(text);
  if (!code) return code.error();
  return move(hand, code.value(), {"returned", {}, {}});
}

Result<Returned> Returns::mark(const Hand& hand, std::string_view no, std::string_view sheet,
                               const Whereabouts& where) {
  auto code = read_sheet_name(sheet);
  if (!code) return code.error();
  code.value().no = no;
  return move(hand, code.value(), where);
}

}  // namespace huidan::server
