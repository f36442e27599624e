#include "client/commands/commands.hpp"

int main(int argc, char** argv) {
  // Printing and the page load three times as many libraries as a sync does.
  const std::vector<std::string_view> page{"print", "ready", "page", "verify"};
  if (const auto exit = huidan::cli::gone_on_as("huidan-page", page, argc, argv)) return *exit;
  huidan::cli::Program program("huidan", "huidan-laptop", argc, argv);
  huidan::client::add_enrol(program);
  huidan::client::add_sync(program);
  huidan::client::add_orders(program);
  huidan::client::add_edits(program);
  huidan::client::add_photo(program);
  huidan::client::add_sign(program);
  huidan::client::add_bundle(program);
  huidan::client::add_receipts(program);
  huidan::client::add_status(program);
  huidan::client::add_backup(program);
  program.elsewhere(page, {"listen", "printers"});
  return program.run();
}
