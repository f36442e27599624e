#pragma once
// What an onlooker notes down while it happens: who wrote what, what he had seen when he wrote it,
// and in which order the desk took it in. The oracle judges by this alone, so nothing here is asked
// of the engine that could be noted where it was born.

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sync/core/op.hpp"

namespace huidan::sim {

/// An invariant of SYNC §4 that did not hold.
class Violation : public std::runtime_error {
 public:
  Violation(std::string invariant, const std::string& what)
      : std::runtime_error(invariant + ": " + what), invariant_(std::move(invariant)) {}

  [[nodiscard]] const std::string& invariant() const noexcept { return invariant_; }

 private:
  std::string invariant_;
};

/// One of the desk's lives and the version of an order that was seen in it.
struct Seen {
  int life = 0;
  std::int64_t version = 0;
};

/// An op as it was written.
struct Written {
  OpId id;
  int hand = 0;    // which hand wrote it: a seat, or a laptop between two copies or restores
  int serial = 0;  // among all that were written
  OrderId order;
  Seen seen{};
  bool held = false;  // the order stood on the writer's laptop and was not in limbo
  bool alive = true;  // some machine still has it
  bool kept = true;   // its laptop's disk was not lost since
  std::string by{};   // the engineer; empty: a seat
  bool odd = false;   // bytes that no program of today writes
  std::string group{};
  std::string bytes{};
  core::OpBody body{};
  OpId handed{};  // the hand-over that his order stood on before his eyes
};

/// An op as the desk took it in.
struct Arrived {
  OpId id;
  OrderId order;
  std::string state;
  std::string code;
  std::string detail;
  std::int64_t version = 0;
  std::vector<DisputeId> disputes;
  bool revoked = false;  // its laptop was out of use
  std::string person{};  // whose device brought it
  int life = 0;          // of the desk, when it came
  std::string holder{};  // whose its order was when that life began; empty: not there
  bool waited = false;   // for a hand-over that the desk had not got
  /// When its edit was done: behind how many ops of the journal, and in which version.
  std::pair<std::size_t, std::int64_t> turn{};

  [[nodiscard]] bool waits() const { return state == "parked" && detail == "handed"; }
};

struct History;

/// The desk between two restores.
struct Life {
  std::vector<Arrived> journal;
  std::map<OpId, std::int64_t> made;  // the version of its order that each op made
  std::map<OrderId, std::int64_t> versions;
  std::int64_t head = 0;
  std::map<OrderId, std::string> holders;  // whose each order was when this life began

  /// Behind which op of the journal, from `since` on, that one was done after all: the last one on
  /// its order that made an older version.
  [[nodiscard]] std::size_t turn_of(const Arrived& taken_up, std::size_t since) const;
  /// What came from `since` on, before the op that brought its order back, was done behind that.
  void wait_for_return(std::size_t since, const History& history);
};

struct History {
  std::vector<Life> lives{1};
  std::map<OpId, Written> written;
  std::vector<std::vector<std::pair<int, int>>> hands;  // of each hand: its earlier hands, until
  std::set<int> split;  // hands of one laptop that went on twice: each may speak for the other
  std::map<std::string, std::string> signed_bytes;  // by digest
  int serial = 0;
  bool forked = false;  // some laptop was copied or went back
  bool restored = false;
  bool trimmed = false;  // some laptop keeps no longer what a verified backup holds
  /// What stood on whose laptop (its number) when the desk was last restored.
  std::set<std::pair<int, OrderId>> held{};

  [[nodiscard]] Life& life() { return lives.back(); }

  [[nodiscard]] int life_now() const { return static_cast<int>(lives.size()) - 1; }

  int new_hand();
  /// Goes on where `hand` stood after `serial`.
  int new_hand_after(int hand, int until);
  /// Whether `op` was written by that hand, or where it came from.
  [[nodiscard]] bool of_hand(int hand, const Written& op) const;
  /// Whether `earlier` was written by the hand that wrote `later`, before it.
  [[nodiscard]] bool same_hand(const Written& later, const Written& earlier) const;
  /// Whether who wrote `later` had seen what `earlier` did, or did it himself.
  [[nodiscard]] bool had_seen(const Written& later, const Written& earlier) const;
  /// Whether the op brought an order back that the desk had no more.
  [[nodiscard]] bool came_back(const Arrived& arrived) const;
  /// Whether some life of the desk refused it.
  [[nodiscard]] bool once_refused(const OpId& op) const;
  void note(Written op);
};

}  // namespace huidan::sim
