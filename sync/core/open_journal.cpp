#include "sync/core/open_journal.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace huidan::core {

bool waits(const JournalRow& row) {
  return row.result.state == name_of(Verdict::parked) && row.result.detail == kHanded;
}

std::optional<JournalRow> OpenJournal::known(const OpId& id) const {
  const auto here = at_.find(id);
  if (here != at_.end()) return added_[here->second];
  const auto amended = amended_.find(id);
  if (amended != amended_.end()) return amended->second;
  return tx_.journal(id);
}

std::optional<JournalRow> OpenJournal::written(const DeviceId& device, const OrderId& order,
                                               std::int64_t version) const {
  const auto wrote = [&](const JournalRow& row) {
    return row.device == device && row.order == order && row.result.version == version;
  };
  const auto added = std::ranges::find_if(added_, wrote);
  if (added != added_.end()) return *added;
  for (const auto& [id, row] : amended_) {
    if (wrote(row)) return row;
  }
  return tx_.written(device, order, version);
}

void OpenJournal::note(JournalRow row) {
  at_.emplace(row.op, added_.size());
  added_.push_back(std::move(row));
}

void OpenJournal::amend(JournalRow row) {
  const auto here = at_.find(row.op);
  if (here != at_.end()) {
    added_[here->second] = std::move(row);
  } else {
    amended_.insert_or_assign(row.op, row);
  }
}

void OpenJournal::bring(const JournalRow& row, std::int64_t incarnation) {
  if (row.incarnation == incarnation) return;
  brought_[{row.order, row.device, incarnation}].push_back(row.op);
}

std::vector<JournalRow> OpenJournal::brought(const Brought& by) const {
  std::vector<OpId> ops = tx_.brought_again(by);
  if (const auto here = brought_.find(by); here != brought_.end()) {
    ops.insert(ops.end(), here->second.begin(), here->second.end());
  }
  std::vector<JournalRow> rows;
  for (const OpId& op : ops) {
    if (auto row = known(op)) rows.push_back(std::move(*row));
  }
  return rows;
}

void OpenJournal::write() const {
  for (const auto& [by, ops] : brought_) {
    for (const OpId& op : ops) tx_.add_brought(by, op);
  }
  for (const JournalRow& row : added_) tx_.add_journal(row);
  for (const auto& [id, row] : amended_) tx_.put_result(row);
}

std::vector<JournalRow> OpenJournal::waiting(const OrderId& order) const {
  std::vector<JournalRow> rows = tx_.waiting(order);
  for (JournalRow& row : rows) {
    const auto amended = amended_.find(row.op);
    if (amended != amended_.end()) row = amended->second;
  }
  std::ranges::copy_if(added_, std::back_inserter(rows),
                       [&](const JournalRow& row) { return row.order == order; });
  std::erase_if(rows, [](const JournalRow& row) { return !waits(row); });
  return rows;
}

}  // namespace huidan::core
