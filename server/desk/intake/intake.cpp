#include "server/desk/intake/intake.hpp"

#include <algorithm>

#include "server/desk/intake/intake_queries.hpp"
#include "sync/core/wire_order.hpp"

namespace huidan::server {
namespace {

constexpr std::size_t kBatch_orders = 200;  // of one transaction: a long import lets others write

/// What the file says of an order, as an order: how it is compared with what it said last time.
WorkOrder said_by(const ImportedOrder& row, const OrderId& id) {
  WorkOrder order;
  order.id = id;
  order.no = row.no;
  order.visits.emplace_back().id = RowId(id.value);
  for (const FieldInfo& field : all_fields()) {
    const std::string& value = row.fields.at(static_cast<std::size_t>(field.field));
    *core::value_at(order, RowId(id.value), field.field) = value;
  }
  return order;
}

core::Settings settings_of(const ImportedOrder& row, Level level) {
  core::Settings settings;
  for (const FieldInfo& field : all_fields()) {
    const std::string& value = row.fields.at(static_cast<std::size_t>(field.field));
    if (field.level == level && !value.empty()) settings.push_back({field.field, value});
  }
  return settings;
}

core::PutPart put_part(const RowId& id, const RowId& visit, const ImportedPart& part) {
  return {id,
          visit,
          {{"name", part.name},
           {"model", part.model},
           {"unit", part.unit},
           {"qty", part.qty},
           {"note", part.note}}};
}

bool same(const Part& before, const ImportedPart& now) {
  return before.name == now.name && before.model == now.model && before.unit == now.unit &&
         before.qty == now.qty && before.note == now.note;
}

/// One batch's work inside its transaction.
class Batch {
 public:
  Batch(Records& records, const core::Moment& moment, ImportReport& report)
      : records_(records), moment_(moment), report_(report) {}

  void take(const ImportedOrder& row) {
    const auto last = last_said(row.no);
    const auto id = records_.orders.order_by_no(row.no);
    if (!id) {
      create(row);
    } else if (!last) {
      // The number is in use by an order that no import made: it is not the file's to change.
      refuse(row, {Code::already_exists, row.no, "no"});
    } else {
      update(row, *id, *last);
    }
  }

 private:
  struct Said {
    std::int64_t version = 0;
    WorkOrder order;
  };

  std::optional<Said> last_said(const std::string& no) {
    store::Rows rows = records_.database.query(intake::kSaid, {no});
    if (!rows.next()) return std::nullopt;
    auto order = core::decode_order(rows.view(1));
    if (!order) throw Failure({Code::db_corrupt, "import_row"});
    return Said{rows.integer(0), std::move(order).value()};
  }

  RowId new_row() { return RowId(new_uuid7(moment_.wall_ms, moment_.random)); }

  void create(const ImportedOrder& row) {
    const OrderId id(new_row().value);
    WorkOrder said = said_by(row, id);
    for (const ImportedPart& part : row.parts) {
      said.parts.push_back({new_row(), RowId(id.value), part.name, part.model, part.unit, part.qty,
                            part.note, false});
    }
    std::vector<Edit> edits{
        {id, 0, core::NewOrder{row.no, settings_of(row, Level::order), said.parts}}};
    core::Settings times = settings_of(row, Level::visit);
    if (!times.empty()) {
      edits.push_back({id, 1, core::SetFields{RowId(id.value), std::move(times)}});
    }
    if (write(row, std::move(edits), said, 0)) ++report_.created;
  }

  void update(const ImportedOrder& row, const OrderId& id, const Said& last) {
    WorkOrder said = said_by(row, id);
    said.parts = last.order.parts;
    core::Settings changed;
    for (const FieldInfo& field : all_fields()) {
      const std::string& before = value_of(last.order, field.field);
      std::string& now = *core::value_at(said, RowId(id.value), field.field);
      if (!row.given.test(static_cast<std::size_t>(field.field))) now = before;
      if (now != before) changed.push_back({field.field, now, before});
    }
    std::vector<Edit> edits;
    if (!changed.empty()) {
      edits.push_back({id, last.version, core::SetFields{RowId(id.value), std::move(changed)}});
    }
    if (row.parts_given) change_parts(row, id, last, said.parts, edits);
    if (edits.empty()) {
      ++report_.unchanged;
    } else if (write(row, std::move(edits), said, last.version)) {
      ++report_.updated;
    }
  }

  /// Parts are told apart by their place in the file: an export has no ids for them.
  void change_parts(const ImportedOrder& row, const OrderId& id, const Said& last,
                    std::vector<Part>& said, std::vector<Edit>& edits) {
    const RowId visit(id.value);
    for (std::size_t i = 0; i < row.parts.size(); ++i) {
      const ImportedPart& now = row.parts[i];
      if (i < said.size() && same(said[i], now)) continue;
      const RowId part = i < said.size() ? said[i].id : new_row();
      const Part kept{part, visit, now.name, now.model, now.unit, now.qty, now.note, false};
      if (i < said.size()) {
        said[i] = kept;
      } else {
        said.push_back(kept);
      }
      edits.push_back({id, last.version, put_part(part, visit, now)});
    }
    while (said.size() > row.parts.size()) {
      edits.push_back({id, last.version, core::RemovePart{said.back().id}});
      said.pop_back();
    }
  }

  /// `base` is the version that the file has seen, 0 for an order that it makes. A file never sees
  /// what the desk wrote, so an update leaves the base where it was: the desk's later edits stay
  /// foreign to it.
  bool write(const ImportedOrder& row, std::vector<Edit> edits, const WorkOrder& said,
             std::int64_t base) {
    const auto results = write_edits(records_, {Hand::Kind::import, {}}, std::move(edits), moment_);
    if (auto taken = all_taken(results); !taken) {
      refuse(row, taken.error());
      return false;
    }
    const std::int64_t version = base != 0 ? base : records_.orders.order(said.id)->order.version;
    records_.database.send(intake::kPutSaid,
                           {row.no, version, core::encode_order(said, core::Empty::omitted)});
    return true;
  }

  void refuse(const ImportedOrder& row, const Error& error) {
    report_.refused.push_back({row.line, {}, error});
  }

  Records& records_;
  const core::Moment& moment_;
  ImportReport& report_;
};

}  // namespace

Result<ImportReport> Intake::import(const ImportPlan& plan, Rehearsal rehearsal,
                                    const IntakeProgress& progress) {
  ImportReport report;
  report.refused = plan.refused;
  for (std::size_t from = 0; from < plan.orders.size(); from += kBatch_orders) {
    const std::size_t to = std::min(from + kBatch_orders, plan.orders.size());
    const auto work = [&](Records& records) -> Refusable {
      const core::Moment moment = desk_.moment();
      Batch batch(records, moment, report);
      for (std::size_t i = from; i < to; ++i) batch.take(plan.orders[i]);
      return Done{};
    };
    const auto done = rehearsal == Rehearsal::real ? desk_.write(work) : desk_.rehearse(work);
    if (!done) return done.error();
    if (progress) progress(to, plan.orders.size());
  }
  std::ranges::stable_sort(report.refused, {}, &Refusal::line);
  return report;
}

}  // namespace huidan::server
