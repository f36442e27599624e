#include "client/work.hpp"

#include <doctest/doctest.h>

#include <array>

#include "sync/base/crypto.hpp"
#include "sync/core/apply.hpp"
#include "sync/core/canon.hpp"

namespace huidan::client {
namespace {

constexpr const char* kAt = "2026-11-22T09:05:00+08:00";
constexpr const char* kStrokes = R"({"w":600,"h":200,"strokes":[[[10,20],[30,40]]]})";

WorkOrder order_in(const std::string& status) {
  WorkOrder order;
  order.id = OrderId("01980000-0000-7000-8000-000000000001");
  order.no = "WX-1";
  order.visits.emplace_back().id = RowId(order.id.value);
  *core::value_at(order, RowId(order.id.value), Field::status) = status;
  return order;
}

void put(WorkOrder& order, Field field, const std::string& value) {
  *core::value_at(order, current_visit(order).id, field) = value;
}

/// "field=value …" of what would be written, or the refusal.
std::string told(const Result<core::OpBody>& body) {
  if (!body) {
    return std::string(code_name(body.error().code)) + ' ' + body.error().field;
  }
  std::string out;
  if (const auto* set = std::get_if<core::SetFields>(&body.value())) {
    for (const auto& each : set->fields) {
      out += std::string(name_of(each.field)) + '=' + each.value + ' ';
    }
  }
  return out.empty() ? "ok" : out;
}

void sign_both(WorkOrder& order) {
  for (const char* role : {"customer", "engineer"}) {
    const auto body = sign(order, {role, "王例舟", "on_paper", "", ""});
    order.signoffs.push_back(std::get<core::AddSignOff>(body.value()).sign_off);
  }
}

}  // namespace

TEST_CASE("a stamp sets the visit's time, and the status where life lets it") {
  struct Row {
    std::string status;
    std::string_view what;
    std::string want;
  };

  const std::string at = kAt;
  const std::array rows{
      Row{"assigned", "departed", "departed_at=" + at + " status=en_route "},
      Row{"assigned", "arrived", "arrived_at=" + at + " status=on_site "},
      Row{"en_route", "arrived", "arrived_at=" + at + " status=on_site "},
      Row{"on_site", "restored", "restored_at=" + at + " status=restored serviced_at=" + at + " "},
      Row{"assigned", "restored", "restored_at=" + at + " serviced_at=" + at + " "},
      Row{"on_site", "departed", "departed_at=" + at + " "},
      Row{"on_site", "slept", "bad_choice stamp"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.status);
    CAPTURE(row.what);
    CHECK(told(stamp(order_in(row.status), row.what, kAt)) == row.want);
  }
  CHECK(told(stamp(order_in("on_site"), "arrived", "soon")) == "bad_time arrived_at");
  WorkOrder serviced = order_in("on_site");
  put(serviced, Field::serviced_at, "2026-11-22T08:00:00+08:00");
  CHECK(told(stamp(serviced, "restored", kAt)) ==
        "restored_at=" + std::string(kAt) + " status=restored ");
}

TEST_CASE("fields are set by name, with what stood there before") {
  WorkOrder order = order_in("on_site");
  put(order, Field::treatment, "old");
  const auto body = set_fields(order, {{"treatment", " new "}});
  REQUIRE(body.ok());
  const auto& setting = std::get<core::SetFields>(body.value()).fields.at(0);
  CHECK(setting.value == "new");
  CHECK(setting.was == "old");
  CHECK(told(set_fields(order, {{"colour", "red"}})) == "unknown_field colour");
  CHECK(told(set_fields(order, {{"kind", "magic"}})) == "bad_choice kind");
  CHECK(told(set_fields(order, {{"arrived_at", "soon"}})) == "bad_time arrived_at");
}

TEST_CASE("a part has a name, known columns and a quantity that is one") {
  const WorkOrder order = order_in("on_site");
  const RowId id("01980000-0000-7000-8000-000000000005");
  CHECK(told(add_part(order, id, {{"name", "光模块"}, {"qty", "0.5"}})) == "ok");
  CHECK(told(add_part(order, id, {{"qty", "1"}})) == "missing_value name");
  CHECK(told(add_part(order, id, {{"name", " "}})) == "missing_value name");
  CHECK(told(add_part(order, id, {{"name", "x"}, {"qty", "two"}})) == "bad_number qty");
  CHECK(told(add_part(order, id, {{"name", "x"}, {"colour", "red"}})) == "unknown_field colour");
}

TEST_CASE("a part is removed by as much of its id as is its own") {
  WorkOrder order = order_in("on_site");
  for (const char* id : {"aa11", "aa22", "bb11"}) order.parts.emplace_back().id = RowId(id);
  order.parts[2].removed = true;
  CHECK(told(remove_part(order, "aa1")) == "ok");
  for (const char* none : {"aa", "", "cc", "bb11"}) {
    CAPTURE(none);
    CHECK(told(remove_part(order, none)) == "not_found part");
  }
}

TEST_CASE("a party signs the exact form, or says why not") {
  WorkOrder order = order_in("on_site");
  const auto body = sign(order, {"customer", "王例舟", "signed", "", kStrokes});
  REQUIRE(body.ok());
  const auto& signed_form = std::get<core::AddSignOff>(body.value());
  CHECK(signed_form.form == core::form_bytes(order));
  CHECK(signed_form.sign_off.form_hash == sha256_hex(signed_form.form));
  CHECK(signed_form.sign_off.strokes_hash == sha256_hex(kStrokes));
  CHECK(signed_form.strokes == kStrokes);
  CHECK(told(sign(order, {"dog", "n", "signed", "", kStrokes})) == "bad_choice role");
  CHECK(told(sign(order, {"customer", " ", "signed", "", kStrokes})) == "missing_value name");
  CHECK(told(sign(order, {"customer", "n", "signed", "", "{}"})) == "bad_strokes strokes");
  CHECK(told(sign(order, {"customer", "n", "refused", "", ""})) == "missing_value reason");
  CHECK(told(sign(order, {"customer", "n", "absent", "w", ""})) == "ok");
  CHECK(told(sign(order, {"customer", "n", "on_paper", "", kStrokes})) == "ok");
}

TEST_CASE("complete names the first field that is missing, then the party that has not signed") {
  WorkOrder order = order_in("restored");
  for (const Field field : {Field::arrived_at, Field::restored_at, Field::kind, Field::treatment,
                            Field::test_result, Field::cause, Field::result}) {
    CHECK(told(complete(order, "e1", kAt)) == "not_complete " + std::string(name_of(field)));
    put(order, field, "x");
  }
  CHECK(told(complete(order, "e1", kAt)) == "not_signed customer");
  put(order, Field::cause, "");
  put(order, Field::result, "");
  CHECK(complete(order, "e1", kAt).error().detail == "field.cause,field.result");
  put(order, Field::cause, "x");
  put(order, Field::result, "x");
  sign_both(order);
  const SignOff engineers = order.signoffs.back();
  order.signoffs.pop_back();
  CHECK(told(complete(order, "e1", kAt)) == "not_signed engineer");
  order.signoffs.push_back(engineers);
  CHECK(told(complete(order, "e1", kAt)) == "completed_at=" + std::string(kAt) + " handler=e1 ");
  put(order, Field::handler, "e0");
  CHECK(told(complete(order, "e1", kAt)) == "completed_at=" + std::string(kAt) + " ");
  CHECK(told(complete(order, "e1", "soon")) == "bad_time completed_at");
  put(order, Field::treatment, "amended");
  CHECK(told(complete(order, "e1", kAt)).starts_with("completed_at"));  // paper does not go stale
  order.signoffs.front().state = "signed";
  order.signoffs.front().form_hash = "of another form";
  CHECK(told(complete(order, "e1", kAt)) == "not_signed customer");  // ink does
}

}  // namespace huidan::client
