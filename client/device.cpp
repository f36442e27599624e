#include "client/device.hpp"

#include <charconv>

#include "client/work.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/file.hpp"
#include "sync/base/time.hpp"
#include "sync/core/canon.hpp"
#include "sync/core/sign_off.hpp"
#include "sync/store/migrations.hpp"
#include "sync/store/page_key.hpp"

namespace huidan::client {
namespace {

constexpr std::uintmax_t kKey_bytes = 4096;
constexpr const char* kLastSync = "last_sync";

std::filesystem::path key_in(const std::filesystem::path& folder) {
  return folder / "device.key";
}

std::filesystem::path database_in(const std::filesystem::path& folder) {
  make_folder(folder, Access::owner_only);
  std::filesystem::path database = folder / "laptop.db";
  store::expect_database(database, key_in(folder));
  return database;
}

std::filesystem::path try_in(const std::filesystem::path& folder) {
  return folder / "enrol.key";
}

core::Writer writer_of(const Identity& identity) {
  return {identity.person.name, identity.device};
}

core::Author author_of(const Identity& identity, const std::string& public_key) {
  return {identity.person.roles, identity.person.id, writer_of(identity), public_key,
          core::Grant::open};
}

/// An order that has left is only read, and one that was handed over here is another's.
Refusable writable(store::LaptopRecords& records, const WorkOrder& order, const Identity& me) {
  if (records.in_limbo(order.id)) return Error{Code::unknown_order, order.no, "no"};
  const std::string& holder = value_of(order, Field::assignee);
  if (holder.empty() || holder == me.person.name) return Done{};
  return Error{Code::forbidden, holder};
}

/// Puts the device's signature under a sign-off: over the party, the form's digest and the time.
void sign_for(const Identity& identity, const core::Op& op, SignOff& sign_off) {
  SignOff statement = sign_off;
  statement.at = op.at;
  statement.device = identity.device.value;
  sign_off.signature =
      to_base64(sign_bytes(core::sign_off_statement(statement, op.order), identity.secret_key));
}

/// Where the number of the last order made here is kept: "20261122 3".
constexpr const char* kSiteNumber = "site_number";
constexpr std::size_t kSiteDevice_digits = 8;

struct SiteNumber {
  std::string day;
  std::int64_t count = 0;
  std::string text;
};

/// "WX-20261122-4F2A9C01-03": the day, the end of this device's id, how many were made that day. A
/// laptop set back to an old copy of itself looks at what the desk told it as well.
SiteNumber next_site_number(store::LaptopRecords& records, const Identity& me,
                            std::int64_t wall_ms) {
  SiteNumber next{compact_date(wall_ms), 0, {}};
  const std::string& id = me.device.value;
  std::string head = id.substr(id.size() - std::min(id.size(), kSiteDevice_digits));
  for (char& digit : head) {
    if (digit >= 'a' && digit <= 'f') digit = static_cast<char>(digit - 'a' + 'A');
  }
  head = "WX-" + next.day + '-' + head + '-';
  const auto count_in = [](std::string_view digits) {
    std::int64_t count = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), count);
    return count;
  };
  const std::string last = records.setting(kSiteNumber);
  if (last.starts_with(next.day + ' ')) {
    next.count = count_in(std::string_view(last).substr(next.day.size() + 1));
  }
  for (const WorkOrder& order : records.views(writer_of(me))) {
    if (!order.no.starts_with(head)) continue;
    next.count = std::max(next.count, count_in(std::string_view(order.no).substr(head.size())));
  }
  ++next.count;
  const std::string digits = std::to_string(next.count);
  next.text = head + (digits.size() < 2 ? "0" : "") + digits;
  return next;
}

}  // namespace

Device::Device(const std::filesystem::path& folder)
    : folder_(folder), database_(database_in(folder)), blobs_(folder / "blobs") {
  store::migrate(database_, "laptop", store::laptop_migrations());
}

Result<Identity> Device::identity() {
  Identity identity;
  store_.transact(store::Transaction::Kind::read, [&](store::LaptopRecords& records) {
    identity.device = records.state().device;
    identity.server = records.setting("server");
    identity.pin = records.setting("pin");
    identity.name = records.setting("name");
    identity.desk_key = records.desk_key();
    identity.person.id = PersonId(records.setting("person.id"));
    identity.person.name = records.setting("person.name");
    identity.person.group = records.setting("person.group");
    if (const auto roles = roles_from_text(records.setting("person.roles"))) {
      identity.person.roles = roles.value();
    }
  });
  if (identity.device.empty()) return Error{Code::not_enrolled};
  const auto file = read_file(key_in(folder_), kKey_bytes);
  const auto key = file ? from_base64(trimmed(file.value())) : std::nullopt;
  if (!key || !key_pair_holds(*key)) throw Failure({Code::db_corrupt, "device.key"});
  identity.secret_key = *key;
  return identity;
}

KeyPair Device::enrolment_key(std::string_view code) {
  const std::string hash = sha256_hex(code);
  if (const auto file = read_file(try_in(folder_), kKey_bytes)) {
    const std::string& kept = file.value();
    const auto key = kept.starts_with(hash + ' ') ? from_base64(trimmed(kept.substr(hash.size())))
                                                  : std::nullopt;
    if (key && key->size() == 64) return {public_half(*key), *key};
  }
  KeyPair fresh = new_key_pair();
  write_file(try_in(folder_), hash + ' ' + to_base64(fresh.secret_key) + '\n', Access::owner_only);
  return fresh;
}

Refusable Device::enrolled(const Identity& identity) {
  Refusable kept = Done{};
  // The key is on disk before the database says that this laptop has one.
  if (identity.secret_key.size() != 64) return Error{Code::internal, "key"};
  store_.transact(store::Transaction::Kind::write, [&](store::LaptopRecords& records) {
    core::SyncState state = records.state();
    if (!state.device.empty() && state.device != identity.device) {
      kept = Error{Code::already_enrolled, records.setting("person.name")};
      return;
    }
    write_file(key_in(folder_), to_base64(identity.secret_key) + '\n', Access::owner_only);
    state.device = identity.device;
    records.put_state(state);
    records.put_setting("server", identity.server);
    records.put_setting("pin", identity.pin);
    records.put_setting("name", identity.name);
    records.put_setting("desk_key", to_base64(identity.desk_key));
    records.put_setting("person.id", identity.person.id.value);
    records.put_setting("person.name", identity.person.name);
    records.put_setting("person.group", identity.person.group);
    records.put_setting("person.roles", roles_text(identity.person.roles));
  });
  std::error_code ignored;
  if (kept) std::filesystem::remove(try_in(folder_), ignored);
  return kept;
}

Result<WorkOrder> Device::order(std::string_view no) {
  const auto me = identity();
  if (!me) return me.error();
  std::optional<WorkOrder> found;
  store_.transact(store::Transaction::Kind::read, [&](store::LaptopRecords& records) {
    found = records.view_by_no(no, writer_of(me.value()));
  });
  if (!found) return Error{Code::unknown_order, std::string(no.substr(0, 80)), "no"};
  return std::move(*found);
}

Result<std::vector<WorkOrder>> Device::orders() {
  const auto me = identity();
  if (!me) return me.error();
  std::vector<WorkOrder> all;
  store_.transact(store::Transaction::Kind::read, [&](store::LaptopRecords& records) {
    all = records.views(writer_of(me.value()));
  });
  return all;
}

Result<core::Op> Device::judged(const Identity& me, core::OrderState& state, const OrderId& order,
                                core::OpBody body, OnSigned on_signed) {
  const SignedForm before(state.order);
  core::Op op;
  op.id = OpId(new_uuid7(clock_.wall_ms(), random_));
  op.order = order;
  op.at = time_from_ms(clock_.wall_ms());
  op.body = std::move(body);
  if (auto* sign = std::get_if<core::AddSignOff>(&op.body)) sign_for(me, op, sign->sign_off);
  const core::Outcome outcome = core::merge(state, op, author_of(me, public_half(me.secret_key)));
  if (outcome.verdict == core::Verdict::rejected) return outcome.error;
  if (on_signed == OnSigned::refuse && !before.holds_for(state.order)) {
    return Error{Code::form_signed};
  }
  // Its bytes must pass the desk's door too: a limit found out there would cost what was written.
  if (auto readable = core::decode_op(core::encode_op(op)); !readable) return readable.error();
  return op;
}

Result<WorkOrder> Device::write_all(std::string_view no, const std::vector<Compose>& steps,
                                    OnSigned on_signed) {
  const auto me = identity();
  if (!me) return me.error();
  Result<WorkOrder> written = Error{Code::unknown_order, std::string(no.substr(0, 80)), "no"};
  store_.transact(store::Transaction::Kind::write, [&](store::LaptopRecords& records) {
    auto order = records.view_by_no(no, writer_of(me.value()));
    if (!order) return;
    if (auto may = writable(records, *order, me.value()); !may) {
      written = may.error();
      return;
    }
    // No stamps: what this laptop knows of the desk stands in the order itself, so nothing is in
    // dispute here and merge says just whether the desk would take it.
    core::OrderState state{std::move(*order), {}};
    std::vector<core::Op> ops;
    for (const Compose& compose : steps) {
      auto body = compose(state.order);
      auto op = body ? judged(me.value(), state, state.order.id, std::move(body).value(), on_signed)
                     : Result<core::Op>(body.error());
      if (!op) {
        written = op.error();
        return;
      }
      ops.push_back(std::move(op).value());
    }
    for (const core::Op& op : ops) records.append(op);
    written = std::move(state.order);
  });
  return written;
}

Result<WorkOrder> Device::make(
    const std::function<Result<core::OpBody>(const std::string& no)>& compose) {
  const auto me = identity();
  if (!me) return me.error();
  Result<WorkOrder> made = Error{Code::internal};
  store_.transact(store::Transaction::Kind::write, [&](store::LaptopRecords& records) {
    const SiteNumber number = next_site_number(records, me.value(), clock_.wall_ms());
    auto body = compose(number.text);
    core::OrderState state;
    auto op = body ? judged(me.value(), state, OrderId(new_uuid7(clock_.wall_ms(), random_)),
                            std::move(body).value(), OnSigned::refuse)
                   : Result<core::Op>(body.error());
    if (!op) {
      made = op.error();
      return;
    }
    records.put_setting(kSiteNumber, number.day + ' ' + std::to_string(number.count));
    records.append(op.value());
    state.order.version = 0;  // the desk has not seen it
    made = std::move(state.order);
  });
  return made;
}

WorkOrder Device::shown(WorkOrder order) {
  if (order.signoffs.empty()) return order;
  WorkOrder shown;
  store_.transact(store::Transaction::Kind::read, [&](store::LaptopRecords& records) {
    const OrderId id = order.id;
    shown = core::as_shown(std::move(order),
                           [&](std::string_view hash) { return records.document(hash, id); });
  });
  return shown;
}

std::optional<Device::LastSync> Device::last_sync() const {
  const auto note = read_file(folder_ / kLastSync, kKey_bytes);
  if (!note) return std::nullopt;
  LastSync last;
  const std::string& text = note.value();
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, last.wall_ms);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != ' ') return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, last.offset_ms);
  if (second.ec != std::errc() || second.ptr == end) return std::nullopt;
  return last;
}

void Device::synced(std::int64_t offset_ms) const noexcept {
  write_note(folder_ / kLastSync,
             std::to_string(clock_.wall_ms()) + ' ' + std::to_string(offset_ms) + '\n');
}

void Device::wiped() {
  std::error_code ignored;
  std::filesystem::remove(key_in(folder_), ignored);
  std::filesystem::remove(try_in(folder_), ignored);
  std::filesystem::remove(folder_ / kLastSync, ignored);
  const auto photos = blobs_.list();
  for (const std::string& sha : photos.whole) blobs_.remove(sha);
  for (const std::string& part : photos.parts) blobs_.remove_part_named(part);
  // What was deleted still stands in free pages and in the log until the file is written anew.
  database_.script("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
}

Result<Printable> Device::printable(std::string_view no, core::Paper paper) {
  const auto order = this->order(no);
  if (!order) return order.error();
  Result<Printable> out = Error{Code::internal};
  store_.transact(store::Transaction::Kind::read, [&](store::LaptopRecords& records) {
    out = core::printable(order.value(), paper, [&](std::string_view hash) {
      return records.document(hash, order.value().id);
    });
  });
  return out;
}

}  // namespace huidan::client
