#pragma once
// The verbs of huidan-page. Each file adds its own to the program.

#include "sync/cli/program.hpp"

namespace huidan::client {

void add_print(cli::Program& program);
void add_ready(cli::Program& program);
void add_page(cli::Program& program);
void add_verify(cli::Program& program);

}  // namespace huidan::client
