#include "tests/simulation/world.hpp"

#include <set>

namespace huidan::sim {
namespace {

constexpr std::int64_t kStep_ms = 7'000;
constexpr std::int64_t kDay_ms = 24 * 3600 * std::int64_t{1000};
constexpr std::int64_t kBegin_ms = 1795309500000;

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
  const bool of_desk = step.verb == Verb::keep_desk || step.verb == Verb::restore_desk ||
                       step.verb == Verb::verify || step.verb == Verb::forget;
  if (of_desk) return befall_desk(step);
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
    case Verb::forget:
      around_.tally.add(Count::feed_forgot);
      return desk_.forget(around_.now_ms - step.numbers.at(0) * kDay_ms);
    default:
      if (!desk_.restore(random)) return;
      around_.tally.add(Count::desk_restored);
      return recount_living();
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
      return recount_living();
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

/// An op lives as long as the desk or some laptop has it: what only a lost disk held is gone.
void World::recount_living() {
  std::set<std::string> living;
  for (const Arrived& arrived : history_.life().journal) living.insert(arrived.id.value);
  for (auto& [number, at] : laptops_) {
    for (std::string& id : at->op_ids()) living.insert(std::move(id));
  }
  for (auto& [id, written] : history_.written) {
    written.alive = written.alive && living.contains(id.value);
  }
}

}  // namespace huidan::sim
