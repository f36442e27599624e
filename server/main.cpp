#include "server/commands/commands.hpp"
#include "server/commands/hand.hpp"

int main(int argc, char** argv) {
  huidan::cli::Program program("huidan-server", "huidan-desk", argc, argv);
  program.takes_store();
  huidan::server::add_serve(program);
  huidan::server::add_demo(program);
  huidan::server::add_user(program);
  huidan::server::add_device(program);
  huidan::server::add_order(program);
  huidan::server::add_disputes(program);
  huidan::server::add_bundle(program);
  huidan::server::add_print(program);
  huidan::server::add_return(program);
  huidan::server::add_archive(program);
  huidan::server::add_backup(program);
  huidan::server::add_move(program);
  huidan::server::add_openapi(program);
  // A mistyped --data is no wish for a desk.
  program.expects({"serve", "demo", "user add", "order import", "restore", "verify", "openapi"},
                  huidan::server::desk_is_there);
  return program.run();
}
