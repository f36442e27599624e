#include "server/desk/returns/returns.hpp"

#include <algorithm>
#include <functional>

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/core/canon.hpp"
#include "sync/core/json.hpp"
#include "sync/core/sheet_record.hpp"

namespace huidan::server {
namespace {

using core::SheetRecord;

/// What the sheet says otherwise than the desk. Where the paper is empty it says nothing.
core::Settings missing_values(const WorkOrder& order, const SheetRecord& record) {
  core::Settings settings;
  for (const Field field : core::form_fields()) {
    const std::string& value = value_of(record.form, field);
    if (value.empty() || value == value_of(order, field)) continue;
    settings.push_back({field, value, value_of(order, field)});
  }
  return settings;
}

bool same_words(const Part& one, const Part& other) {
  return one.name == other.name && one.model == other.model && one.unit == other.unit &&
         one.qty == other.qty && one.note == other.note;
}

/// The rows of the sheet that the desk has not, each of the desk's standing for one.
std::vector<Part> missing_parts(const WorkOrder& order, const SheetRecord& record) {
  std::vector<Part> known = order.parts;
  std::vector<Part> missing;
  for (const Part& part : record.form.parts) {
    const auto at = std::ranges::find_if(
        known, [&](const Part& each) { return !each.removed && same_words(each, part); });
    if (at == known.end()) {
      missing.push_back(part);
    } else {
      known.erase(at);
    }
  }
  return missing;
}

core::PutPart row_of(const Part& part, const RowId& visit, const core::Moment& moment) {
  const RowId row(new_uuid7(moment.wall_ms, moment.random));
  core::PutPart body{row, visit, {}};
  for (const auto& [column, value] :
       {std::pair{"name", &part.name}, std::pair{"model", &part.model},
        std::pair{"unit", &part.unit}, std::pair{"qty", &part.qty},
        std::pair{"note", &part.note}}) {
    if (!value->empty()) body.columns.push_back({column, *value, {}});
  }
  return body;
}

/// The sheet of that code, or nullptr. The desk and a laptop, neither knowing of the other, may
/// each have printed a "desk copy 1": of those the one of that device, else of that form, else one
/// that is not home yet. An empty hash or device says nothing.
const Copy* sheet_of(const WorkOrder& order, const SheetCode& code, const DeviceId& device) {
  std::vector<const Copy*> found;
  for (const Copy& sheet : order.copies) {
    if (sheet.copy == code.copy && sheet.print == code.print) found.push_back(&sheet);
  }
  const auto prefer = [&](const auto& fits) {
    if (std::ranges::any_of(found, fits)) std::erase_if(found, std::not_fn(fits));
  };
  prefer([&](const Copy* sheet) { return device.empty() || sheet->device == device.value; });
  prefer([&](const Copy* sheet) { return sheet->form_hash.starts_with(code.hash); });
  prefer([](const Copy* sheet) { return sheet->state != "returned"; });
  prefer([](const Copy* sheet) { return sheet->state != "missing"; });
  return found.empty() ? nullptr : found.front();
}

SheetCode code_of(const SheetRecord& record) {
  return {record.form.no, "desk", record.print, record.form_hash.substr(0, 16), {}};
}

/// Whether the sheet is of the form that it says and, where it says that somebody had signed it, of
/// one of the signatures under just that form. Errors: wrong_hash, bad_signature.
Refusable its_own(const WorkOrder& order, const Copy& sheet, const SheetCode& code) {
  if (!sheet.form_hash.starts_with(code.hash)) {
    return Error{Code::wrong_hash, sheet.form_hash.substr(0, 16), "copy"};
  }
  const bool signed_so = std::ranges::any_of(order.signoffs, [&](const SignOff& sign_off) {
    return sign_off.form_hash == sheet.form_hash &&
           short_signature(sign_off.signature) == code.signature;
  });
  if (code.signature.empty() || signed_so) return Done{};
  return Error{Code::bad_signature, "sheet", {}};
}

/// What the sheet alone brings, on top of the version of the order that its laptop had.
std::vector<Edit> restoring(const WorkOrder& order, const SheetRecord& record,
                            const core::Moment& moment, std::vector<std::string>& restored) {
  std::vector<Edit> edits;
  const RowId& visit = current_visit(order).id;
  if (sheet_of(order, code_of(record), record.device) == nullptr) {
    Copy sheet = next_sheet(order, "desk", "printed", record.form_hash);
    sheet.print = record.print;
    edits.push_back({order.id, order.version, core::AddCopy{std::move(sheet)}});
  }
  core::Settings settings = missing_values(order, record);
  for (const core::Setting& each : settings) restored.emplace_back(name_of(each.field));
  if (!settings.empty()) {
    edits.push_back({order.id, record.form.version, core::SetFields{visit, std::move(settings)}});
  }
  const std::vector<Part> parts = missing_parts(order, record);
  if (!parts.empty()) restored.emplace_back("parts");
  for (const Part& part : parts) {
    edits.push_back({order.id, record.form.version, row_of(part, visit, moment)});
  }
  return edits;
}

/// An order made on site whose laptop never told of it: its sheet is all there is.
Result<WorkOrder> born_of_sheet(Records& records, const SheetRecord& record,
                                const core::Moment& moment) {
  const auto results =
      write_edits(records, Hand{Hand::Kind::import, {}},
                  {{record.form.id, 0, core::NewOrder{record.form.no, {}, {}}}}, moment);
  if (auto taken = all_taken(results); !taken) return taken.error();
  return records.orders.order(record.form.id)->order;
}

/// Errors: bad_sheet (another order's number), already_returned.
Result<std::vector<Edit>> still_missing(Records& records, SheetRecord record,
                                        const core::Moment& moment,
                                        std::vector<std::string>& restored) {
  const auto found = find_order(records, record.form.no);
  if (!found && found.error().code == Code::unknown_order) {
    const auto born = born_of_sheet(records, record, moment);
    if (!born) return born.error();
    record.form.version = born.value().version;
    return restoring(born.value(), record, moment, restored);
  }
  if (!found) return found.error();
  const WorkOrder& order = found.value().order;
  if (order.id != record.form.id) return Error{Code::bad_sheet, order.no};
  const Copy* known = sheet_of(order, code_of(record), record.device);
  if (known != nullptr && known->state == "returned") {
    return Error{Code::already_returned, known->moved_at, "copy"};
  }
  return restoring(order, record, moment, restored);
}

/// By a device that was enrolled once, whether or not it still is, or by the desk itself.
Refusable signed_by_device(Records& records, const core::UnpackedSheet& sheet,
                           const std::string& desk_key) {
  std::string key = desk_key;
  if (sheet.record.device.value != core::kDeskItself) {
    const auto device = records.orders.device(sheet.record.device);
    if (!device) return Error{Code::unknown_device, sheet.record.device.value, {}};
    key = device->public_key;
  }
  if (signature_holds(sheet.statement, sheet.signature, key)) return Done{};
  return Error{Code::bad_signature, "sheet", {}};
}

}  // namespace

std::string told(const Returned& returned, std::string order) {
  const auto list = [](const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) {
      text += (text.empty() ? "" : ",") + core::json_quoted(name);
    }
    return '[' + text + ']';
  };
  order.pop_back();  // the closing brace
  return order + ",\"sheet\":" + core::json_quoted(returned.sheet.id.value) +
         ",\"restored\":" + list(returned.restored) + ",\"left_out\":" + list(returned.left_out) +
         '}';
}

Result<Returned> Returns::move(const Hand& hand, const SheetCode& code, const Whereabouts& where,
                               const DeviceId& device) {
  return desk_.write([&](Records& records) -> Result<Returned> {
    const auto found = find_order(records, code.no);
    if (!found) return found.error();
    const WorkOrder& order = found.value().order;
    const Copy* sheet = sheet_of(order, code, device);
    if (sheet == nullptr) return Error{Code::not_found, sheet_name(code.copy, code.print), "copy"};
    if (auto own = its_own(order, *sheet, code); !own) return own.error();
    const RowId row = sheet->id;
    core::MoveCopy body{row, where.state, where.holder, where.why};
    const auto results =
        write_edits(records, hand, {{order.id, order.version, std::move(body)}}, desk_.moment());
    if (auto taken = all_taken(results); !taken) return taken.error();
    Returned returned{records.orders.order(order.id)->order, {}};
    returned.sheet = *std::ranges::find(returned.order.copies, row, &Copy::id);
    return returned;
  });
}

Result<Returned> Returns::scan_record(const Hand& hand, std::string_view text) {
  const auto sheet = core::unpack_sheet(text);
  if (!sheet) return sheet.error();
  const SheetRecord& record = sheet.value().record;
  const std::string desk_key = public_half(desk_.secret_key());
  std::vector<std::string> restored;
  const auto kept = desk_.write([&](Records& records) -> Refusable {
    if (auto real = signed_by_device(records, sheet.value(), desk_key); !real) return real;
    const core::Moment moment = desk_.moment();
    auto edits = still_missing(records, record, moment, restored);
    if (!edits) return edits.error();
    const Hand import{Hand::Kind::import, {}};
    return all_taken(write_edits(records, import, std::move(edits).value(), moment));
  });
  if (!kept) return kept.error();
  auto returned = move(hand, code_of(record), {"returned", {}, {}}, record.device);
  if (!returned) return returned;
  returned.value().restored = std::move(restored);
  returned.value().left_out = record.left_out;
  return returned;
}

Result<Returned> Returns::scan(const Hand& hand, std::string_view text) {
  // Before the sheet is read: what it restores is written as the word of another system, which
  // would not ask who held the scanner.
  const Actor actor{roles_of(hand), hand.person.id, false};
  if (!may_ever_act(actor, Act::return_copy)) {
    return Error{Code::forbidden, std::string(name_of(Act::return_copy))};
  }
  if (trimmed(text).starts_with("WO2:")) return scan_record(hand, text);
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
