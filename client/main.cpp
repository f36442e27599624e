#include "client/commands/commands.hpp"

int main(int argc, char** argv) {
  huidan::cli::Program program("huidan", "huidan-laptop", argc, argv);
  huidan::client::add_enrol(program);
  huidan::client::add_sync(program);
  huidan::client::add_orders(program);
  huidan::client::add_edits(program);
  huidan::client::add_photo(program);
  huidan::client::add_sign(program);
  huidan::client::add_print(program);
  huidan::client::add_bundle(program);
  huidan::client::add_receipts(program);
  huidan::client::add_status(program);
  huidan::client::add_ready(program);
  huidan::client::add_page(program);
  huidan::client::add_backup(program);
  huidan::client::add_verify(program);
  return program.run();
}
