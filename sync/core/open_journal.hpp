#pragma once
// The journal of a request that is still being judged: what is in the store, with what this request
// adds to it and has changed of it, written once at the end.

#include <map>
#include <optional>
#include <vector>

#include "sync/core/desk_store.hpp"

namespace huidan::core {

/// Whether the op waits for a hand-over that the desk has not got.
[[nodiscard]] bool waits(const JournalRow& row);

/// The journal with what this request adds to it.
class OpenJournal {
 public:
  /// `tx` outlives it.
  explicit OpenJournal(DeskTx& tx) noexcept : tx_(tx) {}

  [[nodiscard]] std::optional<JournalRow> known(const OpId& id) const;
  [[nodiscard]] std::optional<JournalRow> written(const DeviceId& device, const OrderId& order,
                                                  std::int64_t version) const;
  /// What waits in that order for a hand-over, as it stands after what this request has done so
  /// far.
  [[nodiscard]] std::vector<JournalRow> waiting(const OrderId& order) const;
  void note(JournalRow row);
  /// A row that was there before has become of something else.
  void amend(JournalRow row);

  [[nodiscard]] bool empty() const noexcept { return added_.empty(); }

  /// The op of that row is brought once more; tells of it only where a later incarnation does.
  void bring(const JournalRow& row, std::int64_t incarnation);
  /// What was brought once more, as the journal has it now.
  [[nodiscard]] std::vector<JournalRow> brought(const Brought& by) const;

  void write() const;

 private:
  DeskTx& tx_;
  std::map<Brought, std::vector<OpId>> brought_;
  std::vector<JournalRow> added_;
  std::map<OpId, std::size_t> at_;  // where in added_
  std::map<OpId, JournalRow> amended_;
};

}  // namespace huidan::core
