// Reads `wo.back`. The order in it was the desk's own word once, but a laptop says so: every value
// is checked as if somebody had typed it.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"
#include "sync/core/apply.hpp"
#include "sync/core/blobs.hpp"
#include "sync/core/wire_op_body.hpp"
#include "sync/core/wire_order.hpp"

namespace huidan::core {
namespace {

using nlohmann::json;

constexpr std::int64_t kVersion_max = 1'000'000'000;  // far from where counting would overflow

bool is_canonical(const Result<std::string>& value, const std::string& told) {
  return value && value.value() == told;
}

bool fields_hold(const WorkOrder& order) {
  return std::ranges::all_of(all_fields(), [&](const FieldInfo& row) {
    if (row.level == Level::order) {
      const std::string& told = value_of(order, row.field);
      return is_canonical(canonical_value(row.field, told), told);
    }
    return std::ranges::all_of(order.visits, [&](const Visit& visit) {
      const std::string& told = *visit_slot(visit, row.field);
      return is_canonical(canonical_value(row.field, told), told);
    });
  });
}

bool part_holds(Part part) {
  if (!part.qty.empty() && !is_canonical(canonical_quantity(part.qty), part.qty)) return false;
  return std::ranges::all_of(kPartColumns, [&](std::string_view column) {
    const std::string& told = *part_column(part, column);
    return column == "qty" || is_canonical(canonical_line(column, told), told);
  });
}

bool rows_hold(const WorkOrder& order) {
  const auto text = [](const Note& note) {
    return is_canonical(canonical_text("text", note.text), note.text);
  };
  const auto named = [](const Photo& photo) {
    return is_blob_name(photo.sha) && photo.kind != kSealedForm;
  };
  return order.visits.size() <= limits::kVisits_max && order.parts.size() <= limits::kParts_max &&
         order.notes.size() <= limits::kNotes_max && order.copies.size() <= limits::kPrints_max &&
         order.photos.size() <= limits::kPhotos_max &&
         order.signoffs.size() <= limits::kSignOffs_max &&
         order.disputes.size() <= limits::kDisputes_max &&
         order.acceptances.size() <= limits::kAcceptances_max &&
         order.amendments.size() <= limits::kAmendments_max &&
         std::ranges::all_of(order.parts, part_holds) && std::ranges::all_of(order.notes, text) &&
         std::ranges::all_of(order.photos, named);
}

/// The texts of an array; a member that is none is refused.
std::vector<std::string> texts(OpReader& in, const char* key) {
  const auto at = in.object().find(key);
  if (at == in.object().end() || !at->is_array()) {
    in.refuse(wrong_member(key));
    return {};
  }
  std::vector<std::string> all;
  for (const json& each : *at) {
    if (!each.is_string()) in.refuse(wrong_member(key));
    all.push_back(each.is_string() ? each.get<std::string>() : "");
  }
  return all;
}

}  // namespace

BringBack read_bring_back(OpReader& in) {
  BringBack body{in.bytes("order", limits::kOp_bytes), {}, texts(in, "docs")};
  for (std::string& op : texts(in, "had")) body.had.emplace_back(std::move(op));
  const auto order = decode_order(body.order);
  if (!order) {
    in.refuse(order.error());
    return body;
  }
  const WorkOrder& told = order.value();
  const bool whole = told.id.value == in.text("o") && told.version > 0 &&
                     told.version <= kVersion_max && !told.no.empty() &&
                     is_canonical(canonical_line("no", told.no), told.no) && fields_hold(told) &&
                     rows_hold(told);
  if (!whole) in.refuse(wrong_member("order"));
  const bool known = std::ranges::all_of(body.documents, [&](const std::string& document) {
    return names_document(told, sha256_hex(document));
  });
  if (!known) in.refuse(wrong_member("docs"));
  return body;
}

}  // namespace huidan::core
