#pragma once
// One desk, its laptops and what lies between them, moved step by step.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "tests/simulation/desk.hpp"
#include "tests/simulation/laptop.hpp"
#include "tests/simulation/step.hpp"

namespace huidan::sim {

/// A person's choice for the `which`th open dispute: "mine" is the parked value, else what stands.
[[nodiscard]] std::optional<core::OpBody> settlement(const WorkOrder& order, int which,
                                                     const std::string& with);

class World {
 public:
  World(const Script& script, Disks& disks, Tally& tally);

  /// Does one step, or nothing where it makes no sense. Throws Violation.
  void run(const Step& step);

  /// All faults end and everybody syncs until nothing is left to say; I4 when that never comes.
  void heal();

  [[nodiscard]] bool anybody_spoilt() const;

  [[nodiscard]] Desk& desk() { return desk_; }

  [[nodiscard]] Tally& tally() { return around_.tally; }

  [[nodiscard]] History& history() { return history_; }

  [[nodiscard]] std::map<int, std::unique_ptr<Laptop>>& laptops() { return laptops_; }

  [[nodiscard]] const std::map<int, OrderId>& orders() const { return orders_; }

 private:
  /// What happens to one exchange of a sync.
  struct Fault {
    Verb kind = Verb::sync;
    int at = 0;   // which exchange, from 1; 0: none
    int cut = 0;  // per mille of the message that get through
  };

  void found(const Script& script);
  Laptop& found_laptop(int number, const std::string& person);
  Laptop* laptop(const Step& step);
  OrderId order_id(int number) const;
  RowId row_id(int number) const;
  SeededRandom chance(int id) const;

  // the engineer
  void write(Laptop& at, const Step& step);
  std::optional<core::OpBody> body_of(Laptop& at, const WorkOrder& order, const Step& step);
  void make(Laptop& at, const Step& step);
  void hand(Laptop& at, const Step& step);
  void take_over(Laptop& at, int number);
  void do_together(Laptop& at, const WorkOrder& order, const Step& step);

  // the network
  void talk(Laptop& at, const Step& step);
  void sync(Laptop& at, const Fault& fault);
  std::optional<core::SyncReport> converse(Laptop& at, core::Session& session, const Fault& fault);
  bool bring_packets(Laptop& at, const Fault& fault);
  bool carry_photos(Laptop& at, const std::vector<core::BlobWant>& want, const Fault& fault);
  Answer carry(Laptop& at, const std::string& body, const Fault& fault);
  void ask(Laptop& at);
  void answer(Laptop& at);
  void hear(Laptop& at);
  core::Action take(Laptop& at, core::Session& session, const Answer& answer);
  std::string spoken(const Laptop& at, const std::string& body) const;
  void meet_old_request(Laptop& at);

  // machines
  void befall(const Step& step);
  void befall_desk(const Step& step);
  void befall_laptop(Laptop& at, const Step& step);
  void copy(Laptop& from, int to);
  void enrol(const Step& step);
  /// What only a lost disk held is gone. I1: a desk that goes back loses nothing, for every laptop
  /// keeps what no backup holds.
  void recount_living(bool desk_went_back);
  void note_held();
  void look_if_wiped(Laptop& at);
  void check_recalls(const Laptop& only);
  [[nodiscard]] std::vector<Laptop*> in_use();
  void let_all_be_reached();
  void touch_every_order();
  void wait_for_all();

  // the desk
  void seat(const Step& step);
  void assign(int seat, const OrderId& order, const std::string& person);
  void receive(int seat, int number, const std::string& person);
  core::SetFields moved(const WorkOrder& order, const std::string& status) const;

  // what a scenario expects
  void expect(const Step& step);
  void expect_of_order(const Step& step);
  void expect_of_laptop(const Step& step, Laptop& at);

  Disks& disks_;
  History history_;
  Surroundings around_;
  std::uint64_t seed_;
  int push_max_;
  int step_ = 0;  // the id of the step under way
  int enrolled_ = 0;
  Desk desk_;
  std::map<int, std::unique_ptr<Laptop>> laptops_;
  std::map<int, OrderId> orders_;
  std::map<int, core::Handover> sticks_;  // on which an order lies, its newest hand-over
};

}  // namespace huidan::sim
