#pragma once
// The naive model: every value of one order with the edits that made it, replayed from what was
// written and in which order the desk took it in. It knows no stamps and no merge; whether an edit
// was put aside it reads off the disputes that stand in the order for all to see.

#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/simulation/history.hpp"

namespace huidan::sim {

class Replay {
 public:
  /// `order` as it stands at the end, by which the disputes are known.
  Replay(const History& history, const WorkOrder& order);

  /// Whether the order was brought back with what this op did already in it.
  [[nodiscard]] bool came_with(const OpId& op) const { return came_with_.contains(op); }

  [[nodiscard]] bool came_with(const DisputeId& dispute) const {
    return old_disputes_.contains(dispute);
  }

  /// The next op that the desk took in for this order and did not reject.
  void take(const Written& op, const Arrived& arrived);

  /// Every op of this order that the desk took in, in turn, whoever wrote it and however odd it is.
  void hear(const Arrived& arrived);

  /// The next op that the desk rejected: its reason must be true of the order as it stands.
  void refuse(const Written& op, const Arrived& arrived) const;

  [[nodiscard]] bool changes_nothing(const Written& op) const { return touched_by(op).empty(); }

  /// Throws Violation where the order at the end is not what the edits made it.
  void check_end() const;

 private:
  using Key = std::pair<std::string, std::string>;  // row and name

  struct Cell {
    std::string value;
    std::vector<const Written*> writers{};
  };

  void born(const Written& op, const core::NewOrder& body);
  void come_back(const Written& op, const core::BringBack& body);
  void set(const Written& op, const Arrived& arrived, const core::SetFields& body);
  void put(const Written& op, const Arrived& arrived, const core::PutPart& body);
  void remove(const Written& op, const Arrived& arrived, const core::RemovePart& body);
  void settle(const Written& op, const Arrived& arrived, const core::SettleDispute& body);
  void move(const Written& op, const core::MoveCopy& body);
  void redo(const Written& op, const Dispute& dispute, const core::SettleDispute& body);
  void write_all(const Written& settlement, const Written& op, const core::SetFields& body);
  void edit(const Written& op, const Arrived& arrived, const Key& key, const std::string& value);
  void write(const Written& op, const Key& key, const std::string& value);
  void check_seen(const Written& op, const Key& key) const;
  void check_redo(const Written& settlement, const Written& done, const Key& key) const;
  void check_not_idle(const Written& op, const Arrived& arrived) const;
  [[nodiscard]] const Written* unseen(const Written& op, const Key& key) const;
  [[nodiscard]] bool part_touched_unseen(const Written& op, const std::string& row) const;
  [[nodiscard]] bool put_aside(const Arrived& arrived, const Key& key, const Written& op) const;
  void check_part(const Part& part) const;
  [[nodiscard]] bool is_missing(const Written& op) const;
  [[nodiscard]] bool is_no_move(const Written& op, const Arrived& arrived) const;
  [[nodiscard]] bool is_settled(const Written& op) const;
  [[nodiscard]] bool is_true_of(const Written& op, const Arrived& arrived) const;
  [[nodiscard]] const Written* chosen_by(const Written& op) const;
  [[nodiscard]] bool is_no_sheet_move(const Written& op, const Arrived& arrived) const;
  void check_sheets() const;
  [[nodiscard]] std::string value(const Key& key) const;
  [[nodiscard]] std::vector<Key> touched_by(const Written& op) const;

  const History& history_;
  const WorkOrder& order_;
  const Written* birth_ = nullptr;
  std::set<OpId> came_with_;
  std::set<DisputeId> old_disputes_{};
  std::set<OpId> heard_{};
  std::map<Key, Cell> cells_;
  std::map<std::string, const Written*> parts_;
  std::deque<Written> redone_;  // parked ops, as their settlements did them
  std::set<std::string> visits_;
  std::map<std::string, std::string> sheets_;  // where each is, by its id
  std::set<DisputeId> disputes_;               // so far
};

}  // namespace huidan::sim
