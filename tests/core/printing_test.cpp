#include "sync/core/printing.hpp"

#include <doctest/doctest.h>

#include <map>

#include "tests/core/samples.hpp"

namespace huidan::core {
namespace {

/// A shelf of documents by their digest.
struct Shelf {
  std::map<std::string, std::string, std::less<>> documents{};

  void keep(const AddSignOff& sign) {
    documents[sign.sign_off.form_hash] = sign.form;
    if (!sign.strokes.empty()) documents[sign.sign_off.strokes_hash] = sign.strokes;
  }

  [[nodiscard]] Result<Printable> print(const WorkOrder& order, Paper paper) const {
    return printable(order, paper, [&](std::string_view hash) -> std::optional<std::string> {
      const auto at = documents.find(hash);
      if (at == documents.end()) return std::nullopt;
      return at->second;
    });
  }
};

const Pen& engineer() {
  static const Pen pen("e1", 600, Role::engineer);
  return pen;
}

void sign(WorkOrder& order, Shelf& shelf, const std::string& role, const std::string& state) {
  const AddSignOff body = engineer().sign(order, role, state);
  shelf.keep(body);
  order.signoffs.push_back(body.sign_off);
}

}  // namespace

TEST_CASE("an unsigned order prints as it stands, with empty boxes") {
  const WorkOrder order = state_of().order;
  const auto print = Shelf().print(order, Paper::as_it_stands);
  REQUIRE(print.ok());
  CHECK(value_of(print.value().form, Field::treatment) == "old");
  CHECK(print.value().form_hash == sha256_hex(form_bytes(order)));
  CHECK_FALSE(print.value().stale);
  CHECK_FALSE(print.value().customer.sign_off);
  CHECK_FALSE(print.value().engineer.sign_off);
}

TEST_CASE("the device that prints before anybody signed puts its own signature beside the record") {
  WorkOrder order = state_of().order;
  Shelf shelf;
  const KeyPair keys = new_key_pair();
  const Sign by_device = [&](std::string_view message) {
    return sign_bytes(message, keys.secret_key);
  };
  const DeviceId device{uuid(5)};
  const std::string at = "2026-11-22T11:42:00+08:00";
  auto print = shelf.print(order, Paper::as_it_stands);
  REQUIRE(print.ok());
  CHECK(print.value().signatures.empty());
  sign_print(print.value(), device, at, by_device);
  CHECK(print.value().short_signature.empty());  // which is a sign-off's alone
  const auto signatures = read_signatures(print.value().signatures);
  REQUIRE(signatures.ok());
  REQUIRE(signatures.value().size() == 1);
  const DeviceSignature& one = signatures.value().front();
  CHECK(one.sign_off.role == kPrinter);
  CHECK(one.sign_off.at == at);
  CHECK(one.sign_off.form_hash == print.value().form_hash);
  CHECK(signature_holds(one.statement, from_base64(one.ed25519).value(), keys.public_key));

  sign(order, shelf, "customer", "signed");
  order.signoffs.back().signature = "AQIDBAUGBwg=";
  print = shelf.print(order, Paper::as_it_stands);
  REQUIRE(print.ok());
  CHECK(print.value().short_signature == "010203040506");
  const std::string signed_by = print.value().signatures;
  sign_print(print.value(), device, at, by_device);
  CHECK(print.value().signatures == signed_by);
}

TEST_CASE("a signed order prints as it was signed, whatever came after") {
  WorkOrder order = state_of().order;
  Shelf shelf;
  sign(order, shelf, "customer", "signed");
  sign(order, shelf, "engineer", "on_paper");
  const std::string hash = order.signoffs[0].form_hash;

  auto print = shelf.print(order, Paper::as_it_stands);
  REQUIRE(print.ok());
  CHECK_FALSE(print.value().stale);
  CHECK(print.value().form_hash == hash);
  CHECK(print.value().customer.ink == decode_ink(kStrokes).value());
  REQUIRE(print.value().engineer.sign_off);
  CHECK(print.value().engineer.sign_off->state == "on_paper");
  CHECK(print.value().engineer.ink.strokes.empty());

  *value_at(order, kVisit, Field::treatment) = "amended";
  print = shelf.print(order, Paper::as_it_stands);
  REQUIRE(print.ok());
  CHECK(print.value().stale);
  CHECK(print.value().form_hash == hash);
  CHECK(value_of(print.value().form, Field::treatment) == "old");
  CHECK(print.value().customer.ink == decode_ink(kStrokes).value());
}

TEST_CASE("ink never stands over words that it did not sign") {
  WorkOrder order = state_of().order;
  Shelf shelf;
  sign(order, shelf, "customer", "signed");
  *value_at(order, kVisit, Field::treatment) = "amended";
  sign(order, shelf, "engineer", "signed");  // the newest form is printed, the customer's box empty
  const auto print = shelf.print(order, Paper::as_it_stands);
  REQUIRE(print.ok());
  CHECK_FALSE(print.value().stale);
  CHECK(value_of(print.value().form, Field::treatment) == "amended");
  CHECK_FALSE(print.value().customer.sign_off);
  CHECK(print.value().engineer.sign_off);
}

TEST_CASE("who refused or was absent is bound to no words: the form prints as it stands") {
  WorkOrder order = state_of().order;
  Shelf shelf;
  sign(order, shelf, "customer", "refused");
  *value_at(order, kVisit, Field::treatment) = "amended";
  auto print = shelf.print(order, Paper::as_it_stands);
  REQUIRE(print.ok());
  CHECK_FALSE(print.value().stale);
  CHECK(value_of(print.value().form, Field::treatment) == "amended");
  CHECK(print.value().customer.sign_off.value().state == "refused");

  sign(order, shelf, "engineer", "signed");  // binds the form; the refusal stands beside it
  *value_at(order, kVisit, Field::treatment) = "again";
  sign(order, shelf, "customer", "absent");
  print = shelf.print(order, Paper::as_it_stands);
  REQUIRE(print.ok());
  CHECK(print.value().stale);
  CHECK(value_of(print.value().form, Field::treatment) == "amended");
  CHECK(print.value().customer.sign_off.value().state == "absent");
}

TEST_CASE("a box says that the order changed under its ink, and who took it all the same") {
  WorkOrder order = state_of().order;
  Shelf shelf;
  sign(order, shelf, "customer", "signed");
  sign(order, shelf, "engineer", "on_paper");
  order.signoffs[0].id = RowId(uuid(70));
  CHECK_FALSE(shelf.print(order, Paper::as_it_stands).value().customer.changed);
  *value_at(order, kVisit, Field::treatment) = "amended";
  auto print = shelf.print(order, Paper::as_it_stands);
  REQUIRE(print.ok());
  CHECK(print.value().changed == std::vector<std::string>{"fields.treatment"});
  CHECK(print.value().customer.changed);
  CHECK(print.value().customer.accepted_by.empty());
  CHECK_FALSE(print.value().engineer.changed);  // paper says what it says
  order.acceptances.push_back(
      {RowId(uuid(71)), RowId(uuid(70)), sha256_hex(form_bytes(order)), "w", "seat1", kAt});
  print = shelf.print(order, Paper::as_it_stands);
  CHECK(print.value().customer.accepted_by == "seat1");
  *value_at(order, kVisit, Field::treatment) = "once more";
  CHECK(shelf.print(order, Paper::as_it_stands).value().customer.accepted_by.empty());
}

TEST_CASE("a blank form has the known fields and nobody's ink") {
  WorkOrder order = state_of().order;
  Shelf shelf;
  sign(order, shelf, "customer", "signed");
  const auto print = shelf.print(order, Paper::blank);
  REQUIRE(print.ok());
  CHECK_FALSE(print.value().customer.sign_off);
  CHECK(value_of(print.value().form, Field::treatment) == "old");
}

TEST_CASE("another visit begins with empty boxes") {
  WorkOrder order = state_of().order;
  Shelf shelf;
  sign(order, shelf, "customer", "signed");
  order.visits.emplace_back().id = RowId(uuid(2));
  const auto print = shelf.print(order, Paper::as_it_stands);
  REQUIRE(print.ok());
  CHECK_FALSE(print.value().customer.sign_off);
  CHECK_FALSE(print.value().stale);
}

TEST_CASE("what a sign-off names and is not here is said, never left out") {
  WorkOrder order = state_of().order;
  Shelf shelf;
  sign(order, shelf, "customer", "signed");
  const SignOff& s = order.signoffs[0];
  CHECK(Shelf().print(order, Paper::as_it_stands).error() ==
        Error{Code::not_found, s.strokes_hash, "strokes"});
  *value_at(order, kVisit, Field::treatment) = "amended";
  CHECK(Shelf().print(order, Paper::as_it_stands).error() ==
        Error{Code::not_found, s.form_hash, "form"});
  shelf.documents[s.strokes_hash] = "{}";
  CHECK(shelf.print(order, Paper::as_it_stands).error().code == Code::bad_strokes);
  shelf.documents[s.form_hash] = "{}";
  CHECK(shelf.print(order, Paper::as_it_stands).error().code == Code::bad_input);
}

}  // namespace huidan::core
