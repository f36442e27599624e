// Orders that pass from hand to hand, many times and in every order of carrying (seeded): whatever
// was written comes home once, by its writer, and nothing is disputed that somebody had seen.
#include "client/handover.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <map>

#include "client/bundle.hpp"
#include "client/drive.hpp"
#include "client/work.hpp"
#include "tests/client/desk_with.hpp"
#include "tests/http/raw_client.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/quick_hash.hpp"

namespace huidan::client {
namespace {

constexpr int kHands = 3;
constexpr int kHandOrders = 2;
constexpr int kHandSteps = 60;
constexpr int kRest_max = 60;  // an answer in four is lost here too

template <typename T>
T given(Result<T> result) {
  REQUIRE_MESSAGE(result.ok(), (result.ok() ? "" : code_name(result.error().code)));
  return std::move(result).value();
}

/// What must stand in an order, told by nobody but those who wrote it.
struct Spoken {
  int holder = 0;      // who may write; nobody while it is under way
  bool away = false;   // a file is written, and not taken yet
  int next = 0;        // to whom it goes then
  std::string code{};  // of the newest file
  std::vector<std::pair<std::string, std::string>> notes{};  // text, writer
  std::string treatment{};
  std::string contact{};
};

class HandToHand {
 public:
  explicit HandToHand(std::uint64_t seed) : chance_(seed) {
    for (int i = 0; i < kHands; ++i) join(i);
    for (int i = 0; i < kHands; ++i) exchange(i);
  }

  void run() {
    for (int step = 0; step < kHandSteps; ++step) {
      Spoken& order = told_[draw(kHandOrders)];
      switch (draw(6)) {
        case 0:
        case 1:
          write(order);
          break;
        case 2:
          hand_or_take(order);
          break;
        case 3:
          desk_writes(order);
          break;
        default:
          exchange(static_cast<int>(draw(kHands)));
      }
    }
    for (auto& [number, order] : told_) {
      if (order.away) hand_or_take(order);
    }
    come_to_rest();
  }

  void check() {
    for (auto& [number, order] : told_) {
      const WorkOrder there = app_.dispatch.show({}, no(order)).value();
      CAPTURE(there.no);
      CHECK(value_of(there, Field::assignee) == name(order.holder));
      if (!order.treatment.empty()) CHECK(value_of(there, Field::treatment) == order.treatment);
      if (!order.contact.empty()) CHECK(value_of(there, Field::contact) == order.contact);
      CHECK(there.disputes.empty());
      CHECK(texts_of(there) ==
            order.notes);  // in the order in which they were written, hand by hand
      for (int i = 0; i < kHands; ++i) {
        const auto here = device_of(i).order(there.no);
        CHECK(here.ok() == (i == order.holder));
        if (here) CHECK(here.value() == there);
      }
    }
    handed = hands_;
  }

  int handed = 0;

 private:
  static std::string name(int engineer) { return "e" + std::to_string(engineer); }

  Device& device_of(int engineer) { return *devices_.at(static_cast<std::size_t>(engineer)); }

  std::size_t draw(std::size_t below) { return chance_.pick(below); }

  std::string no(const Spoken& order) {
    for (const auto& [number, each] : told_) {
      if (&each == &order) return "WX-" + std::to_string(number);
    }
    return {};
  }

  void join(int engineer) {
    if (engineer < kHandOrders) {
      receive_order(app_, "WX-" + std::to_string(engineer), name(engineer));
      told_[static_cast<std::size_t>(engineer)].holder = engineer;
    } else {
      static_cast<void>(
          given(app_.people.add(name(engineer), Role::engineer, "", "correct horse")));
    }
    const std::string code = given(app_.people.enrol_code(name(engineer))).code;
    auto device = std::make_unique<Device>(folder_ / name(engineer));
    const KeyPair key = device->enrolment_key(code);
    const auto joined = given(app_.people.enrol(code, "laptop", key.public_key));
    Identity me{"http://127.0.0.1", {}, joined.person, joined.device, "laptop", key.secret_key,
                joined.desk_key};
    REQUIRE(device->enrolled(me).ok());
    devices_.push_back(std::move(device));
  }

  void write(Spoken& order) {
    if (order.away) return;
    Device& device = device_of(order.holder);
    const std::string text = "第 " + std::to_string(++count_) + " 句";
    const auto note = device.write(no(order), [&](const WorkOrder&) { return add_note(text); });
    if (!note) return;  // the order has not come to him yet
    order.notes.emplace_back(text, name(order.holder));
    check_view(order);
    if (draw(2) == 0) return;
    static_cast<void>(given(device.write(no(order), [&](const WorkOrder& seen) {
      return set_fields(seen, {{"treatment", text}});
    })));
    order.treatment = text;
  }

  /// Whoever holds it sees all that was written by all hands, once, wherever it is by now.
  void check_view(const Spoken& order) {
    const WorkOrder here = given(device_of(order.holder).order(no(order)));
    CHECK(texts_of(here) == order.notes);
    if (!order.treatment.empty()) CHECK(value_of(here, Field::treatment) == order.treatment);
  }

  using Notes = std::vector<std::pair<std::string, std::string>>;

  static Notes texts_of(const WorkOrder& order) {
    Notes notes;
    for (const Note& note : order.notes) notes.emplace_back(note.text, note.by);
    return notes;
  }

  void desk_writes(Spoken& order) {
    const std::string text = "转告 " + std::to_string(++count_);
    const WorkOrder there = app_.dispatch.show({}, no(order)).value();
    static_cast<void>(given(app_.dispatch.set({}, no(order), there.version, {{"contact", text}})));
    order.contact = text;
  }

  void hand_or_take(Spoken& order) {
    const auto file = folder_ / ("hand-" + no(order));
    if (!order.away) {
      order.next = static_cast<int>((static_cast<std::size_t>(order.holder) + 1 + draw(2)) % 3);
      const auto out =
          hand_over(device_of(order.holder), {no(order), name(order.next), test::kQuickHash}, file);
      if (!out) return;
      order.code = out.value().code;
      order.away = true;
      ++hands_;
      return;
    }
    Device& taker = device_of(order.next);
    CHECK(given(take_over(taker, file, order.code, test::kQuickHash)).no == no(order));
    if (draw(4) == 0) CHECK(given(take_over(taker, file, order.code, test::kQuickHash)).old);
    order.holder = order.next;
    order.away = false;
    check_view(order);
  }

  /// By courier; the answer may be lost, the bundle taken twice. Whether anything moved.
  bool exchange(int engineer) {
    Device& device = device_of(engineer);
    const auto up = folder_ / "up.hdb";
    const auto down = folder_ / "down.hdb";
    static_cast<void>(given(bundle_out(device, up)));
    const auto taken = given(app_.bundles.take(up, down));
    CHECK(taken.rejected == 0);
    CHECK(taken.parked == 0);
    CHECK(taken.handed_refused == 0);
    if (draw(4) == 0) static_cast<void>(given(app_.bundles.take(up, down)));
    if (draw(4) == 0) return true;
    const auto in = given(bundle_in(device, down));
    return in.more || in.report.pushed + in.report.pulled + in.report.left + taken.handed > 0;
  }

  void come_to_rest() {
    for (int i = 0; i < kRest_max; ++i) {
      bool moved = false;
      for (int each = 0; each < kHands; ++each) moved = exchange(each) || moved;
      if (!moved) return;
    }
    FAIL("the laptops do not come to rest");
  }

  SeededRandom chance_;
  test::Folder folder_{};
  server::App app_{folder_ / "desk", test::kQuickHash};
  std::vector<std::unique_ptr<Device>> devices_{};
  std::map<std::size_t, Spoken> told_{};
  int count_ = 0;
  int hands_ = 0;
};

}  // namespace

TEST_CASE("orders that pass from hand to hand come home once, in one history (seeded)") {
  const int runs = std::getenv("HUIDAN_SOAK") == nullptr ? 12 : 400;
  int handed = 0;
  for (int run = 0; run < runs; ++run) {
    CAPTURE(run);
    HandToHand field(static_cast<std::uint64_t>(run) + 1);
    field.run();
    field.check();
    handed += field.handed;
  }
  std::printf("  %d days, %d hand-overs\n", runs, handed);
  CHECK(handed > runs);
}

TEST_CASE("what a bad line has made small is carried whole by a file") {
  const test::Folder folder;
  server::App desk{folder / "desk", test::kQuickHash};
  receive_order(desk, "WX-1", "e1");
  receive_order(desk, "WX-2", "e2");
  const http::testing::RunningHost host{desk.router()};
  Device laptop{folder / "laptop"};
  enrol_at(laptop, desk, host.port(), "e1");
  REQUIRE(sync_once(laptop).ok());
  laptop.store().transact(store::Transaction::Kind::write, [](store::LaptopRecords& records) {
    core::SyncState state = records.state();
    state.page_bytes = static_cast<std::int64_t>(limits::kPage_bytes_min);
    records.put_state(state);
  });
  for (int i = 0; i < 5; ++i) {
    const std::string text(limits::kPage_bytes_min, 'w');
    REQUIRE(
        laptop.write("WX-1", [&](const WorkOrder&) { return core::OpBody(core::AddNote{text}); })
            .ok());
  }
  const BundleOut out = given(bundle_out(laptop, folder / "up.hdb"));
  CHECK(out.ops == 5);
  CHECK(out.waiting_ops == 0);
  CHECK(hand_over(laptop, {"WX-1", "e2", test::kQuickHash}, folder / "hand.hdh").ok());
}

}  // namespace huidan::client
