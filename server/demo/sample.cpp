#include "server/demo/sample.hpp"

#include <algorithm>
#include <array>

#include "server/desk/intake/import_file.hpp"
#include "sync/model/life.hpp"

namespace huidan::embedded {

std::string_view demo_orders() noexcept;

}  // namespace huidan::embedded

namespace huidan::server {
namespace {

constexpr std::size_t kLarge_orders = 10'000;
constexpr std::size_t kSamplePassword_groups = 4;

/// What an engineer stamps on his way, so long after the call.
struct SampleStamp {
  Status step;
  Field stamp;
  std::int64_t after_ms;
};

constexpr std::int64_t kMinute_ms = 60'000;
constexpr std::array kStamps{SampleStamp{Status::en_route, Field::departed_at, 20 * kMinute_ms},
                             SampleStamp{Status::on_site, Field::arrived_at, 55 * kMinute_ms},
                             SampleStamp{Status::restored, Field::restored_at, 130 * kMinute_ms}};

struct SamplePerson {
  const char* name;
  Roles roles;
};

constexpr std::array kPeople{
    SamplePerson{"seat1", Role::seat}, SamplePerson{"leader1", Role::duty_leader},
    SamplePerson{"admin1", Role::administrator}, SamplePerson{"engineer1", Role::engineer},
    SamplePerson{"engineer2", Role::engineer}};

using Fields = std::vector<std::pair<std::string, std::string>>;

/// Walks a fresh order to the state it is to show, each step by whoever takes it in life.
class Walker {
 public:
  Walker(App& app, Hand engineer) : app_(app), engineer_(std::move(engineer)) {}

  Refusable lead(const std::string& no, Status to) {
    using enum Status;
    if (to == received) return Done{};
    if (to == suspended || to == cannot_continue || to == terminated) return say_why(no, to);
    if (to == classified || to == phone_support || to == dispatched) return by_desk(no, to);
    if (auto done = assign(no); !done || to == assigned) return done;
    if (to == archived) {  // a terminated order is excused from what keeps others out
      if (auto done = say_why(no, terminated); !done) return done;
      return archive(no);
    }
    for (const Status step : {en_route, on_site, restored, in_check}) {
      if (auto done = step_to(no, step); !done || step == to) return done;
    }
    return Done{};
  }

 private:
  Refusable say_why(const std::string& no, Status to) {
    if (auto done = assign(no); !done) return done;
    const Field why = *reason_field(Status::assigned, to);
    return set(Hand{}, no,
               {{std::string(name_of(Field::status)), std::string(name_of(to))},
                {std::string(name_of(why)), "(sample)"}});
  }

  Refusable by_desk(const std::string& no, Status to) {
    const auto order = app_.dispatch.show(Hand{}, no);
    if (!order) return order.error();
    const auto way = route(status_of(order.value()), to, Roles{Role::seat, Role::duty_leader});
    if (!way) return set(Hand{}, no, {{"status", std::string(name_of(to))}});
    for (const Status step : *way) {
      if (auto done = set(Hand{}, no, {{"status", std::string(name_of(step))}}); !done) return done;
    }
    return Done{};
  }

  Refusable archive(const std::string& no) {
    const auto fonts = app_.fonts();
    if (!fonts) return fonts.error();
    const auto done = app_.archive.archive(desk_, no, *fonts.value());
    if (!done) return done.error();
    return Done{};
  }

  Refusable assign(const std::string& no) {
    const auto done = app_.dispatch.assign(Hand{}, no, engineer_.person.name);
    if (!done) return done.error();
    return Done{};
  }

  Refusable step_to(const std::string& no, Status step) {
    const Fields status{{"status", std::string(name_of(step))}};
    const auto* const row = std::ranges::find(kStamps, step, &SampleStamp::step);
    if (row == kStamps.end()) return set(desk_, no, status);
    const auto order = app_.dispatch.show(Hand{}, no);
    if (!order) return order.error();
    const auto called = time_to_ms(value_of(order.value(), Field::reported_at));
    if (!called) return called.error();
    Fields fields = status;
    fields.emplace_back(name_of(row->stamp), time_from_ms(called.value() + row->after_ms));
    return set(engineer_, no, fields);
  }

  Refusable set(const Hand& hand, const std::string& no, const Fields& fields) {
    const auto done = app_.dispatch.set(hand, no, 0, fields);
    if (!done) return done.error();
    return Done{};
  }

  App& app_;
  Hand engineer_;
  Hand desk_{};
};

Result<Sample> add_people(App& app) {
  Sample sample;
  for (const SamplePerson& person : kPeople) {
    const std::string password = random_code(kSamplePassword_groups);
    const auto added = app.people.add(person.name, person.roles, {}, password);
    if (!added) return added.error();
    sample.logins.push_back({person.name, roles_text(person.roles), password});
  }
  return sample;
}

/// The sample's orders over and over, each time under new numbers.
void multiply(ImportPlan& plan, std::size_t count) {
  const std::size_t some = plan.orders.size();
  for (std::size_t i = some; i < count; ++i) {
    ImportedOrder order = plan.orders[i % some];
    order.no = "WX-20261121-" + std::to_string(10'000 + i);
    plan.orders.push_back(std::move(order));
  }
}

bool empty(App& app) {
  return app.people.list().empty() && app.dispatch.list({}).empty();
}

}  // namespace

Result<Sample> fill_with_sample(App& app, SampleSize size) {
  if (!empty(app)) return Error{Code::not_empty};
  auto sample = add_people(app);
  if (!sample) return sample;
  auto plan = read_import(embedded::demo_orders(), ImportFormat::jsonl, {}, {});
  if (!plan) return plan.error();
  const std::size_t some = plan.value().orders.size();
  if (size == SampleSize::large) multiply(plan.value(), kLarge_orders);
  const auto report = app.intake.import(plan.value(), Rehearsal::real, {});
  if (!report) return report.error();
  sample.value().orders = report.value().created;

  const auto people = app.people.list();
  const auto engineer = std::ranges::find(people, "engineer1", &Person::name);
  Walker walker(app, {Hand::Kind::person, *engineer});
  for (std::size_t i = 0; i < some; ++i) {
    const auto to = static_cast<Status>(i % kNamesOf<Status>.size());
    if (auto led = walker.lead(plan.value().orders[i].no, to); !led) return led.error();
  }
  return sample;
}

}  // namespace huidan::server
