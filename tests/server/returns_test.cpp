// S2-7.5, 带回并登记: sheets that come home are registered by the code on them.
#include "server/desk/returns/returns.hpp"

#include <doctest/doctest.h>

#include "sync/base/crypto.hpp"
#include "sync/core/canon.hpp"
#include "sync/core/sheet_record.hpp"
#include "tests/server/rooms.hpp"
#include "tests/support/forms.hpp"

namespace huidan::server {
namespace {

/// WX-1 with both copies printed twice at the desk.
struct Printed : Rooms {
  std::string hash{};

  Printed() {
    take(line_of("WX-1"));
    print();
    print();
    hash = order("WX-1").copies.front().form_hash.substr(0, 16);
  }

  void print() {
    const auto done = app.forms.print({}, {"WX-1"}, test::shelf(), [](const std::string&) {});
    REQUIRE(done.ok());
  }

  std::string scan(const std::string& text) {
    const auto done = app.returns.scan({}, text);
    if (done) return done.value().sheet.state;
    return std::string(code_name(done.error().code)) + ' ' + done.error().field;
  }

  std::string mark(std::string_view sheet, const Whereabouts& where) {
    const auto done = app.returns.mark({}, "WX-1", sheet, where);
    if (done) return done.value().sheet.state + ' ' + done.value().sheet.holder;
    return std::string(code_name(done.error().code)) + ' ' + done.error().field;
  }
};

/// A laptop that died before it could sync: its sheet alone came home.
struct Died : Rooms {
  KeyPair key = new_key_pair();
  DeviceId device{};
  core::SheetRecord record{};

  Died() {
    take(line_of("WX-1"));
    static_cast<void>(join("e1", Role::engineer));
    CHECK(app.dispatch.assign({}, "WX-1", "e1").ok());
    const std::string code = app.people.enrol_code("e1").value().code;
    device = app.people.enrol(code, "laptop", key.public_key).value().device;
    WorkOrder form = order("WX-1");
    form.fields.at(static_cast<std::size_t>(Field::treatment)) = "更换光模块(样例)";
    form.fields.at(static_cast<std::size_t>(Field::test_result)) = "normal";
    form.parts.push_back({{}, {}, "光模块", "SFP-10G", "只", "2", ""});
    record.device = device;
    record.form_hash = sha256_hex(core::form_bytes(form));
    record.form = std::move(form);
  }

  [[nodiscard]] std::string text() const {
    return core::pack_sheet(
               record, 758,
               [this](std::string_view message) { return sign_bytes(message, key.secret_key); })
        .text;
  }

  std::string scan(const std::string& code) {
    const auto done = app.returns.scan({}, code);
    if (!done) return std::string(code_name(done.error().code));
    std::string all = done.value().sheet.state;
    for (const std::string& name : done.value().restored) all += ' ' + name;
    for (const std::string& name : done.value().left_out) all += " -" + name;
    return all;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Died, "a sheet alone restores what its laptop never sent") {
  CHECK(scan(text()) == "returned treatment test_result parts");
  const WorkOrder after = order("WX-1");
  CHECK(core::form_bytes(after) == core::form_bytes(record.form));
  REQUIRE(after.copies.size() == 1);
  CHECK(after.copies[0].form_hash == record.form_hash);
  CHECK(scan(text()) == "already_returned");
  CHECK(order("WX-1").parts.size() == 1);
}

TEST_CASE_FIXTURE(Died, "what the desk wrote meanwhile is not written over by a sheet") {
  CHECK(app.dispatch.set({}, "WX-1", 0, {{"treatment", "电话指导"}}).ok());
  CHECK(scan(text()).starts_with("returned"));
  const WorkOrder after = order("WX-1");
  CHECK(value_of(after, Field::treatment) == "电话指导");
  REQUIRE_FALSE(after.disputes.empty());
  CHECK(after.disputes[0].mine == "更换光模块(样例)");
}

TEST_CASE_FIXTURE(Died, "a sheet that nobody's device signed restores nothing") {
  const std::string good = text();
  const KeyPair mine = key;
  key = new_key_pair();
  CHECK(scan(text()) == "bad_signature");
  key = mine;
  record.device = DeviceId("00000000-0000-7000-8000-000000000000");
  CHECK(scan(text()) == "unknown_device");
  record.device = device;
  record.form.no = "WX-9";
  record.form_hash = sha256_hex(core::form_bytes(record.form));
  CHECK(scan(text()) == "unknown_order");
  CHECK(order("WX-1").copies.empty());
  CHECK(value_of(order("WX-1"), Field::treatment).empty());
  CHECK(scan(good).starts_with("returned"));
}

TEST_CASE_FIXTURE(Printed, "the sheet whose code is scanned is home, and no other") {
  CHECK(scan("WO1:WX-1:D2:" + hash) == "returned");
  const WorkOrder after = order("WX-1");
  CHECK(find_sheet(after, "desk", 2)->state == "returned");
  CHECK(find_sheet(after, "desk", 1)->state == "printed");
  CHECK(find_sheet(after, "customer", 2)->state == "printed");
  CHECK(scan("WO1:WX-1:D2:" + hash) == "already_returned copy");
  CHECK(scan("WO1:WX-1:D:" + hash) == "returned");
}

TEST_CASE_FIXTURE(Printed, "a code that does not fit is refused and registers nothing") {
  CHECK(scan("WO1:WX-2:D:" + hash) == "unknown_order no");
  CHECK(scan("WO1:WX-1:D3:" + hash) == "not_found copy");
  CHECK(scan("WO1:WX-1:D:" + std::string(16, '0')) == "wrong_hash copy");
  CHECK(scan("WX-1") == "bad_sheet ");
  for (const Copy& sheet : order("WX-1").copies) CHECK(sheet.state == "printed");
}

TEST_CASE_FIXTURE(Printed, "the desk says who has a sheet, or why it is missing") {
  CHECK(mark("D1", {"with_engineer", "e1", {}}) == "with_engineer e1");
  CHECK(mark("D1", {"with_engineer", {}, {}}) == "missing_value holder");
  CHECK(mark("D1", {"missing", {}, {}}) == "missing_value why");
  CHECK(mark("D1", {"missing", {}, "遗失(样例)"}) == "missing e1");
  CHECK(mark("D1", {"lost", {}, {}}) == "bad_choice state");
  CHECK(mark("X", {"returned", {}, {}}) == "bad_sheet ");
}

}  // namespace huidan::server
