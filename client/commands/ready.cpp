#include "client/ready.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "client/commands/commands.hpp"

namespace huidan::client {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t kMinute_ms = 60'000;

std::string since(const Aboard& aboard) {
  return aboard.since_sync_ms ? std::to_string(*aboard.since_sync_ms / kMinute_ms) : "–";
}

std::string words_of(Language language, const Check& check, const Aboard& aboard) {
  const std::string key = "cli.ready." + std::string(check.name) + (check.ok ? ".ok" : ".bad");
  return text_with(language, key,
                   {{"orders", std::to_string(aboard.orders)},
                    {"desk", std::to_string(aboard.orders_of_desk)},
                    {"damaged", std::to_string(aboard.damaged)},
                    {"missing", std::to_string(aboard.forms_missing)},
                    {"minutes", since(aboard)},
                    {"offset", std::to_string(aboard.clock_offset_ms / 1000)},
                    {"free", std::to_string(aboard.disk_free_bytes >> 20)},
                    {"disputes", std::to_string(aboard.disputes)},
                    {"unsent", std::to_string(aboard.unsent)},
                    {"photos", std::to_string(aboard.photos)}});
}

Refusable ready(cli::Context& context) {
  Device device(context.data);
  const auto found = look_aboard(device);
  if (!found) return found.error();
  const Aboard& aboard = found.value();
  const auto checks = departure_checks(aboard);
  const bool all = std::ranges::all_of(checks, &Check::ok);
  ordered_json rows = ordered_json::array();
  std::string lines;
  for (const Check& check : checks) {
    const std::string words = words_of(context.console.language(), check, aboard);
    rows.push_back({{"name", check.name}, {"ok", check.ok}, {"says", words}});
    lines += (check.ok ? "✓ " : "✗ ") + words + '\n';
  }
  ordered_json document{{"ready", all}, {"checks", rows}};
  document["orders"] = aboard.orders;
  document["orders_of_desk"] = aboard.orders_of_desk;
  document["since_sync_ms"] =
      aboard.since_sync_ms ? ordered_json(*aboard.since_sync_ms) : ordered_json(nullptr);
  document["clock_offset_ms"] = aboard.clock_offset_ms;
  document["disk_free_bytes"] = aboard.disk_free_bytes;
  document["disputes"] = aboard.disputes;
  document["unsent_ops"] = aboard.unsent;
  document["unsent_blobs"] = aboard.photos;
  context.console.answer(document.dump(), lines);
  context.exit = all ? 0 : 1;
  return Done{};
}

}  // namespace

void add_ready(cli::Program& program) {
  program.verb("ready", ready);
}

}  // namespace huidan::client
