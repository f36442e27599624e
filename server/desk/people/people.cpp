#include "server/desk/people/people.hpp"

#include "server/desk/people/people_queries.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"
#include "sync/base/time.hpp"
#include "sync/core/proof.hpp"
#include "sync/core/receipt.hpp"
#include "sync/model/policy.hpp"

namespace huidan::server {
namespace {

constexpr std::string_view kPinSetting = "tls.pin";
constexpr std::size_t kCodeGroups = 3;
constexpr std::size_t kToken_bytes = 32;

Refusable password_fits(std::string_view password) {
  if (password.size() < limits::kPassword_bytes_min) {
    return Error{Code::missing_value, std::to_string(limits::kPassword_bytes_min), "password"};
  }
  if (password.size() > limits::kPassword_bytes_max) {
    return Error{Code::too_long, std::to_string(limits::kPassword_bytes_max), "password"};
  }
  return Done{};
}

Result<Person> known(Records& records, std::string_view name) {
  auto person = records.orders.find_person(name);
  if (!person) return Error{Code::unknown_user, std::string(name.substr(0, 80))};
  return *person;
}

/// Whether the laptop that a code has already enrolled is the one that asks, and still in use: its
/// reply was lost. To anybody else a used code is no code.
Refusable same_laptop(Records& records, const DeviceId& used, std::string_view public_key) {
  const auto device = records.orders.device(used);
  const bool his = device && device->public_key == public_key && device->revoked_at.empty();
  return his ? Refusable(Done{}) : Refusable(Error{Code::wrong_code});
}

/// A one-time code as the desk keeps it.
struct KnownCode {
  PersonId person;
  DeviceId used;  // the laptop that came with it; empty before
};

/// The code of that digest, when it may still be said by the laptop of `public_key`.
Result<KnownCode> known_code(Records& records, const std::string& hash, std::string_view public_key,
                             std::int64_t now_ms) {
  KnownCode code;
  std::int64_t expires_ms = 0;
  {
    store::Rows rows = records.database.query(people::kCode, {hash});
    if (!rows.next()) return Error{Code::wrong_code};
    code = {PersonId(rows.text(0)), DeviceId(rows.text(2))};
    expires_ms = rows.integer(1);
  }
  if (!code.used.empty()) {
    if (auto his = same_laptop(records, code.used, public_key); !his) return his.error();
  }
  if (expires_ms < now_ms) return Error{Code::code_expired};
  return code;
}

/// The one laptop whose id begins so.
Result<DeviceId> laptop_beginning(Records& records, std::string_view text) {
  DeviceId device;
  for (const store::LaptopRow& laptop : records.orders.laptops()) {
    if (!laptop.id.value.starts_with(text)) continue;
    if (!device.empty()) return Error{Code::not_found, "?", "device"};
    device = laptop.id;
  }
  if (device.empty()) return Error{Code::not_found, std::string(text.substr(0, 80)), "device"};
  return device;
}

/// Whether a laptop that was this desk's, as it says, may be taken back under its old id: the desk
/// was restored from before it joined.
Refusable may_come_back(Records& records, const std::optional<EnrolledBefore>& before,
                        std::string_view desk_key) {
  if (!before) return Done{};
  const bool ours = before->desk_key == desk_key;
  if (!ours || records.orders.device(DeviceId(before->device))) {
    return Error{Code::already_enrolled, before->user};
  }
  // A seat's own edits are written under the id of its person.
  const bool free = is_uuid(before->device) && !records.orders.person(PersonId(before->device));
  return free ? Refusable(Done{}) : Refusable(Error{Code::bad_input, {}, "device"});
}

/// The person whose laptop joins, who is the one of `before` where that is said. Error: wrong_code.
Result<Person> joining(Records& records, const PersonId& id,
                       const std::optional<EnrolledBefore>& before) {
  auto person = records.orders.person(id);
  if (!person || !person->active) return Error{Code::wrong_code};
  if (before && before->user != person->name) return Error{Code::wrong_code};
  return std::move(*person);
}

DeviceId before_or_new(const std::optional<EnrolledBefore>& before, const core::Moment& moment) {
  return DeviceId(before ? before->device : new_uuid7(moment.wall_ms, moment.random));
}

/// The receipt of a number, or all of the one laptop whose id begins so.
/// Errors: not_found, also for what `may_see` hides.
template <typename MaySee>
Result<std::vector<Receipt>> receipts_of(Records& records, std::string_view device_or_number,
                                         MaySee may_see) {
  if (device_or_number.starts_with("HZ-")) {
    const auto one = records.orders.receipt(device_or_number);
    if (one && may_see(one->device)) return std::vector{*one};
    return Error{Code::not_found, std::string(device_or_number.substr(0, 80))};
  }
  const auto device = laptop_beginning(records, device_or_number);
  if (!device) return device.error();
  if (may_see(device.value())) return records.orders.receipts(device.value());
  return Error{Code::not_found, std::string(device_or_number.substr(0, 80)), "device"};
}

}  // namespace

Result<Person> People::add(std::string_view name, Roles roles, std::string_view group,
                           std::string_view password) {
  auto clean = canonical_line("name", name);
  if (!clean) return clean.error();
  if (clean.value().empty()) return Error{Code::missing_value, {}, "name"};
  auto team = canonical_line("group", group);
  if (!team) return team.error();
  if (auto fits = password_fits(password); !fits) return fits.error();
  const std::string hash = hash_password(password, cost_);
  return desk_.write([&](Records& records) -> Result<Person> {
    if (records.orders.find_person(clean.value())) {
      return Error{Code::already_exists, clean.value(), "name"};
    }
    const core::Moment moment = desk_.moment();
    Person person{PersonId(new_uuid7(moment.wall_ms, moment.random)), clean.value(), roles,
                  team.value(), true};
    records.orders.add_person(person);
    records.database.run(people::kPutPassword,
                         {person.id.value, hash, time_from_ms(moment.wall_ms)});
    return person;
  });
}

Refusable People::set_active(std::string_view name, bool active) {
  return desk_.write([&](Records& records) -> Refusable {
    const auto person = known(records, name);
    if (!person) return person.error();
    records.orders.set_person_active(person.value().id, active);
    records.database.run(people::kDropSessionsOf, {person.value().id.value});
    return Done{};
  });
}

Refusable People::set_password(std::string_view name, std::string_view password) {
  if (auto fits = password_fits(password); !fits) return fits.error();
  const std::string hash = hash_password(password, cost_);
  return desk_.write([&](Records& records) -> Refusable {
    const auto person = known(records, name);
    if (!person) return person.error();
    const std::string& id = person.value().id.value;
    records.database.run(people::kPutPassword, {id, hash, time_from_ms(desk_.now_ms())});
    records.database.run(people::kDropSessionsOf, {id});
    return Done{};
  });
}

std::vector<Person> People::list() {
  auto found = desk_.read(
      [](Records& records) -> Result<std::vector<Person>> { return records.orders.persons(); });
  return std::move(found).value();
}

Result<EnrolCode> People::enrol_code(std::string_view name) {
  return desk_.write([&](Records& records) -> Result<EnrolCode> {
    const auto person = known(records, name);
    if (!person) return person.error();
    if (!person.value().active) return Error{Code::unknown_user, std::string(name)};
    const std::string code = random_code(kCodeGroups);
    const std::int64_t now_ms = desk_.now_ms();
    const std::int64_t expires_ms = now_ms + limits::kEnrolCode_ms;
    records.database.run(people::kForgetUsedCodes, {now_ms});
    records.database.run(people::kAddCode, {sha256_hex(code), person.value().id.value, expires_ms});
    const std::string pin = records.orders.setting(kPinSetting);
    return EnrolCode{pin.empty() ? code : code + '.' + pin, time_from_ms(expires_ms)};
  });
}

Result<Enrolled> People::enrol(std::string_view code, std::string_view label,
                               std::string_view public_key,
                               const std::optional<EnrolledBefore>& before, std::string_view peer) {
  const Tries::Who who{{}, peer};
  if (auto may = may_try(codes_, who); !may) return may.error();
  auto name = canonical_line("name", label);
  if (!name) return name.error();
  if (public_key.size() != 32) return Error{Code::bad_input, "public_key"};
  const std::string hash = sha256_hex(code);
  auto enrolled = desk_.write([&](Records& records) -> Result<Enrolled> {
    const core::Moment moment = desk_.moment();
    const std::string desk_key = public_half(desk_.secret_key());
    if (auto may = may_come_back(records, before, desk_key); !may) return may.error();
    const auto known = known_code(records, hash, public_key, moment.wall_ms);
    if (!known) return known.error();
    const auto person = joining(records, known.value().person, before);
    if (!person) return person.error();
    if (!known.value().used.empty()) {
      return Enrolled{known.value().used, person.value(), desk_key};
    }
    core::DeviceRow device;
    device.id = before_or_new(before, moment);
    // A key under which nothing can be proven would make a laptop that can never sync.
    if (!core::proof_key(desk_.secret_key(), public_key, device.id)) {
      return Error{Code::bad_input, "public_key"};
    }
    device.name = name.value();
    device.person = person.value().id;
    device.public_key = std::string(public_key);
    records.orders.add_device(device, time_from_ms(moment.wall_ms));
    records.database.run(people::kUseCode, {hash, device.id.value});
    return Enrolled{device.id, person.value(), desk_key};
  });
  if (!enrolled) codes_.failed(who, desk_.now_ms());
  return enrolled;
}

std::vector<store::LaptopRow> People::laptops() {
  auto found = desk_.read([](Records& records) -> Result<std::vector<store::LaptopRow>> {
    return records.orders.laptops();
  });
  return std::move(found).value();
}

Result<std::vector<ReceiptRow>> People::receipts(const Hand& hand,
                                                 std::string_view device_or_number) {
  const std::string desk_key = public_half(desk_.secret_key());
  return desk_.read([&](Records& records) -> Result<std::vector<ReceiptRow>> {
    const auto seen = [&](const DeviceId& device) {
      const auto row = records.orders.device(device);
      return row && may_see_laptop({roles_of(hand), hand.person.id, row->person == hand.person.id});
    };
    auto found = receipts_of(records, device_or_number, seen);
    if (!found) return found.error();
    std::vector<ReceiptRow> rows;
    for (Receipt& receipt : found.value()) {
      const bool proven = core::receipt_holds(receipt, desk_key);
      rows.push_back({std::move(receipt), proven});
    }
    return rows;
  });
}

Refusable People::revoke(std::string_view device, core::Revoked how) {
  return desk_.write([&](Records& records) -> Refusable {
    const bool revoked = records.orders.revoke_device(DeviceId(std::string(device)), how,
                                                      time_from_ms(desk_.now_ms()));
    if (!revoked) return Error{Code::unknown_device, std::string(device.substr(0, 80))};
    return Done{};
  });
}

Refusable People::may_try(Tries& tries, const Tries::Who& who) {
  const std::int64_t wait_s = tries.wait_s(who, desk_.now_ms());
  return wait_s == 0 ? Refusable(Done{})
                     : Refusable(Error{Code::rate_limited, std::to_string(wait_s)});
}

/// Matched for a name that does not exist, so that the answer takes as long (RELIABILITY §3, 6).
const std::string& People::nobodys_hash() {
  std::call_once(nobody_, [this] { nobodys_hash_ = hash_password("nobody", cost_); });
  return nobodys_hash_;
}

Result<std::string> People::log_in(std::string_view name, std::string_view password,
                                   std::string_view peer) {
  const std::string account(name.substr(0, limits::kLine_bytes));
  const Tries::Who who{account, peer};
  if (auto may = may_try(logins_, who); !may) return may.error();
  if (password.size() > limits::kPassword_bytes_max) {
    logins_.failed(who, desk_.now_ms());
    return Error{Code::wrong_password};
  }
  std::optional<Person> person;
  std::string hash = nobodys_hash();
  static_cast<void>(desk_.read([&](Records& records) -> Refusable {
    person = records.orders.find_person(account);
    if (person) {
      store::Rows rows = records.database.query(people::kPassword, {person->id.value});
      if (rows.next()) hash = rows.text(0);
    }
    return Done{};
  }));
  const std::lock_guard one_at_a_time(hashing_);
  // Asked again: of many tries at once, those that waited here must count what failed before them.
  if (auto may = may_try(logins_, who); !may) return may.error();
  if (!password_matches(hash, password) || !person || !person->active) {
    logins_.failed(who, desk_.now_ms());
    return Error{Code::wrong_password};
  }
  std::string token = to_hex(random_bytes(kToken_bytes));
  return desk_.write([&](Records& records) -> Result<std::string> {
    records.database.run(people::kAddSession,
                         {sha256_hex(token), person->id.value, desk_.now_ms()});
    return token;
  });
}

void People::log_out(std::string_view token) {
  static_cast<void>(desk_.write([&](Records& records) -> Refusable {
    records.database.run(people::kDropSession, {sha256_hex(token)});
    return Done{};
  }));
}

Result<Person> People::who(std::string_view token) {
  const std::string hash = sha256_hex(token);
  const std::int64_t now_ms = desk_.now_ms();
  return desk_.write([&](Records& records) -> Result<Person> {
    PersonId id;
    {
      store::Rows rows = records.database.query(people::kSession, {hash});
      if (!rows.next()) return Error{Code::unauthorized};
      const bool old = rows.integer(1) < now_ms - limits::kSessionAbsolute_ms ||
                       rows.integer(2) < now_ms - limits::kSessionIdle_ms;
      if (old) return Error{Code::unauthorized};
      id = PersonId(rows.text(0));
    }
    const auto person = records.orders.person(id);
    if (!person || !person->active) return Error{Code::unauthorized};
    records.database.run(people::kTouchSession, {hash, now_ms});
    return *person;
  });
}

Result<Hand> People::hand(std::string_view token) {
  const auto person = who(token);
  if (!person) return person.error();
  return Hand{Hand::Kind::person, person.value()};
}

void People::set_key_pin(std::string_view pin) {
  static_cast<void>(desk_.write([&](Records& records) -> Refusable {
    if (records.orders.setting(kPinSetting) != pin) records.orders.put_setting(kPinSetting, pin);
    return Done{};
  }));
}

}  // namespace huidan::server
