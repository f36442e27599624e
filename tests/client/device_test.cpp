#include "client/device.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <functional>

#include "client/work.hpp"
#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"
#include "sync/core/settle.hpp"
#include "sync/core/wire_order.hpp"

namespace huidan::client {
namespace {

struct Laptop {
  std::filesystem::path folder;
  KeyPair key = new_key_pair();

  explicit Laptop(const std::string& name)
      : folder(std::filesystem::temp_directory_path() / ("huidan-device-test-" + name)) {
    std::filesystem::remove_all(folder);
  }

  ~Laptop() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }

  Laptop(const Laptop&) = delete;
  Laptop& operator=(const Laptop&) = delete;
  Laptop(Laptop&&) = delete;
  Laptop& operator=(Laptop&&) = delete;

  [[nodiscard]] Identity identity() const {
    Identity identity;
    identity.server = "http://127.0.0.1:1";
    identity.person = {PersonId("01980000-0000-7000-8000-000000000002"), "e1", Role::engineer, "",
                       true};
    identity.device = DeviceId("01980000-0000-7000-8000-000000000003");
    identity.secret_key = key.secret_key;
    return identity;
  }
};

const OrderId kHeld("01980000-0000-7000-8000-000000000001");

/// What a pull would have brought.
void bring(Device& device, const std::function<void(WorkOrder&)>& more = {}) {
  WorkOrder order;
  order.id = kHeld;
  order.no = "WX-1";
  order.version = 4;
  order.visits.emplace_back().id = RowId(kHeld.value);
  *core::value_at(order, RowId(kHeld.value), Field::status) = "on_site";
  *core::value_at(order, RowId(kHeld.value), Field::assignee) = "e1";
  if (more) more(order);
  device.store().transact(store::Transaction::Kind::write, [&](store::LaptopRecords& records) {
    records.put_change({kHeld, "WX-1", 4, core::encode_order(order, core::Empty::omitted)});
  });
}

Result<WorkOrder> set(Device& device, const std::string& field, const std::string& value) {
  return device.write("WX-1", [&](const WorkOrder& order) {
    return set_fields(order, {{field, value}});
  });
}

std::int64_t unsent_ops(Device& device) {
  std::int64_t count = 0;
  device.store().transact(store::Transaction::Kind::read,
                          [&](store::LaptopRecords& records) { count = records.unsent_count(); });
  return count;
}

Code thrown_by(const std::function<void()>& work) {
  try {
    work();
  } catch (const Failure& failure) {
    return failure.error().code;
  }
  return Code::usage;
}

}  // namespace

TEST_CASE("a laptop is somebody's once, and says so after a restart") {
  const Laptop laptop("identity");
  {
    Device device(laptop.folder);
    CHECK(device.identity().error().code == Code::not_enrolled);
    CHECK(set(device, "treatment", "x").error().code == Code::not_enrolled);
    REQUIRE(device.enrolled(laptop.identity()).ok());
    Identity other = laptop.identity();
    other.device = DeviceId("01a21116-0000-7000-8000-00000000000f");
    CHECK(device.enrolled(other).error() == Error{Code::already_enrolled, "e1"});
    CHECK(device.enrolled(laptop.identity()).ok());  // by a restored desk, under the same id
  }
  Device device(laptop.folder);
  CHECK(device.identity().value().person == laptop.identity().person);
  CHECK(device.identity().value().secret_key == laptop.key.secret_key);
}

TEST_CASE("a laptop that lost its key, or half of it, is corrupt and not a new one") {
  for (const char* bytes : {"", "not base64", "AAAA", ""}) {
    CAPTURE(bytes);
    const Laptop laptop("key");
    Device device(laptop.folder);
    REQUIRE(device.enrolled(laptop.identity()).ok());
    write_file(laptop.folder / "device.key", bytes);
    CHECK(thrown_by([&] { static_cast<void>(device.identity()); }) == Code::db_corrupt);
    std::filesystem::remove(laptop.folder / "device.key");
    CHECK(thrown_by([&] { static_cast<void>(device.identity()); }) == Code::db_corrupt);
  }
}

TEST_CASE("a laptop whose database is gone or empty is corrupt and not a new one") {
  const Laptop laptop("lost");
  {
    Device device(laptop.folder);
    REQUIRE(device.enrolled(laptop.identity()).ok());
  }
  for (const char* name : {"laptop.db", "laptop.db-wal", "laptop.db-shm"}) {
    std::filesystem::remove(laptop.folder / name);
  }
  SUBCASE("gone") {}
  SUBCASE("empty") {
    write_file(laptop.folder / "laptop.db", "");
  }
  for (int again = 0; again < 2; ++again) {
    CHECK(thrown_by([&] { const Device device(laptop.folder); }) == Code::db_corrupt);
  }
}

TEST_CASE("the log that each command reads stays short, however many have written") {
  const Laptop laptop("log");
  constexpr std::uintmax_t kOneWrite_bytes = std::uintmax_t{128} << 10;
  {
    Device device(laptop.folder);
    REQUIRE(device.enrolled(laptop.identity()).ok());
    bring(device);
  }
  for (int i = 0; i < 60; ++i) {
    Device device(laptop.folder);
    REQUIRE(set(device, "remarks", std::to_string(i)).ok());
    const auto log = laptop.folder / "laptop.db-wal";
    if (!std::filesystem::exists(log)) continue;  // the last to write has tidied up
    CHECK(std::filesystem::file_size(log) < limits::kLog_bytes + kOneWrite_bytes);
  }
  Device device(laptop.folder);
  CHECK(unsent_ops(device) == 60);
}

TEST_CASE("what the desk would refuse is not written") {
  const Laptop laptop("write");
  Device device(laptop.folder);
  REQUIRE(device.enrolled(laptop.identity()).ok());
  bring(device);
  CHECK(set(device, "priority", "1").error() ==
        Error{Code::field_forbidden, "on_site", "priority"});
  CHECK(set(device, "status", "archived").error().code == Code::bad_move);
  CHECK(device.write("WX-9", [](const WorkOrder& order) { return set_fields(order, {}); })
            .error()
            .code == Code::unknown_order);
  CHECK(unsent_ops(device) == 0);
  const auto written = set(device, "treatment", "更换光模块");
  REQUIRE(written.ok());
  CHECK(value_of(written.value(), Field::treatment) == "更换光模块");
  CHECK(unsent_ops(device) == 1);
  CHECK(value_of(device.order("WX-1").value(), Field::treatment) == "更换光模块");
}

TEST_CASE("an op that the desk could not read is refused where it is written") {
  const Laptop laptop("limits");
  Device device(laptop.folder);
  REQUIRE(device.enrolled(laptop.identity()).ok());
  bring(device);
  const auto note = [&](std::string text) {
    return device.write("WX-1", [&](const WorkOrder&) -> Result<core::OpBody> {
      return core::OpBody(core::AddNote{std::move(text)});
    });
  };
  CHECK(note(std::string(limits::kText_bytes + 1, 'x')).error().code == Code::too_long);
  CHECK(note("").error().code == Code::missing_value);
  CHECK(unsent_ops(device) == 0);
  CHECK(note("x").ok());
}

TEST_CASE("a dispute is settled on the laptop, without a network") {
  const Laptop laptop("settle");
  Device device(laptop.folder);
  REQUIRE(device.enrolled(laptop.identity()).ok());
  bring(device, [](WorkOrder& order) {
    Dispute dispute;
    dispute.id = DisputeId("D-aa11");
    dispute.field = "treatment";
    dispute.mine = "mine";
    dispute.theirs = "theirs";
    dispute.state = "open";
    order.disputes.push_back(dispute);
  });
  const auto found = core::find_open_dispute(device.orders().value(), "D-a");
  REQUIRE(found.ok());
  const auto settled = device.write(found.value().no, [&](const WorkOrder& order) {
    return core::settlement(order, found.value().dispute.id, "mine");
  });
  REQUIRE(settled.ok());
  CHECK(value_of(settled.value(), Field::treatment) == "mine");
  const WorkOrder seen = device.order("WX-1").value();
  CHECK(value_of(seen, Field::treatment) == "mine");
  CHECK(seen.disputes.at(0).state == "settled");
  CHECK(seen.disputes.at(0).settled_by == "e1");
  CHECK(unsent_ops(device) == 1);
}

TEST_CASE("what a laptop writes over its own signed form is an amendment before any sync") {
  const Laptop laptop("amend");
  Device device(laptop.folder);
  REQUIRE(device.enrolled(laptop.identity()).ok());
  bring(device);
  REQUIRE(device
              .write("WX-1",
                     [](const WorkOrder& order) {
                       return sign(order, {"customer", "王例舟", "on_paper", "", ""});
                     })
              .ok());
  const auto treat = [](const WorkOrder& order) { return set_fields(order, {{"treatment", "x"}}); };
  CHECK(device.write("WX-1", treat).error() == Error{Code::form_signed});
  CHECK(device.order("WX-1").value().amendments.empty());
  const auto written = device.write("WX-1", treat, OnSigned::correct);
  REQUIRE(written.ok());
  CHECK(written.value().amendments.size() == 1);
  const WorkOrder seen = device.order("WX-1").value();
  CHECK(seen.amendments == written.value().amendments);
  const SignOff shown = device.shown(seen).signoffs.at(0);
  CHECK(shown.state == "on_paper");
  CHECK(shown.changed == std::vector<std::string>{"fields.treatment"});
}

TEST_CASE("an order in limbo is read and no longer written") {
  const Laptop laptop("limbo");
  Device device(laptop.folder);
  REQUIRE(device.enrolled(laptop.identity()).ok());
  bring(device);
  REQUIRE(set(device, "treatment", "unsent").ok());
  device.store().transact(store::Transaction::Kind::write, [&](store::LaptopRecords& records) {
    CHECK(records.drop_left({{kHeld, "reassigned"}}) == 0);
  });
  CHECK(device.order("WX-1").ok());
  CHECK(set(device, "treatment", "more").error() == Error{Code::unknown_order, "WX-1", "no"});
  CHECK(unsent_ops(device) == 1);
}

}  // namespace huidan::client
