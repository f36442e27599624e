#include "client/page/ready.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "client/page/commands/commands.hpp"

namespace huidan::client {
namespace {

using nlohmann::ordered_json;

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
    const std::string words =
        words_of(context.console.language(), check, aboard, Reads::command_line);
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
