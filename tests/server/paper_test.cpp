// Paper as a backup: the sheet of a laptop that died gives its order back, and nothing that no
// device signed.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "pdf/form_content.hpp"
#include "pdf/qr.hpp"
#include "server/commands/sheet_image.hpp"
#include "server/desk/returns/returns.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/file.hpp"
#include "sync/core/canon.hpp"
#include "sync/core/sheet_record.hpp"
#include "tests/server/rooms.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/forms.hpp"
#include "tests/support/process.hpp"
#include "tests/support/scanned.hpp"

namespace huidan::server {
namespace {

/// A laptop that died before it could sync: its sheet alone came home.
struct Died : Rooms {
  KeyPair key = new_key_pair();
  DeviceId device{};
  core::SheetRecord record{};
  test::Folder folder{};

  Died() {
    static_cast<void>(join("e1", Role::engineer));
    const std::string code = app.people.enrol_code("e1").value().code;
    device = app.people.enrol(code, "laptop", key.public_key).value().device;
    WorkOrder form = given("WX-1");
    set(form, Field::treatment, "更换光模块(样例)");
    set(form, Field::test_result, "normal");
    form.parts.push_back({{}, {}, "光模块", "SFP-10G", "只", "2", ""});
    says(std::move(form));
  }

  WorkOrder given(const std::string& no) {
    take(line_of(no));
    CHECK(app.dispatch.assign({}, no, "e1").ok());
    return order(no);
  }

  static void set(WorkOrder& form, Field field, std::string value) {
    form.fields.at(static_cast<std::size_t>(field)) = std::move(value);
  }

  void says(WorkOrder form) {
    record.device = device;
    record.form_hash = sha256_hex(core::form_bytes(form));
    record.form = std::move(form);
  }

  [[nodiscard]] core::PackedSheet packed() const {
    return core::pack_sheet(record, pdf::kDenseCode_characters, [this](std::string_view message) {
      return sign_bytes(message, key.secret_key);
    });
  }

  [[nodiscard]] std::string text() const { return packed().text; }

  std::string scan(const std::string& code) {
    const auto done = app.returns.scan({}, code);
    if (!done) return std::string(code_name(done.error().code));
    std::string all = done.value().sheet.state;
    for (const std::string& name : done.value().restored) all += ' ' + name;
    for (const std::string& name : done.value().left_out) all += " -" + name;
    return all;
  }

  /// The dense code of the record's sheet, printed, laid askew on a dirty scanner of 150 dpi, read.
  std::string from_paper(std::uint64_t seed) {
    const std::string bytes = core::form_bytes(record.form);
    Printable printable;
    printable.form = core::order_of_form(bytes).value();
    printable.form_hash = record.form_hash;
    printable.form_bytes = bytes;
    const auto printed =
        pdf::print_form(pdf::form_content(printable), {1, record.print, text()}, test::shelf());
    REQUIRE(printed.ok());
    const std::string stem = (folder / "page").string() + std::to_string(seed);
    write_file(stem + ".pdf", printed.value().pdf);
    REQUIRE(test::run({"pdftoppm", "-r", "150", "-gray", stem + ".pdf", stem}).exit == 0);
    std::string found;
    for (int page = 1; page <= printed.value().pages; ++page) {
      const std::string image = stem + '-' + std::to_string(page) + ".pgm";
      test::Scanner scanner;
      scanner.seed = seed;
      scanner.degrees = seed % 2 == 0 ? 2 : -2;
      // By a hand, in a lamp's light; the largest code of all was once not read so.
      if (seed == 4) scanner.keystone = 0.08;
      if (seed == 4) scanner.shade = 0.35;
      write_file(image, test::scanned(read_file(image, std::uintmax_t{64} << 20).value(), scanner));
      const auto codes = codes_in_image(image);
      if (!codes) MESSAGE(codes.error().detail);  // none to be seen, or too costly to look for
      if (!codes) continue;
      for (const std::string& code : codes.value()) {
        if (code.starts_with("WO2:")) found = code;
      }
    }
    return found;
  }
};

/// What an engineer may write, in any of the three languages.
class Writer {
 public:
  explicit Writer(std::uint64_t seed) : dice_(seed) {}

  std::size_t below(std::size_t end) { return dice_() % end; }

  std::string words(std::size_t most) {
    static constexpr std::array kWords{"更换光模块",
                                       "清洁尾纤端面",
                                       "收光功率 -27.4 dBm",
                                       "端口误码率 3×10⁻⁴",
                                       "機櫃風扇濾網",
                                       "重啟交換機",
                                       "𠮷田",
                                       "replaced the module",
                                       "VLAN 112/113",
                                       "S5735-L48T4X-A",
                                       "张㛃",
                                       "\n",
                                       "；",
                                       "备件库",
                                       "絕緣子表面積污"};
    std::string out;
    for (std::size_t count = below(most); count > 0; --count)
      out += kWords.at(below(kWords.size()));
    return std::string(trimmed(out));
  }

  WorkOrder fill(WorkOrder form, std::size_t most) {
    for (const Field field : {Field::equipment, Field::treatment, Field::remarks}) {
      Died::set(form, field, words(most));
    }
    Died::set(form, Field::kind, below(2) == 0 ? "repair" : "maintenance");
    Died::set(form, Field::test_result, below(2) == 0 ? "normal" : "abnormal");
    Died::set(form, Field::serviced_at, "2026-11-22T10:15:00+08:00");
    for (std::size_t count = below(4); count > 0; --count) {
      form.parts.push_back({{}, {}, "光模块" + std::to_string(count), "SFP-10G", "只", "2", "样"});
    }
    return form;
  }

 private:
  std::mt19937_64 dice_;
};

/// Whether the order says what the sheet said, but for what its code had no room for.
std::string not_restored(const WorkOrder& order, const core::SheetRecord& record,
                         const std::vector<std::string>& left_out) {
  const auto left = [&](std::string_view name) {
    return std::ranges::find(left_out, name) != left_out.end();
  };
  for (const Field field : core::form_fields()) {
    if (left(name_of(field))) continue;
    if (value_of(order, field) != value_of(record.form, field)) return std::string(name_of(field));
  }
  if (left("parts")) return {};
  return order.parts.size() == record.form.parts.size() ? "" : "parts";
}

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

TEST_CASE_FIXTURE(Died, "who may not register a sheet restores nothing by it") {
  const std::string token = join("e2", Role::engineer);
  const std::int64_t version = order("WX-1").version;
  const auto refused = ask("POST", "/v1/returns", token, nlohmann::json{{"code", text()}}.dump());
  CHECK(told(refused) == "403 forbidden");
  CHECK(order("WX-1").version == version);
  CHECK(order("WX-1").copies.empty());
}

TEST_CASE_FIXTURE(
    Died,
    "printed, scanned or photographed, askew and dirty, generated orders come back from the QR") {
  Writer writer(20261125);
  std::size_t whole = 0;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const std::string no = "WX-2026-" + std::to_string(seed);
    WorkOrder form = writer.fill(given(no), seed == 8 ? 400 : 3 + 3 * seed);
    if (seed % 3 == 1) set(form, Field::language, "zh-Hant");
    if (seed % 3 == 2) set(form, Field::language, "en");
    says(std::move(form));
    CAPTURE(no);
    const auto left_out = packed().left_out;
    const std::string code = from_paper(seed);
    CHECK(code == text());
    CHECK(scan(code).starts_with("returned"));
    CHECK(not_restored(order(no), record, left_out) == "");
    if (left_out.empty()) ++whole;
  }
  CHECK(whole >= 5);
  CHECK_FALSE(packed().left_out.empty());  // the long one
}

TEST_CASE_FIXTURE(Died, "an order made on site comes back whole, on a visit of its own or not") {
  for (const bool own_visit : {false, true}) {
    WorkOrder form = record.form;
    form.id = OrderId(new_uuid7(1, app.desk.moment().random));
    form.no = own_visit ? "WX-20261122-L1-02" : "WX-20261122-L1-01";
    form.visits.clear();
    form.visits.emplace_back().id =
        RowId(own_visit ? new_uuid7(2, app.desk.moment().random) : form.id.value);
    set(form, Field::reporter_unit, "样例变电站");
    says(form);
    record.form.version = 0;
    CHECK(scan(text()) == "returned reporter_unit treatment test_result parts");
    const WorkOrder after = order(form.no);
    CHECK(after.id == form.id);
    CHECK(value_of(after, Field::status) == "received");
    CHECK(after.parts.size() == 1);
    CHECK(after.disputes.empty());
    if (!own_visit) CHECK(core::form_bytes(after) == core::form_bytes(form));
    CHECK(scan(text()) == "already_returned");
  }
}

TEST_CASE_FIXTURE(Died, "what the desk wrote meanwhile is not written over by a sheet") {
  CHECK(app.dispatch.set({}, "WX-1", 0, {{"treatment", "电话指导"}}).ok());
  CHECK(scan(text()).starts_with("returned"));
  const WorkOrder after = order("WX-1");
  CHECK(value_of(after, Field::treatment) == "电话指导");
  REQUIRE_FALSE(after.disputes.empty());
  CHECK(after.disputes[0].mine == "更换光模块(样例)");
}

TEST_CASE_FIXTURE(Died,
                  "a form printed as it was signed once writes over nothing that came later") {
  CHECK(app.dispatch.set({}, "WX-1", 0, {{"treatment", "第二次更换(样例)"}}).ok());
  record.form.version = 0;  // what a print of a stale form says
  CHECK(scan(text()).starts_with("returned"));
  CHECK(value_of(order("WX-1"), Field::treatment) == "第二次更换(样例)");
  CHECK(order("WX-1").disputes.size() == 1);
}

TEST_CASE_FIXTURE(Died, "a sheet that is home says nothing more when it is scanned again") {
  CHECK(scan(text()).starts_with("returned"));
  CHECK(app.dispatch.set({}, "WX-1", 0, {{"treatment", "返工(样例)"}}).ok());
  CHECK(scan(text()) == "already_returned");
  CHECK(value_of(order("WX-1"), Field::treatment) == "返工(样例)");
  CHECK(order("WX-1").disputes.empty());
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
  record.form.no = "WX-2";  // the number of one order, the id of another
  given("WX-2");
  record.form_hash = sha256_hex(core::form_bytes(record.form));
  CHECK(scan(text()) == "bad_sheet");
  CHECK(order("WX-1").copies.empty());
  CHECK(value_of(order("WX-1"), Field::treatment).empty());
  CHECK(scan(good).starts_with("returned"));
}

TEST_CASE_FIXTURE(Died, "a sheet printed by the desk gives back what a restored backup lacks") {
  const std::string key_of_desk = app.desk.secret_key();
  record.device = DeviceId(std::string(core::kDeskItself));
  CHECK(scan(text()) == "bad_signature");
  key.secret_key = key_of_desk;
  CHECK(scan(text()) == "returned treatment test_result parts");
}

TEST_CASE_FIXTURE(Died, "a device that signs what no order may hold restores none of it") {
  const WorkOrder good = record.form;
  const auto refused = [&](Field field, const char* value) {
    WorkOrder form = good;
    set(form, field, value);
    says(std::move(form));
    return scan(text());
  };
  CHECK(refused(Field::kind, "burglary") == "bad_choice");
  CHECK(refused(Field::serviced_at, "yesterday") == "bad_time");
  CHECK(refused(Field::treatment,
                "a\x02"
                "b") == "bad_input");
  WorkOrder form = good;
  form.parts[0].qty = "a few";
  says(std::move(form));
  CHECK(scan(text()) == "bad_number");
  CHECK(order("WX-1").copies.empty());
  CHECK(order("WX-1").parts.empty());
  CHECK(value_of(order("WX-1"), Field::treatment).empty());
}

}  // namespace huidan::server
