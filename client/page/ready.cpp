#include "client/page/ready.hpp"

#include <algorithm>
#include <cstdlib>

#include "client/page/fonts.hpp"
#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"
#include "sync/core/wire_order.hpp"

namespace huidan::client {
namespace {

std::int64_t open_disputes(const WorkOrder& order) {
  return std::ranges::count(order.disputes, "open", &Dispute::state);
}

bool has_its_forms(Device& device, const WorkOrder& order) {
  return device.printable(order.no, core::Paper::as_it_stands).ok();
}

/// To their last byte: on site there is nothing to mend a damaged one with.
bool has_whole_fonts() {
  const auto fonts = open_fonts();
  return fonts && fonts.value().verify();
}

constexpr std::int64_t kMinute_ms = 60'000;

std::string since(const Aboard& aboard) {
  return aboard.since_sync_ms ? std::to_string(*aboard.since_sync_ms / kMinute_ms) : "–";
}

/// With one digit behind the point.
std::string gigabytes(std::int64_t bytes) {
  const std::int64_t tenths = (bytes >> 20) * 10 / 1024;
  return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10);
}

}  // namespace

Result<Aboard> look_aboard(Device& device) {
  const auto me = device.identity();
  if (!me) return me.error();
  const auto orders = device.orders();
  if (!orders) return orders.error();
  Aboard aboard;
  device.store().transact(store::Transaction::Kind::read, [&](store::LaptopRecords& records) {
    const core::SyncState state = records.state();
    const core::SetDigest held = records.set_digest();
    aboard.orders = held.orders;
    aboard.orders_of_desk = state.set.orders;
    aboard.same_as_desk = held == state.set;
    aboard.damaged = records.unreadable();
    aboard.unsent = records.unsent_count();
    aboard.photos = static_cast<std::int64_t>(records.waiting_blobs().size());
  });
  for (const WorkOrder& order : orders.value()) {
    aboard.disputes += open_disputes(order);
    aboard.forms_missing += has_its_forms(device, order) ? 0 : 1;
  }
  aboard.fonts = has_whole_fonts();
  aboard.desk_key = !me.value().desk_key.empty();
  if (const auto sync = device.last_sync()) {
    aboard.since_sync_ms = device.clock().wall_ms() - sync->wall_ms;
    aboard.clock_offset_ms = sync->offset_ms;
  }
  aboard.disk_free_bytes = disk_free_bytes(device.folder());
  return aboard;
}

std::vector<Check> departure_checks(const Aboard& aboard) {
  const std::int64_t since_ms = aboard.since_sync_ms.value_or(-1);
  // A clock that was set back since makes the last sync one of a time to come.
  const bool synced = since_ms >= -limits::kReadyClock_ms && aboard.since_sync_ms &&
                      since_ms <= limits::kReadySync_ms;
  return {
      {"orders", aboard.same_as_desk && aboard.damaged == 0},
      {"forms", aboard.forms_missing == 0},
      {"fonts", aboard.fonts},
      {"sync", synced},
      {"clock", std::abs(aboard.clock_offset_ms) <= limits::kReadyClock_ms},
      {"disk", aboard.disk_free_bytes >= limits::kReadyDisk_bytes},
      {"keys", aboard.desk_key},
      {"disputes", aboard.disputes == 0},
      {"unsent", aboard.unsent == 0 && aboard.photos == 0},
  };
}

std::string words_of(Language language, const Check& check, const Aboard& aboard, Reads reads) {
  const std::string key = "cli.ready." + std::string(check.name) + (check.ok ? ".ok" : ".bad");
  const std::string command = "huidan " + std::string(check.name);
  const std::string by = reads == Reads::command_line
                             ? text_with(language, "cli.ready.by", {{"command", command}})
                             : std::string();
  return text_with(language, key,
                   {{"orders", std::to_string(aboard.orders)},
                    {"by", by},
                    {"desk", std::to_string(aboard.orders_of_desk)},
                    {"damaged", std::to_string(aboard.damaged)},
                    {"missing", std::to_string(aboard.forms_missing)},
                    {"minutes", since(aboard)},
                    {"offset", std::to_string(aboard.clock_offset_ms / 1000)},
                    {"free", std::to_string(aboard.disk_free_bytes >> 20)},
                    {"free_gb", gigabytes(aboard.disk_free_bytes)},
                    {"free_gb", gigabytes(aboard.disk_free_bytes)},
                    {"disputes", std::to_string(aboard.disputes)},
                    {"unsent", std::to_string(aboard.unsent)},
                    {"photos", std::to_string(aboard.photos)}});
}

}  // namespace huidan::client
