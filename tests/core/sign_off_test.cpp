// What became of a signature: signed, stale with what differs, accepted, given anew (SYNC §2.8).

#include "sync/core/sign_off.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

#include "sync/base/limits.hpp"
#include "sync/model/life.hpp"
#include "tests/core/merging.hpp"

namespace huidan::core {
namespace {

std::string told(const std::vector<std::string>& paths) {
  std::string out;
  for (const std::string& path : paths) out += (out.empty() ? "" : " ") + path;
  return out;
}

/// An order with four parts, a b c d.
WorkOrder four_parts() {
  WorkOrder order = state_of("on_site").order;
  order.parts.clear();
  for (const char* name : {"a", "b", "c", "d"}) {
    order.parts.push_back(part_of(50 + static_cast<int>(order.parts.size()), name));
  }
  return order;
}

/// A table where the customer has signed and the desk has then written over the treatment.
struct Stale : Table {
  RowId sign;
  std::string form;

  Stale() {
    const AddSignOff body = e1.sign(state.order, "customer");
    form = body.form;
    CHECK(core::told(write(e1, body, version())) == "applied");
    sign = state.order.signoffs.at(0).id;
    CHECK(core::told(set(desk, {{Field::treatment, "amended"}}, version())) == "applied");
  }

  [[nodiscard]] WorkOrder shown() const {
    return as_shown(state.order, [&](std::string_view hash) -> std::optional<std::string> {
      if (hash != sha256_hex(form)) return std::nullopt;
      return form;
    });
  }

  Outcome accept(const Pen& pen) {
    return write(pen, AcceptSignOff{sign, form_hash(state.order), "电话确认(样例)"}, version());
  }

  [[nodiscard]] bool blocked() const {
    const auto blocks = blocks_archive(state.order, form_hash(state.order));
    return std::ranges::find(blocks, "blocks.sign_off_customer") != blocks.end();
  }
};

}  // namespace

TEST_CASE("what differs from the signed form is named path by path") {
  struct Row {
    std::string_view name;
    std::function<void(WorkOrder&)> change;
    std::string_view paths;
  };

  const auto set = [](Field field, std::string value) {
    return [=](WorkOrder& o) { *value_at(o, kVisit, field) = value; };
  };
  const std::vector<Row> rows{
      {"nothing", [](WorkOrder&) {}, ""},
      {"a field that no paper shows", set(Field::priority, "1"), ""},
      {"a field", set(Field::treatment, "new"), "fields.treatment"},
      {"two fields, in the form's order",
       [&](WorkOrder& o) {
         set(Field::remarks, "x")(o);
         set(Field::kind, "repair")(o);
       },
       "fields.kind fields.remarks"},
      {"the language", set(Field::language, "en"), "language"},
      {"the language said out loud", set(Field::language, "zh-Hans"), ""},
      {"a quantity", [](WorkOrder& o) { o.parts[2].qty = "9"; }, "parts[2].qty"},
      {"two columns of a row",
       [](WorkOrder& o) {
         o.parts[1].qty = "9";
         o.parts[1].name = "x";
       },
       "parts[1].name parts[1].qty"},
      {"the first row removed", [](WorkOrder& o) { o.parts[0].removed = true; },
       "parts[0].removed"},
      {"a row added at the end", [](WorkOrder& o) { o.parts.push_back(part_of(60, "e")); },
       "parts[4].added"},
      {"a row put in between",
       [](WorkOrder& o) { o.parts.insert(o.parts.begin() + 1, part_of(60, "e")); },
       "parts[1].added"},
      {"the first removed, the last changed",
       [](WorkOrder& o) {
         o.parts[0].removed = true;
         o.parts[3].note = "x";
       },
       "parts[0].removed parts[3].note"},
      {"all removed",
       [](WorkOrder& o) {
         for (Part& part : o.parts) part.removed = true;
       },
       "parts[0].removed parts[1].removed parts[2].removed parts[3].removed"},
      {"removed and put again in the same words: nothing differs on paper",
       [](WorkOrder& o) {
         o.parts[3].removed = true;
         o.parts.push_back(part_of(61, "d"));
       },
       ""},
      {"another visit", [](WorkOrder& o) { o.visits.emplace_back().id = RowId(uuid(2)); }, "form"},
      {"another order", [](WorkOrder& o) { o.id = OrderId(uuid(3)); }, "form"},
  };
  const WorkOrder order = four_parts();
  for (const Row& row : rows) {
    CAPTURE(row.name);
    WorkOrder changed = order;
    row.change(changed);
    CHECK(told(changed_paths(form_bytes(order), changed)) == row.paths);
    // Paths and digest agree on whether anything differs.
    CHECK((form_hash(order) == form_hash(changed)) == row.paths.empty());
  }
  CHECK(told(changed_paths("{}", order)) == "form");
}

TEST_CASE("ink goes stale with its form; paper, a refusal and an absence stay what they are") {
  const Pen pen("e1", 600, Role::engineer);
  for (const auto& [state, then] :
       {std::pair{"signed", "stale"}, std::pair{"on_paper", "on_paper"},
        std::pair{"refused", "refused"}, std::pair{"absent", "absent"}}) {
    CAPTURE(state);
    WorkOrder order = state_of("on_site").order;
    const AddSignOff body = pen.sign(order, "customer", state);
    order.signoffs = {body.sign_off};
    const FindDocument find = [&](std::string_view) { return std::optional(body.form); };
    CHECK(as_shown(order, find).signoffs[0].state == state);
    CHECK(as_shown(order, find).signoffs[0].changed.empty());

    *value_at(order, kVisit, Field::treatment) = "new";
    const SignOff shown = as_shown(order, find).signoffs[0];
    CHECK(shown.state == then);
    CHECK(told(shown.changed) == "fields.treatment");
    const auto nowhere = [](std::string_view) { return std::optional<std::string>(); };
    CHECK(told(as_shown(order, nowhere).signoffs[0].changed) == "form");
    CHECK(as_shown(order).signoffs[0].changed.empty());

    order.visits.emplace_back().id = RowId(uuid(2));
    CHECK(as_shown(order, find).signoffs[0].state == state);  // settled then
    CHECK(as_shown(order, find).signoffs[0].changed.empty());
  }
}

TEST_CASE("the desk takes a stale signature as given, for the form as it stands and no other") {
  Stale t;
  CHECK(t.shown().signoffs[0].state == "stale");
  CHECK(t.blocked());
  const SignOff before = t.state.order.signoffs[0];

  CHECK(told(t.accept(t.e1)) == "rejected forbidden");
  CHECK(told(t.accept(t.admin)) == "rejected forbidden");
  CHECK(told(t.accept(t.desk)) == "applied");
  CHECK(t.shown().signoffs[0].state == "signed");
  CHECK(told(t.shown().signoffs[0].changed) == "fields.treatment");  // what was accepted stays said
  CHECK_FALSE(t.blocked());
  CHECK(t.state.order.signoffs[0] == before);  // a signature is never edited
  REQUIRE(t.state.order.acceptances.size() == 1);
  CHECK(t.state.order.acceptances[0].by == "leader1");
  CHECK(t.state.order.acceptances[0].why == "电话确认(样例)");
  CHECK(told(t.accept(t.desk)) == "rejected already_exists sign");

  t.set(t.desk, {{Field::treatment, "amended again"}}, t.version());
  CHECK(t.shown().signoffs[0].state == "stale");
  CHECK(t.blocked());
  CHECK(told(t.accept(t.desk)) == "applied");
  CHECK_FALSE(t.blocked());

  t.set(t.desk, {{Field::treatment, "old"}}, t.version());  // back to what was signed
  CHECK(t.shown().signoffs[0].state == "signed");
  CHECK(t.shown().signoffs[0].changed.empty());
}

TEST_CASE("an acceptance of a form that has changed meanwhile covers just the form it saw") {
  Stale t;
  const std::string seen = form_hash(t.state.order);
  t.set(t.desk, {{Field::remarks, "later"}}, t.version());
  CHECK(told(t.write(t.desk, AcceptSignOff{t.sign, seen, "w"}, t.version() - 1)) == "applied");
  CHECK(t.blocked());
  t.set(t.desk, {{Field::remarks, "r"}}, t.version());
  CHECK_FALSE(t.blocked());
}

TEST_CASE("what cannot be accepted is refused with its reason") {
  Stale t;
  const std::string now = form_hash(t.state.order);
  const auto accept = [&](const RowId& sign, const std::string& hash) {
    return told(t.write(t.desk, AcceptSignOff{sign, hash, "w"}, t.version()));
  };
  CHECK(accept(RowId(uuid(9)), now) == "rejected not_found sign");
  CHECK(accept(t.sign, sha256_hex(t.form)) == "rejected bad_choice sign");
  t.write(t.e1, t.e1.sign(t.state.order, "engineer", "absent"), t.version());
  CHECK(accept(t.state.order.signoffs.back().id, std::string(64, '0')) ==
        "rejected bad_choice sign");
  t.state.order.acceptances.resize(limits::kAcceptances_max);
  CHECK(accept(t.sign, now) == "rejected too_many");

  const auto composed = [&](std::string_view role, std::string_view why) {
    const auto body = accept_sign_off(t.state.order, role, why);
    return body ? "ok" : std::string(code_name(body.error().code)) + ' ' + body.error().detail;
  };
  CHECK(composed("customer", "w") == "ok");
  CHECK(composed("customer", " ") == "missing_value ");
  CHECK(composed("engineer", "w") == "bad_choice absent");
  CHECK(composed("nobody", "w") == "not_signed ");
}

TEST_CASE("a party that signs again is done, and its first signature stays to be read") {
  Stale t;
  CHECK(told(t.write(t.e1, t.e1.sign(t.state.order, "customer"), t.version())) == "applied");
  CHECK_FALSE(t.blocked());
  CHECK(t.shown().signoffs[0].state == "stale");
  CHECK(t.shown().signoffs[1].state == "signed");
}

}  // namespace huidan::core
