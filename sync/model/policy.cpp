#include "sync/model/policy.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

namespace huidan {
namespace {

using enum Status;
using enum Role;

// ---- Who ----------------------------------------------------------------------------------------

constexpr Roles kDesk{seat, duty_leader};
constexpr Roles kWatchers = kDesk | administrator;
constexpr Roles kMakers{seat, engineer};

// ---- When -------------------------------------------------------------------------------------

// The engineer writes as long as the order is his and worked on. Before `assigned` an order is
// granted to nobody but the engineer who made it on site, and he must be able to finish it there
// while the desk is still classifying it. Suspended orders wait: he adds notes and says why,
// nothing else.
constexpr Statuses kWorked{received, classified, phone_support, dispatched,
                           assigned, en_route,   on_site,       restored};
constexpr Statuses kOpen = kWorked | Statuses{suspended, cannot_continue};
constexpr Statuses kUntilArchived = kOpen | Statuses{in_check, terminated};
constexpr Statuses kSealable{in_check, terminated, archived};
constexpr Statuses kAlways = kUntilArchived | Statuses{archived};
// Where life knows a step to `assigned`, and where it has just been taken.
constexpr Statuses kAssignable{dispatched, assigned, suspended};
// S2-7.7: the customer is called back after the report, or told why it ended without one.
constexpr Statuses kAfterRepair{restored, in_check, terminated};
// The customer signs beside the engineer: where he has arrived, or on the order he made there.
constexpr Statuses kBesideTheCustomer{received, on_site, restored};
constexpr Statuses kOnTheRoad{assigned, en_route, on_site, restored};

// ---- On what condition ------------------------------------------------------------------------

enum class Needs : std::uint8_t {
  nothing,
  the_order,      // it must be granted to him
  an_open_visit,  // and the visit not completed: what both parties signed is the desk's to amend
};
using enum Needs;

template <typename What>
struct Row {
  EnumSet<What> what;
  Roles who;
  Statuses when;
  Needs needs;
};

// ---- Which field ------------------------------------------------------------------------------

namespace f {  // so that the book below reads without "Field::" at every word
using enum Field;
constexpr EnumSet kClassification{intake, category, priority};
constexpr EnumSet kCustomersWords{symptoms, description, occurred_at};
constexpr EnumSet kFormHead{kind, reporter_unit, reported_at, reporter, phone, contact, language};
constexpr EnumSet kFormBody{service_unit, serviced_at, equipment, treatment, test_result, remarks};
constexpr EnumSet kSixFacts{cause, result, handler, departed_at, arrived_at, restored_at};
}  // namespace f

// clang-format off
constexpr Row<Field> kFieldBook[]{
    // S2-3, S2-6: the seat records the call, and amends the form until it is archived
    {f::kClassification | f::kCustomersWords | f::kFormHead | f::kFormBody
     | f::group | f::completed_at,       seat,                 kUntilArchived,     nothing},
    // S2-7.2, S2-7.3: the duty leader judges
    {{f::category, f::priority, f::group}, duty_leader,         kUntilArchived,     nothing},
    {f::assignee,                        duty_leader,          kAssignable,        nothing},
    // S2-7.4, S2-7.5: the engineer fills the form in, and hears the customer himself
    {f::kFormHead | f::kFormBody | f::kCustomersWords | f::kSixFacts
     | f::completed_at,                  engineer,             kWorked,            an_open_visit},
    // an order made on site has met no seat yet
    {f::kClassification,                 engineer,             received,           an_open_visit},
    // S2-7.6: the facts are phoned in, and compared with what the laptop brings
    {f::kSixFacts | f::facts,            kDesk,                kUntilArchived,     nothing},
    // S2-7.7
    {{f::call_back, f::call_back_reason}, seat,                kAfterRepair,       nothing},
    // why an order stands still, goes back or ends
    {f::status_reason,                   kDesk,                kUntilArchived,     nothing},
    {f::status_reason,                   engineer,             kOpen,              the_order},
    {f::termination_reason,              kDesk,                kUntilArchived,     nothing},
    // Field::status has no row: life.hpp is its book
};

constexpr EnumSet kParts{Act::add_part, Act::change_part, Act::remove_part};

constexpr Row<Act> kActBook[]{
    {Act::create,                        kMakers,              received,           nothing},
    {Act::see,                           kWatchers,            kAlways,            nothing},
    {Act::see,                           engineer,             kAlways,            the_order},
    {kParts,                             seat,                 kUntilArchived,     nothing},
    {kParts,                             engineer,             kWorked,            an_open_visit},
    {Act::add_note,                      kDesk,                kUntilArchived,     nothing},
    {Act::add_note,                      engineer,             kUntilArchived,     the_order},
    {Act::add_visit,                     engineer,             kOnTheRoad,         the_order},
    {Act::sign_off,                      engineer,             kBesideTheCustomer, the_order},
    {Act::accept_sign_off,               kDesk,                kUntilArchived,     nothing},
    {Act::print,                         kDesk,                kAlways,            nothing},
    {Act::print,                         engineer,             kAlways,            the_order},
    {Act::move_copy,                     kDesk,                kAlways,            nothing},
    {Act::move_copy,                     engineer,             kAlways,            the_order},
    // a sheet may come home long after its order was archived
    {Act::return_copy,                   kDesk,                kAlways,            nothing},
    {Act::add_photo,                     kDesk,                kUntilArchived,     nothing},
    {Act::add_photo,                     engineer,             kUntilArchived,     the_order},
    // S2-7.8: with the step to the archive, or later for an order that got there without
    {Act::seal,                          seat,                 kSealable,          nothing},
    {Act::settle_dispute,                kDesk,                kUntilArchived,     nothing},
    {Act::settle_dispute,                engineer,             kWorked,            the_order},
    // a shift ends on site: he gives it to whoever goes on
    {Act::hand_over,                     engineer,             kWorked,            the_order},
    // Act::set has no row: whoever may set some field may
};

// clang-format on

struct Moment {
  Status status;
  bool completed;
};

bool meets(Needs needs, const Actor& actor, bool completed) noexcept {
  if (needs == nothing) return true;
  return actor.assigned && (needs == the_order || !completed);
}

template <typename What, std::size_t N>
bool allowed(const Row<What> (&book)[N], const Actor& actor, Moment moment, What what) noexcept {
  return std::ranges::any_of(book, [&](const Row<What>& row) {
    return row.what.has(what) && row.who.meets(actor.roles) && row.when.has(moment.status) &&
           meets(row.needs, actor, moment.completed);
  });
}

Roles roles_on_this_order(const Actor& actor) noexcept {
  return actor.assigned ? actor.roles : actor.roles.without(engineer);
}

bool may_move_somewhere(const Actor& actor, Status from) {
  for (std::size_t to = 0; to < kStatusCount; ++to) {
    if (may_move(actor, from, static_cast<Status>(to))) return true;
  }
  return false;
}

bool field_allowed(const Actor& actor, Moment moment, Field field) {
  if (field == Field::status) return may_move_somewhere(actor, moment.status);
  return allowed(kFieldBook, actor, moment, field);
}

bool act_allowed(const Actor& actor, Moment moment, Act act) {
  if (act != Act::set) return allowed(kActBook, actor, moment, act);
  return std::ranges::any_of(
      all_fields(), [&](const FieldInfo& row) { return field_allowed(actor, moment, row.field); });
}

constexpr std::array kEveryStatus{received,  classified,      phone_support, dispatched, assigned,
                                  en_route,  on_site,         restored,      in_check,   archived,
                                  suspended, cannot_continue, terminated};
static_assert(kEveryStatus.size() == kStatusCount);

constexpr std::array<std::string_view, kActs.size()> kActNames{
    "create",    "set",      "add_part",        "change_part", "remove_part", "add_note",
    "add_visit", "sign_off", "accept_sign_off", "print",       "move_copy",   "return_copy",
    "add_photo", "seal",     "settle_dispute",  "hand_over",   "see"};

}  // namespace

std::string_view name_of(Act act) noexcept {
  return kActNames.at(static_cast<std::size_t>(act));
}

Refusable may_set(const Actor& actor, Status status, Field field, bool completed) {
  if (field_allowed(actor, {status, completed}, field)) return Done{};
  return Error{Code::field_forbidden, std::string(name_of(status)), std::string(name_of(field))};
}

Refusable may_act(const Actor& actor, Status status, Act act, bool completed) {
  if (act_allowed(actor, {status, completed}, act)) return Done{};
  return Error{Code::forbidden, std::string(name_of(act)) + '@' + std::string(name_of(status)), {}};
}

bool may_ever_set(const Actor& actor, Field field) {
  return std::ranges::any_of(kEveryStatus, [&](Status status) {
    return field_allowed(actor, {status, false}, field);
  });
}

bool may_ever_act(const Actor& actor, Act act) {
  return std::ranges::any_of(kEveryStatus, [&](Status status) {
    return act_allowed(actor, {status, false}, act);
  });
}

bool may_see(const Actor& actor, Status status) noexcept {
  return allowed(kActBook, actor, {status, false}, Act::see);
}

bool may_see_laptop(const Actor& actor) noexcept {
  return actor.assigned || kWatchers.meets(actor.roles);
}

Refusable may_move(const Actor& actor, Status from, Status to) {
  return may_move(from, to, roles_on_this_order(actor));
}

}  // namespace huidan
