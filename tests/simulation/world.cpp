#include "tests/simulation/world.hpp"

#include <set>

#include "tests/simulation/porter.hpp"

namespace huidan::sim {
namespace {

constexpr std::int64_t kStep_ms = 7'000;
constexpr std::int64_t kDay_ms = 24 * 3600 * std::int64_t{1000};
constexpr std::int64_t kBegin_ms = 1795309500000;
constexpr std::size_t kEnrolled =
    100;  // keys of laptops that were handed on are apart from the rest

}  // namespace

World::World(const Script& script, Disks& disks, Tally& tally)
    : disks_(disks),
      around_{history_, tally},
      seed_(script.seed),
      push_max_(script.setup.push_max),
      desk_(disks.desk(), around_, script.setup.page_bytes) {
  found(script);
}

void World::found(const Script& script) {
  SeededRandom random = chance(0);
  desk_.open(random);
  std::set<std::string> people(script.setup.laptops.begin(), script.setup.laptops.end());
  people.insert(script.setup.orders.begin(), script.setup.orders.end());
  for (const std::string& person : people) desk_.add_person(person, Role::engineer, random);
  int number = 0;
  for (const std::string& person : script.setup.laptops) {
    const KeyPair& key = key_of_machine(static_cast<std::size_t>(++number));
    const std::string name = "laptop" + std::to_string(number);
    found_laptop(number, person)
        .join(desk_.enrol(name, person, key, random), name, desk_.public_key());
  }
  number = 0;
  for (const std::string& person : script.setup.orders) receive(0, ++number, person);
}

Laptop& World::found_laptop(int number, const std::string& person) {
  auto& slot = laptops_[number];
  slot =
      std::make_unique<Laptop>(disks_.laptop(), around_, person, static_cast<std::size_t>(number));
  slot->store().push_max(push_max_);
  return *slot;
}

Laptop* World::laptop(const Step& step) {
  const auto at = laptops_.find(step.numbers.at(0));
  if (at == laptops_.end() || at->second->gone) return nullptr;
  return at->second.get();
}

SeededRandom World::chance(int id) const {
  return SeededRandom(seed_ * 0x9E3779B97F4A7C15U + static_cast<std::uint64_t>(id) * 2654435761U);
}

OrderId World::order_id(int number) const {
  SeededRandom random = chance(1'000'000 + number);
  return OrderId(new_uuid7(kBegin_ms + number, random));
}

RowId World::row_id(int number) const {
  SeededRandom random = chance(2'000'000 + number);
  return RowId(new_uuid7(kBegin_ms + number, random));
}

void World::run(const Step& step) {
  around_.now_ms += kStep_ms;
  step_ = step.id;
  if (step.verb >= Verb::heal) return expect(step);
  if (step.verb >= Verb::open) return seat(step);
  if (step.verb >= Verb::full_write) return befall(step);
  Laptop* at = laptop(step);
  if (at == nullptr) return;
  if (step.verb >= Verb::sync) return talk(*at, step);
  write(*at, step);
}

void World::befall(const Step& step) {
  if (step.verb == Verb::days) {
    around_.now_ms += step.numbers.at(0) * kDay_ms;
    return around_.tally.add(Count::days_jump);
  }
  const bool of_desk = step.verb >= Verb::keep_desk && step.verb <= Verb::tidy;
  if (of_desk) return befall_desk(step);
  if (step.verb == Verb::enrol) return enrol(step);
  if (Laptop* at = laptop(step)) befall_laptop(*at, step);
}

void World::befall_desk(const Step& step) {
  SeededRandom random = chance(step_);
  switch (step.verb) {
    case Verb::keep_desk:
      return desk_.back_up();
    case Verb::verify:
      if (desk_.verify()) around_.tally.add(Count::backup_verified);
      return;
    case Verb::stray:
      return desk_.find_stray(picture(step.numbers.at(0)));
    case Verb::desk_clock:
      if (step.numbers.at(0) * kDay_ms < around_.desk_off_ms) {
        around_.tally.add(Count::desk_clock_back);
      }
      around_.desk_off_ms = step.numbers.at(0) * kDay_ms;
      return;
    case Verb::tidy:
      return desk_.tidy_up();
    case Verb::forget:
      around_.tally.add(Count::feed_forgot);
      return desk_.forget(around_.desk_ms() - step.numbers.at(0) * kDay_ms);
    default:
      if (!desk_.restore(random)) return;
      around_.tally.add(Count::desk_restored);
      note_held();
      return recount_living(true);
  }
}

void World::note_held() {
  history_.held.clear();
  for (auto& [number, at] : laptops_) {
    if (at->gone || !at->whole()) continue;
    for (const OrderId& id : at->held()) history_.held.insert({number, id});
  }
}

void World::befall_laptop(Laptop& at, const Step& step) {
  SeededRandom random = chance(step_);
  switch (step.verb) {
    case Verb::full_write:
      return at.fail_to_append(order_id(step.numbers.at(1)), core::AddNote{step.words.at(0)},
                               random);
    case Verb::clock:
      at.clock_off_ms = step.numbers.at(1) * kDay_ms;
      return around_.tally.add(Count::clock_off);
    case Verb::speak:
      at.proto_min = step.numbers.at(1);
      at.proto_max = step.numbers.at(2);
      return;
    case Verb::copy:
      return copy(at, step.numbers.at(1));
    case Verb::keep:
      return at.back_up();
    case Verb::go_back:
      if (!at.go_back()) return;
      around_.tally.add(Count::laptop_went_back);
      return recount_living(false);
    case Verb::retire:
      around_.tally.add(Count::laptop_retired);
      return desk_.revoke(at.device(), core::Revoked::retired);
    case Verb::lose:
      around_.tally.add(Count::laptop_lost);
      return desk_.revoke(at.device(), core::Revoked::lost);
    case Verb::spoil:
      if (at.spoil(order_id(step.numbers.at(1)))) around_.tally.add(Count::row_spoilt);
      return;
    default:
      return;
  }
}

void World::copy(Laptop& from, int to) {
  if (laptops_.contains(to)) return;
  found_laptop(to, from.person()).become_copy_of(from);
  around_.tally.add(Count::laptop_copied);
}

/// A laptop that its last person has handed in goes to another one, under a name of its own. One
/// that is somebody's refuses, as the client does: what is unsent on it stays his.
void World::enrol(const Step& step) {
  const auto found = laptops_.find(step.numbers.at(0));
  if (found == laptops_.end()) return;
  Laptop& at = *found->second;
  if (!at.gone) return around_.tally.add(Count::enrol_refused);
  const auto number = static_cast<std::size_t>(step.numbers.at(0));
  const std::size_t key = number + kEnrolled * static_cast<std::size_t>(++enrolled_);
  const std::string name = "laptop" + std::to_string(key);
  SeededRandom random = chance(step_);
  const std::string& person = step.words.at(0);
  const DeviceId device = desk_.enrol(name, person, key_of_machine(key), random);
  at.start_over({device, name, person, key, desk_.public_key()});
  // To a desk that went back to before an enrolment the laptop is unknown, and a person must act.
  desk_.back_up();
  if (desk_.verify()) around_.tally.add(Count::backup_verified);
  around_.tally.add(Count::laptop_enrolled);
}

void World::recount_living(bool desk_went_back) {
  std::set<std::string> living;
  for (const Arrived& arrived : history_.life().journal) living.insert(arrived.id.value);
  for (auto& [number, at] : laptops_) {
    for (std::string& id : at->op_ids()) living.insert(std::move(id));
  }
  for (auto& [id, op] : history_.written) {
    if (!op.alive || living.contains(id.value)) continue;
    op.alive = false;
    const bool of_laptop = !op.by.empty();
    if (desk_went_back && of_laptop && op.kept && !op.odd) {
      throw Violation("I1", "a laptop let go of op " + id.value + " before a backup held it");
    }
  }
}

}  // namespace huidan::sim
