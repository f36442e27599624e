// huidan-page: the verbs of huidan that draw a form or serve the page. `huidan` goes on as this
// program when it is given one of them.

#include "client/page/commands/commands.hpp"

int main(int argc, char** argv) {
  huidan::cli::Program program("huidan", "huidan-laptop", argc, argv);
  huidan::client::add_print(program);
  huidan::client::add_ready(program);
  huidan::client::add_page(program);
  huidan::client::add_verify(program);
  return program.run();
}
