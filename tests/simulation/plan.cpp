#include "tests/simulation/plan.hpp"

#include <algorithm>
#include <map>

#include "tests/simulation/draw.hpp"

namespace huidan::sim {
namespace {

constexpr std::array kTexts{"treatment", "equipment", "remarks", "cause", "result", "handler"};
constexpr std::array kTimes{"departed_at", "arrived_at", "restored_at", "completed_at"};
constexpr std::array kEngineerMoves{"en_route",   "on_site",         "restored",
                                    "en_route",   "on_site",         "suspended",
                                    "dispatched", "cannot_continue", "phone_support"};
constexpr std::array kSeatMoves{"dispatched", "suspended",  "terminated",     "dispatched",
                                "in_check",   "classified", "cannot_continue"};
constexpr int kPictures = 4;
constexpr std::array kColumns{"name", "model", "unit", "note"};

class Plan : private Draw {
 public:
  explicit Plan(std::uint64_t seed) : Draw(seed) {}

  Script draw() {
    set_up();
    const int length = 90 + pick(80);
    while (static_cast<int>(script_.steps.size()) < length) step();
    return std::move(script_);
  }

 private:
  void set_up() {
    persons_ = 2 + pick(3);
    laptops_ = std::max(2 + pick(7), persons_);
    Setup& setup = script_.setup;
    for (int i = 0; i < laptops_; ++i) setup.laptops.push_back(person(i % persons_));
    orders_ = 2 + pick(4);
    for (int i = 0; i < orders_; ++i) {
      holder_[i + 1] = pick(persons_);
      setup.orders.push_back(person(holder_[i + 1]));
    }
    if (one_in(2)) setup.page_bytes = 600 + pick(4000);
    if (one_in(2)) setup.push_max = 1 + pick(5);
    for (int i = 1; i <= laptops_; ++i) add(Verb::sync, {i});
  }

  int order() { return 1 + pick(orders_); }

  /// A laptop of who holds the order, mostly.
  int laptop_of(int order) {
    if (one_in(10)) return 1 + pick(laptops_);
    const int holder = holder_[order];
    const int machines = (laptops_ - holder + persons_ - 1) / persons_;
    return 1 + holder + persons_ * pick(machines);
  }

  void step() {
    const int what = pick(100);
    if (what < 50) return engineer();
    if (what < 65) return seat();
    if (what < 78) return add(Verb::sync, {1 + pick(laptops_)});
    if (what < 90) return faulty_sync();
    if (what < 94) return slow_sync();
    befall();
  }

  // ---- writing

  int part() { return parts_ == 0 ? 0 : 1 + pick(parts_); }

  int part_of(int order) {
    const auto& mine = parts_of_[order];
    return mine.empty() ? 0 : mine[random_.pick(mine.size())];
  }

  void engineer() {
    const int order = this->order();
    const int at = laptop_of(order);
    const int what = pick(100);
    if (hands_ && one_in(12)) return hand(at, order);
    if (what < 36) return add(Verb::set, {at, order}, {any(kTexts), value()});
    if (what < 42) return add(Verb::set, {at, order}, {any(kTimes), time()});
    if (what < 48) return two_values(at, order);
    if (what < 56) return add(Verb::note, {at, order}, {word()});
    if (what < 60) return add(Verb::photo, {at, order, some_picture()});
    if (what < 68) return add(Verb::move, {at, order}, {any(kEngineerMoves)});
    if (what < 86) return a_part(at, order);
    if (what < 88) return add(Verb::add_visit, {at, order, ++rows_ + 100});
    if (what < 91) return add(Verb::sign, {at, order}, {one_in(2) ? "customer" : "engineer"});
    if (what < 93) return add(Verb::print, {at, order}, {one_in(2) ? "customer" : "desk"});
    if (what < 94) {
      return add(Verb::move_sheet, {at, order, pick(3)}, {one_in(3) ? "missing" : "signed"});
    }
    if (what < 97) {
      return add(Verb::settle, {at, order, pick(3)}, {one_in(2) ? "mine" : "theirs"});
    }
    if (what < 98) return odd(at, order);
    make(at);
  }

  /// To somebody else, who takes it over now, later or never, and goes on.
  void hand(int at, int order) {
    const int to = pick(persons_);
    const int trouble = one_in(3) ? pick(4) : 4;
    if (trouble == 0) add(Verb::keep, {at});
    if (trouble == 1) add(Verb::keep_desk, {});
    if (trouble < 2) add(Verb::note, {at, order}, {word()});
    if (trouble == 1) add(Verb::sync, {at});
    add(Verb::hand, {at, order}, {person(to)});
    stumble(at, order, trouble);
    if (one_in(5)) return;
    if (one_in(3)) add(one_in(2) ? Verb::set : Verb::note, {at, order}, {word()});
    if (script_.steps.back().verb == Verb::set) {
      script_.steps.back().words = {any(kTexts), word()};
    }
    const int machines = (laptops_ - to + persons_ - 1) / persons_;
    const int taker = 1 + to + persons_ * pick(machines);
    add(Verb::take_over, {taker, order});
    holder_[order] = to;
    add(Verb::note, {taker, order}, {word()});
    if (one_in(2)) add(Verb::set, {taker, order}, {any(kTexts), value()});
    if (one_in(3)) add(Verb::ask, {taker});
    if (one_in(3)) add(Verb::packet_doubt, {taker});
    if (one_in(2)) add(Verb::sync, {one_in(2) ? taker : at});
  }

  /// What was handed over no longer follows what its giver's laptop tells the desk.
  void stumble(int at, int order, int trouble) {
    if (trouble == 0) add(Verb::go_back, {at});
    if (trouble == 1) {
      if (one_in(2)) add(Verb::sync, {at});
      add(Verb::restore_desk, {});
    }
    if (trouble == 2) {
      add(Verb::copy, {at, ++laptops_});
      add(Verb::note, {laptops_, order % orders_ + 1}, {word()});
      add(Verb::sync, {laptops_});
    }
    if (trouble == 3) add(one_in(3) ? Verb::lose : Verb::retire, {at});
    if (trouble != 0) return;
    add(Verb::note, {at, order}, {word()});
    if (one_in(2)) add(Verb::sync, {at});
  }

  void two_values(int at, int order) {
    const std::string first = any(kTexts);
    const std::string second = any(kTexts);
    if (first == second) return;
    if (one_in(3)) {
      parts_of_[order].push_back(++parts_);
      return add(Verb::together, {at, order, parts_}, {first, value()});
    }
    const Verb verb = one_in(2) ? Verb::set_two : Verb::set_together;
    add(verb, {at, order}, {first, value(), second, value()});
  }

  void a_part(int at, int order) {
    const int known = part_of(order);
    if (known == 0 || one_in(3)) {
      parts_of_[order].push_back(++parts_);
      return add(Verb::add_part, {at, order, parts_}, {word()});
    }
    if (one_in(4)) return add(Verb::remove_part, {at, order, known});
    if (one_in(8)) return add(Verb::old_part, {at, order, known}, {any(kColumns), value()});
    if (one_in(2)) {
      return add(Verb::put_part, {at, order, known}, {"qty", std::to_string(1 + pick(90))});
    }
    add(Verb::put_part, {at, order, known}, {any(kColumns), value()});
  }

  /// Few, so that two laptops take the same; one that no desk would have, now and then.
  int some_picture() { return one_in(12) ? 0 : 1 + pick(kPictures); }

  void odd(int at, int order) {
    if (one_in(3)) return add(Verb::odd_kind, {at, order}, {"wo.future"});
    if (one_in(2)) return add(Verb::odd_kind, {at, order}, {"part.put@9"});
    add(Verb::odd_bytes, {at, order}, {"[1,2," + std::to_string(++words_) + "]"});
  }

  void make(int at) {
    holder_[++orders_] = (at - 1) % persons_;
    add(Verb::make, {at, orders_});
  }

  void seat() {
    const int order = this->order();
    const int at = 1 + pick(2);
    if (!one_in(4)) add(Verb::open, {at, order});
    const int what = pick(100);
    if (what < 38) return assign(at, order);
    if (what < 52) return add(Verb::seat_set, {at, order}, {any(kTexts), value()});
    if (what < 62) return add(Verb::seat_move, {at, order}, {any(kSeatMoves)});
    if (what < 70) return add(Verb::seat_note, {at, order}, {word()});
    if (what < 88) {
      return add(Verb::seat_settle, {at, order, pick(3)}, {one_in(2) ? "mine" : "theirs"});
    }
    if (what < 98) {
      const int part = part_of(order);
      if (part == 0) return;
      if (one_in(3)) return add(Verb::seat_remove, {at, order, part});
      return add(Verb::seat_put_part, {at, order, part}, {any(kColumns), value()});
    }
    holder_[++orders_] = pick(persons_);
    add(Verb::receive, {at, orders_}, {person(holder_[orders_])});
  }

  void assign(int at, int order) {
    holder_[order] = pick(persons_);
    add(Verb::assign, {at, order}, {person(holder_[order])});
  }

  // ---- the network and the machines

  void faulty_sync() {
    constexpr std::array kFaults{Verb::lose_request, Verb::lose_reply, Verb::lose_reply,
                                 Verb::twice,        Verb::delayed,    Verb::copied,
                                 Verb::cut_request,  Verb::cut_reply,  Verb::html,
                                 Verb::dies_before,  Verb::dies_after, Verb::killed,
                                 Verb::disk_full,    Verb::disk_error, Verb::photo_cut,
                                 Verb::photo_doubt,  Verb::photo_dies, Verb::photo_misread};
    const Verb fault = kFaults[random_.pick(kFaults.size())];
    const int at = 1 + pick(laptops_);
    const bool call = fault == Verb::disk_full || fault == Verb::disk_error;
    const int where = 1 + pick(call ? 30 : fault == Verb::killed ? 3 : 2);
    if (fault == Verb::cut_request || fault == Verb::cut_reply) {
      return add(fault, {at, where, pick(1000)});
    }
    add(fault, {at, call || fault == Verb::killed || one_in(3) ? where : 1});
  }

  void slow_sync() {
    const int at = 1 + pick(laptops_);
    switch (pick(6)) {
      case 0:
      case 1:
        return add(Verb::ask, {at});
      case 2:
        add(Verb::ask, {at});
        return add(Verb::answer, {at});
      case 3:
        add(Verb::answer, {at});
        return add(Verb::hear, {at});
      case 4:
        return add(Verb::hear, {at});
      default:
        return add(Verb::late_request, {at});
    }
  }

  void befall() {
    const int at = 1 + pick(laptops_);
    switch (pick(19)) {
      case 0:
        return add(Verb::full_write, {at, order()}, {word()});
      case 1:
        return add(Verb::clock, {at, pick(8000) - 4000});
      case 2:
        return add(Verb::days, {1 + pick(one_in(4) ? 120 : 3)});
      case 3:
        return add(Verb::offline, {at});
      case 4:
        return add(Verb::deaf, {at});
      case 5:
      case 6:
        return add(Verb::reachable, {at});
      case 7:
        return add(Verb::kill, {at});
      case 8:
        return one_in(2) ? add(Verb::speak, {at, 2, 3}) : add(Verb::speak, {at, 1, 1});
      case 9:
        return add(Verb::photo_orphan, {at, some_picture()});
      default:
        return discontinuity(at);
    }
  }

  /// A file that nobody names is condemned, and named before it goes.
  void collect(int at) {
    const int picture = 1 + pick(kPictures);
    add(Verb::stray, {picture});
    add(Verb::days, {31});
    add(Verb::tidy, {});
    if (!one_in(3)) add(Verb::photo, {at, order(), picture});
    if (!one_in(3)) add(one_in(2) ? Verb::sync : Verb::photo_cut, {at, 2});
    if (script_.steps.back().verb == Verb::sync) script_.steps.back().numbers.pop_back();
    add(Verb::days, {1 + pick(2)});
    add(Verb::tidy, {});
  }

  /// Taken in, given out and worked on after the backup that the desk goes back to.
  void lose_an_order() {
    add(Verb::keep_desk, {});
    if (one_in(3)) add(Verb::verify, {});
    desk_kept_ = true;
    const bool taken_in = !one_in(3);
    const int lost = taken_in ? ++orders_ : order();
    holder_[lost] = pick(persons_);
    if (taken_in) {
      add(Verb::receive, {1, lost}, {person(holder_[lost])});
    } else {
      add(Verb::assign, {1, lost}, {person(holder_[lost])});
    }
    const int works = laptop_of(lost);
    add(Verb::sync, {works});
    for (int i = pick(4); i > 0; --i) {
      add(Verb::note, {works, lost}, {word()});
      add(Verb::set, {works, lost}, {any(kTexts), value()});
      if (one_in(2)) add(Verb::sync, {works});
    }
    if (one_in(3)) add(Verb::sign, {works, lost}, {"customer"});
    if (one_in(3)) add(Verb::photo, {works, lost, some_picture()});
    if (one_in(3)) assign(1, lost);
    if (one_in(2)) add(Verb::sync, {laptop_of(lost)});
    if (one_in(2)) add(Verb::set, {laptop_of(lost), lost}, {any(kTexts), value()});
    add(Verb::restore_desk, {});
    if (one_in(2)) add(Verb::sync, {laptop_of(lost)});
  }

  void retire_or_enrol(int at) {
    if (one_in(12)) return add(Verb::enrol, {at}, {person(pick(persons_))});
    if (!revoked_.empty() && one_in(2)) {
      const int wiped = revoked_[random_.pick(revoked_.size())];
      if (one_in(2)) add(Verb::sync, {wiped});
      return add(Verb::enrol, {wiped}, {person(pick(persons_))});
    }
    revoked_.push_back(at);
    add(one_in(2) ? Verb::retire : Verb::lose, {at});
  }

  void discontinuity(int at) {
    if (clocks_ && one_in(3)) return add(Verb::desk_clock, {pick(800) - 400});
    if (splits_ && one_in(2)) {
      if (one_in(4)) return add(Verb::copy, {at, ++laptops_});
      if (kept_.empty() || one_in(3)) {
        kept_.push_back(at);
        return add(Verb::keep, {at});
      }
      return add(Verb::go_back, {kept_[random_.pick(kept_.size())]});
    }
    if (restores_ && one_in(4)) return lose_an_order();
    if (restores_ && one_in(2)) {
      constexpr std::array kSteps{Verb::keep_desk, Verb::verify, Verb::restore_desk,
                                  Verb::restore_desk};
      if (!desk_kept_) add(Verb::keep_desk, {});
      desk_kept_ = true;
      return add(kSteps[random_.pick(kSteps.size())], {});
    }
    if (backups_ && one_in(2)) {
      add(Verb::keep_desk, {});
      return add(Verb::verify, {});
    }
    if (forgets_ && one_in(2)) {
      if (one_in(2)) add(Verb::days, {91});
      return add(Verb::forget, {90});
    }
    if (spoils_ && one_in(2)) {
      const int spoilt = order();
      return add(Verb::spoil, {laptop_of(spoilt), spoilt});
    }
    if (collects_ && one_in(3)) return collect(at);
    if (revokes_) retire_or_enrol(at);
  }

  int persons_ = 0;
  int laptops_ = 0;
  int orders_ = 0;
  int parts_ = 0;
  int rows_ = 0;
  std::vector<int> kept_;  // laptops that have a backup
  std::vector<int> revoked_;
  bool desk_kept_ = false;
  // What this run may meet: most meet little of it, so that the strictest checks hold there.
  bool splits_ = one_in(3);
  bool restores_ = one_in(3);
  bool backups_ = one_in(3);
  bool forgets_ = one_in(3);
  bool spoils_ = one_in(3);
  bool collects_ = one_in(4);
  bool revokes_ = one_in(6);
  bool hands_ = one_in(3);
  bool clocks_ = one_in(6);  // the desk's own goes wrong
  std::map<int, int> holder_;
  std::map<int, std::vector<int>> parts_of_;
};

}  // namespace

Script draw(std::uint64_t seed) {
  return Plan(seed).draw();
}

}  // namespace huidan::sim
