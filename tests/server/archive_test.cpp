// S2-7.8: what is checked whole is archived, and its form sealed in the same moment, once.

#include "server/desk/forms/archive.hpp"

#include <doctest/doctest.h>

#include "pdf/seal/evidence.hpp"
#include "server/commands/sheet_image.hpp"
#include "server/seal_key.hpp"
#include "sync/base/file.hpp"
#include "tests/server/rooms.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/forms.hpp"
#include "tests/support/process.hpp"

namespace huidan::server {
namespace {

struct OnDisk {
  test::Folder folder{};
};

/// A desk on a disk with WX-1, dispatched to nobody yet.
struct ArchiveSite : OnDisk, Rooms {
  std::filesystem::path data = folder / "desk";
  std::string stamp{};  // its fingerprint

  ArchiveSite() : Rooms{DeskPlace(folder / "desk")} {
    app.archive.seal_with(desk_stamp(data, {}, app.desk.now_ms()).value());
    stamp = app.archive.fingerprint();
    take(line_of("WX-1"));
  }

  void end() {
    const auto done = app.dispatch.set(
        {}, "WX-1", 0, {{"status", "terminated"}, {"termination_reason", "误报(样例)"}});
    REQUIRE(done.ok());
  }

  Result<Archived> archive(const Hand& hand = {}) {
    return app.archive.archive(hand, "WX-1", test::shelf());
  }

  http::Response post(std::string_view token) {
    return ask("POST", "/v1/orders/WX-1/archive", token, "{}");
  }

  using Rooms::order;

  [[nodiscard]] WorkOrder order() { return app.dispatch.show({}, "WX-1").value(); }

  /// What zbar reads of the archived file's only page.
  std::vector<std::string> codes() {
    const std::string stem = (folder / "archived").string();
    write_file(stem + ".pdf", archive().value().pdf);
    REQUIRE(
        test::run({"pdftoppm", "-r", "150", "-gray", "-singlefile", stem + ".pdf", stem}).exit ==
        0);
    const auto found = codes_in_image(stem + ".pgm");
    return found ? found.value() : std::vector<std::string>();
  }
};

}  // namespace

TEST_CASE_FIXTURE(ArchiveSite,
                  "an archived order carries its sealed form, and gives it again as it was") {
  end();
  const auto done = archive();
  REQUIRE(done.ok());
  const WorkOrder after = order();
  CHECK(status_of(after) == Status::archived);
  REQUIRE(after.photos.size() == 1);
  CHECK(after.photos[0].kind == "sealed");
  CHECK(after.photos[0].state == "ready");
  CHECK(after.photos[0].sha == sha256_hex(done.value().pdf));
  const seal::Knowledge desk{
      [](std::string_view) { return std::nullopt; },
      [&](std::string_view print) { return app.archive.has_sealed_with(print); }, true};
  CHECK(seal::weigh(done.value().pdf, desk).valid());
  CHECK(seal::weigh(done.value().pdf, desk).no == "WX-1");
  const auto slice = app.blobs.give({}, {"WX-1", after.photos[0].sha, 0, 0});
  REQUIRE(slice.ok());
  CHECK(slice.value().bytes == done.value().pdf);
  const auto again = archive();
  REQUIRE(again.ok());
  CHECK(again.value().before);
  CHECK(again.value().pdf == done.value().pdf);
  CHECK(order() == after);
}

TEST_CASE_FIXTURE(ArchiveSite,
                  "S2-7.5: the archive's file names the sheets on the books, and no other") {
  const auto printed = app.forms.print({}, {"WX-1", Copies::customer, core::Paper::as_it_stands},
                                       test::shelf(), [](const std::string&) {});
  REQUIRE(printed.ok());
  end();
  const auto read = codes();
  REQUIRE(read.size() == 1);
  CHECK(read[0].starts_with("WO1:WX-1:C:"));
}

TEST_CASE_FIXTURE(ArchiveSite, "what may not be archived is neither sealed nor changed") {
  const WorkOrder before = order();
  CHECK(archive().error().code == Code::bad_move);
  CHECK(order() == before);
  end();
  const WorkOrder ended = order();
  const Hand engineer{Hand::Kind::person,
                      app.people.add("e1", Role::engineer, "机房运维组", "correct horse").value()};
  CHECK_FALSE(archive(engineer).ok());
  CHECK(order() == ended);
  CHECK(app.archive.archive({}, "WX-9", test::shelf()).error().code == Code::unknown_order);
  CHECK_FALSE(std::filesystem::exists(data / "blobs"));
}

TEST_CASE_FIXTURE(ArchiveSite,
                  "S2-7.8: no other way leads to the archive, and the refusal says so") {
  end();
  const std::string seat = join("seat1", Role::seat);
  const std::string body = R"({"fields":{"status":"archived"}})";
  const auto patched = ask("PATCH", "/v1/orders/WX-1", seat, body);
  CHECK(told(patched) == "409 not_sealed status");
  CHECK(patched.body.find("POST /v1/orders/NO/archive") != std::string::npos);
  CHECK(patched.body.find("WX-1") != std::string::npos);
  CHECK(app.dispatch.set({}, "WX-1", 0, {{"status", "archived"}}).error().code == Code::not_sealed);
  CHECK(status_of(order()) == Status::terminated);
  CHECK(order().photos.empty());
}

TEST_CASE_FIXTURE(ArchiveSite, "S2-7.8: the URL archives for a seat, and tells others nothing") {
  const std::string seat = join("seat1", Role::seat);
  CHECK(told(post("")) == "401 unauthorized");
  CHECK(told(post(seat)) == "409 bad_move status");
  end();
  CHECK(told(post(join("e1", Role::engineer))) == "404 unknown_order no");
  CHECK(told(post(join("a1", Role::administrator))) == "403 forbidden status");
  CHECK(told(post(join("d1", Role::duty_leader))) == "403 forbidden status");
  CHECK(status_of(order()) == Status::terminated);
  const auto done = post(seat);
  REQUIRE(done.status == 200);
  const auto document = nlohmann::json::parse(done.body);
  CHECK(document["status"] == "archived");
  CHECK(document["before"] == false);
  CHECK(document["certificate"] == app.archive.fingerprint());
  const std::string sha = document["sha"];
  CHECK(order().photos.at(0).sha == sha);
  CHECK(order().photos.at(0).by == "seat1");
  const auto file = ask("GET", "/v1/orders/WX-1/blob/" + sha, seat);
  CHECK(sha256_hex(file.body) == sha);
  CHECK(nlohmann::json::parse(post(seat).body)["before"] == true);
  CHECK(told(post(join("a2", Role::administrator))) ==
        "403 forbidden");  // not the file of then either
}

TEST_CASE_FIXTURE(ArchiveSite, "an order that an older program archived gets its seal later") {
  end();
  REQUIRE(app.desk
              .write([](Records& records) -> Refusable {
                auto state = find_order(records, "WX-1").value();
                *core::value_at(state.order, current_visit(state.order).id, Field::status) =
                    "archived";
                records.orders.put_order(state, records.orders.feed().seq);
                return Done{};
              })
              .ok());
  const auto done = archive();
  REQUIRE(done.ok());
  CHECK_FALSE(done.value().before);
  CHECK(sealed_form(order())->state == "ready");
  CHECK(status_of(order()) == Status::archived);
  CHECK(archive().value().before);
}

TEST_CASE("without a seal nothing is archived") {
  Rooms rooms;
  rooms.take(line_of("WX-1"));
  CHECK(rooms.app.archive.archive({}, "WX-1", test::shelf()).error().code == Code::bad_config);
}

TEST_CASE_FIXTURE(ArchiveSite, "a sealed file that was damaged at rest is not given out") {
  end();
  const auto done = archive();
  REQUIRE(done.ok());
  for (const auto& file : std::filesystem::recursive_directory_iterator(data / "blobs")) {
    if (file.is_regular_file()) write_file(file.path(), "%PDF-1.7");
  }
  CHECK_THROWS_AS(static_cast<void>(archive()), Failure);
}

TEST_CASE_FIXTURE(ArchiveSite,
                  "the seal's key is made once, is the owner's alone, or is the operator's") {
  const auto path = data / "seal.key";
  CHECK((std::filesystem::status(path).permissions() & std::filesystem::perms::all) ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  CHECK(desk_stamp(data, {}, 0).value().fingerprint() == stamp);
  const auto own = (data / "own.pem").string();
  const seal::Stamp made = seal::new_stamp("own", app.desk.now_ms());
  write_file(own, made.key + made.certificate);
  CHECK(desk_stamp(data, {own, own}, 0).value().fingerprint() ==
        seal::fingerprint_of(made.certificate).value());
  CHECK(desk_stamp(data, {own, ""}, 0).error().detail == "seal-cert");
  CHECK(desk_stamp(data, {own, path.string() + "x"}, 0).error().code == Code::bad_config);
  write_file(path, "damaged");
  CHECK(desk_stamp(data, {}, 0).error().code == Code::bad_config);
}

}  // namespace huidan::server
