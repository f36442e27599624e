#pragma once
// A simulated laptop: the real Session over the real LaptopStore, a disk that can be copied and set
// back, and what an onlooker checks after everything it does.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sync/core/pace.hpp"
#include "sync/core/session.hpp"
#include "tests/simulation/desk.hpp"
#include "tests/simulation/faulty_store.hpp"

namespace huidan::sim {

/// A sync that other steps may come between.
struct Talk {
  Talk(FaultyStore& store, std::uint64_t seed) : random(seed), session(store, random) {}

  SeededRandom random;
  core::Session session;
  std::optional<std::string> request{};
  std::optional<Answer> answer{};
};

class Laptop {
 public:
  Laptop(Disk& disk, Surroundings& around, std::string person, std::size_t key);

  /// What enrolment gives: whose device it is, which, under which name, with which key.
  struct Enrolment {
    DeviceId device;
    std::string name;
    std::string person;
    std::size_t key = 0;
    std::string desk_key{};
  };

  /// A wiped laptop that goes to somebody.
  void start_over(const Enrolment& with);
  /// Belongs to the desk as that device from here on.
  void join(const DeviceId& device, const std::string& name, const std::string& desk_key);
  /// Takes over all of another laptop; both go on.
  void become_copy_of(Laptop& other);
  void back_up();
  /// A bit of that order's shadow turns over; false when there is none.
  bool spoil(const OrderId& order);
  bool go_back();
  /// Whether the laptop has forgotten everything; throws when something of it is left.
  [[nodiscard]] bool wiped();

  /// What the client does when its store was told to forget everything.
  void forget_all();

  /// The order as the engineer sees it, when he may write on it.
  [[nodiscard]] std::optional<WorkOrder> workable(const OrderId& order);
  [[nodiscard]] std::optional<WorkOrder> view(const OrderId& order);
  void append(const OrderId& order, core::OpBody body, const std::string& group, Random& random);
  /// The disk fills while the op is written: it must be as if it had never been.
  void fail_to_append(const OrderId& order, core::OpBody body, Random& random);
  /// Gives the order away: what its taker is told, without a file; nothing when more is unsent than
  /// one exchange carries.
  [[nodiscard]] std::optional<core::Handover> hand_over(const OrderId& order, const std::string& to,
                                                        Random& random);
  /// False when it was taken over before.
  bool take_over(const core::Handover& handover);
  /// What was handed over for the desk and is not known to be there.
  [[nodiscard]] std::vector<core::Packet> packets();
  void packet_taken(const core::HandedOver& handed);
  /// The hand-over on which the order stands before his eyes; empty: on what the desk told.
  [[nodiscard]] OpId handed(const OrderId& order);
  /// The file first, then the op that names it.
  void photograph(const OrderId& order, const std::string& bytes, Random& random);
  /// Turns the op written last into what a program of version 1 would have written.
  void write_last_as_version_1();
  /// What the client does when something has gone: clears away files that nothing needs.
  void sweep();
  /// An op as a program of another version would have written it: `{"base":…}` and what `members`
  /// says. `members` without a brace is taken as the whole op.
  void append_odd(const OrderId& order, const std::string& kind, const std::string& text,
                  Random& random);
  /// What stands in the digest of the form as this laptop sees it, signed.
  [[nodiscard]] core::AddSignOff signature(const WorkOrder& order, const std::string& role);

  /// What must hold after a reply has been taken in.
  void check_after(const Answer& answer);

  /// Ids of the orders on this laptop that it does not know to be gone.
  [[nodiscard]] std::vector<OrderId> held();
  [[nodiscard]] std::int64_t count(std::string_view query);
  [[nodiscard]] std::int64_t unsent();
  [[nodiscard]] std::int64_t sent();
  [[nodiscard]] std::int64_t last_n();
  /// The link of the last op that has its result.
  [[nodiscard]] std::string acknowledged();
  [[nodiscard]] std::vector<std::string> op_ids();
  [[nodiscard]] std::int64_t incarnation();
  /// How many rows its database has ever written.
  [[nodiscard]] std::int64_t changes();

  /// Now, by this laptop's own clock.
  [[nodiscard]] core::Now now() const { return {around_.now_ms + clock_off_ms, around_.now_ms}; }

  [[nodiscard]] FaultyStore& store() { return store_; }

  [[nodiscard]] store::BlobFiles& files() { return disk_.files(); }

  [[nodiscard]] store::Database& database() { return disk_.database(); }

  [[nodiscard]] const std::string& person() const { return writer_.name; }

  [[nodiscard]] const DeviceId& device() const { return writer_.device; }

  /// Whether it is its device alone, as it always was: no copy, never set back.
  [[nodiscard]] bool whole() const { return !around_.history.split.contains(hand_); }

  [[nodiscard]] const std::string& name() const { return name_; }

  SeededRandom chance;
  core::Pace pace{chance};
  bool gone = false;
  bool spoilt = false;
  std::int64_t clock_off_ms = 0;
  int proto_min = 1;
  int proto_max = 1;
  bool offline = false;
  bool deaf = false;
  std::unique_ptr<Talk> talk{};
  std::vector<std::string> old_requests{};

 private:
  struct Kept {
    Image image;
    std::map<OrderId, Seen> seen;
    int hand = 0;
    int serial = 0;
  };

  [[nodiscard]] bool at_rest(const Answer& answer);
  void check_scope(const Answer& answer);
  void check_own_writes(bool retired);
  [[nodiscard]] bool in_limbo(const OrderId& order);
  [[nodiscard]] bool made_here(const core::Op& op);
  void note(const core::Op& op);
  core::Op op_of(const OrderId& order, core::OpBody body, Random& random);

  std::string name_;
  Disk& disk_;
  Surroundings& around_;
  FaultyStore store_;
  store::LaptopStore records_;
  core::Writer writer_;
  std::size_t key_;
  int hand_;
  std::optional<Kept> kept_;
};

}  // namespace huidan::sim
