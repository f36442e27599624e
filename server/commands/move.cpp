#include <memory>
#include <nlohmann/json.hpp>

#include "server/commands/commands.hpp"
#include "server/store/move.hpp"
#include "server/store/place.hpp"

namespace huidan::server {
namespace {

/// The word for the file in the data folder; anything else is a PostgreSQL database.
constexpr std::string_view kFile = "file";

Refusable move(cli::Context& context, const std::string& to) {
  store::Database old(open_store({context.data, context.store}));
  store::Database fresh(open_store({context.data, to == kFile ? "" : to}));
  make_tables(old);
  make_tables(fresh);
  const auto carried = move_desk(old, fresh);
  if (!carried) return carried.error();
  nlohmann::ordered_json tables = nlohmann::ordered_json::array();
  std::string lines;
  for (const TableSum& table : carried.value()) {
    tables.push_back({{"name", table.name}, {"rows", table.rows}, {"digest", table.digest}});
    lines +=
        std::string(table.name) + '\t' + std::to_string(table.rows) + '\t' + table.digest + '\n';
  }
  const nlohmann::ordered_json document{{"to", fresh.dialect().name}, {"tables", tables}};
  context.console.answer(document.dump(), lines);
  return Done{};
}

}  // namespace

void add_move(cli::Program& program) {
  auto to = std::make_shared<std::string>();
  CLI::App* verb = program.verb("move", [to](cli::Context& context) { return move(context, *to); });
  program.required(verb, "--to", &*to);
}

}  // namespace huidan::server
