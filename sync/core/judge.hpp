#pragma once
// What becomes of an op at the desk: the orders it touches are loaded once, it is judged by merge
// with everything that only the desk knows (who may see the order, in which life of the desk the
// op was written, which op a dispute holds back), and what has changed is written once.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sync/core/open_journal.hpp"
#include "sync/core/take_in.hpp"

namespace huidan::core {

[[nodiscard]] OpResult rejected_with(const Error& error);
[[nodiscard]] OpResult result_of(const Outcome& outcome);
[[nodiscard]] bool is_rejected(const OpResult& result);

/// Who stands behind a device. The desk's own devices have nobody: seats and duty leaders do.
[[nodiscard]] Author author_of(DeskTx& tx, const DeviceRow& device);

class Judge {
 public:
  /// `device` as it was before the request; all outlive the judge.
  Judge(DeskTx& tx, OpenJournal& journal, const DeviceRow& device, std::int64_t proven_seq);

  /// The final result of `op`; what it changes is kept for write(). `parked_with` as in Author.
  OpResult judge(const Op& op, const std::string& parked_with);
  /// The same on copies of the orders it touches, which `trial` keeps from op to op.
  using Trial = std::map<OrderId, OrderState>;
  OpResult rehearse(const Op& op, Trial& trial);
  /// To be told of every op that is in the journal now: what waited for it is done, or at least
  /// shown.
  void now_here(const Op& op);

  /// Writes the changed orders, their grants and documents, under numbers of the feed that are
  /// taken first of all and last of the transaction; gives the last number, 0 when nothing changed.
  std::int64_t write(const Moment& moment);

 private:
  OpResult weigh(OrderState& state, const Op& told, const std::string& parked_with);
  /// merge, and each dispute that it opens says who wrote the value that stands.
  Outcome merged(OrderState& state, const Op& op, const Author& author) const;
  void name_standing(Dispute& dispute, const Stamp& stamp, const OrderId& order) const;
  Outcome decided(OrderState& state, Op op, const Author& author, std::size_t depth = 0);
  Refusable redo_parked(const OpId& id, OrderState& state, std::int64_t base, std::size_t depth);
  [[nodiscard]] static OpId chosen_by(const Op& op, const OrderState& state);
  [[nodiscard]] static OpId dropped_by(const Op& op, const OrderState& state);
  void let_go_of(const OpId& dropped);
  [[nodiscard]] std::int64_t base_of(const Op& op, const OrderState& state) const;
  [[nodiscard]] std::int64_t base_seq_of(const Op& op) const;
  [[nodiscard]] bool of_this_life(const Op& op) const;
  [[nodiscard]] bool of_lost_life(const Op& op) const;
  [[nodiscard]] std::optional<OpResult> birth_decided(Op& op, const OrderState& state);
  [[nodiscard]] Refusable may_be_born(const NewOrder& birth, const OrderState& state);
  [[nodiscard]] Refusable assignee_known(const Op& op, const WorkOrder& order);
  [[nodiscard]] Author author_of_op(const Op& op, const OrderState& state);
  [[nodiscard]] Author author_in(const DeviceRow& device, std::int64_t incarnation,
                                 const OrderId& order) const;
  void read_brought(const Brought& by, Author& author) const;
  [[nodiscard]] Grant grant_of(const Op& op, const OrderState& state);

  /// How much of what goes with the ops' values was there already: an op that comes to nothing
  /// leaves none of its own.
  struct Kept {
    std::size_t documents;
    std::size_t photos;
    std::size_t redone;
  };

  [[nodiscard]] Kept kept() const noexcept;
  void keep_only(const Kept& before);

  /// A hand-over: what it showed, to whom, by whom, and the one before it.
  struct Given {
    Author::Handed handed;
    Brought by;
    std::string to;
    std::string from;
    OpId seen;
  };

  // of what was handed over (judge_handed.cpp)
  void read_handed(const Op& op, Author& author) const;
  [[nodiscard]] std::optional<Given> given_by(const OpId& id, const OrderId& order) const;
  void now_born(OrderState& state);
  void show_waiting(OrderState& state);
  void done_after_all(const OpId& parked);
  void note_redone();

  /// An op of the journal with who wrote it.
  struct Waiting {
    JournalRow row;
    Op op;
  };

  [[nodiscard]] std::vector<Waiting> waiting_on(const OrderId& order) const;
  [[nodiscard]] bool lacks_one(const Waiting& each, const OrderState& state,
                               const std::vector<Waiting>& all) const;
  [[nodiscard]] static std::vector<Waiting> waiting_for(const OpId& given, const OrderState& state,
                                                        const std::vector<Waiting>& all);
  void take_up(const OpId& given, OrderState& state, const std::vector<Waiting>& all);
  [[nodiscard]] Author author_of_waiting(const Waiting& each, const WorkOrder& order) const;
  [[nodiscard]] static bool written_together(const Waiting& one, const Waiting& other);
  [[nodiscard]] static std::size_t end_of_group(const std::vector<Waiting>& all, std::size_t from);
  void redo_group(OrderState& state, const std::vector<Waiting>& group);
  bool redo(OrderState& state, const std::vector<Waiting>& group, const std::string& parked_with);

  // of orders that a restored desk has no more (judge_lost.cpp)
  [[nodiscard]] bool waits_for_order(const Op& op) const;
  [[nodiscard]] Refusable fit_to_return(BringBack& back, const Op& op, const OrderState& state);
  [[nodiscard]] Refusable signatures_hold(const WorkOrder& order) const;
  [[nodiscard]] bool number_taken(const std::string& no) const;
  void come_back(const Op& op, const BringBack& back, OrderState& state);
  void done_before(JournalRow row, const Op& op, OrderState& state);
  void keep_documents(const Op& op, const BranchId& origin);
  void keep_photo(const Op& op, WorkOrder& order);
  OrderState& load(const OrderId& id);

  DeskTx& tx_;
  OpenJournal& journal_;
  const DeviceRow& device_;
  std::int64_t proven_seq_;
  std::int64_t settled_seq_;
  FeedHead feed_;
  Author author_;
  std::map<OrderId, OrderState> orders_;
  std::map<OrderId, std::string> assignees_;  // before this request
  std::set<OrderId> dirty_;
  std::vector<std::pair<Document, BranchId>> documents_;  // with who has them already
  std::vector<BlobRef> photos_;
  std::vector<OpId> redone_;  // by a settlement, and not told to who waits for them yet
};

}  // namespace huidan::core
