#include "client/commands/commands.hpp"

int main(int argc, char** argv) {
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
  // Printing and the page load three times as many libraries as a sync does.
  for (const char* verb : {"print", "ready", "page", "verify"}) {
    program.elsewhere(verb, "huidan-page", {"listen", "printers"});
  }
  return program.run();
}
