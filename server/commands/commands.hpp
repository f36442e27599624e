#pragma once
// The verbs of huidan-server, one file a noun. Each adds itself to the program.

#include "sync/cli/program.hpp"

namespace huidan::server {

void add_serve(cli::Program& program);
void add_user(cli::Program& program);
void add_device(cli::Program& program);
void add_order(cli::Program& program);
void add_disputes(cli::Program& program);
void add_bundle(cli::Program& program);
void add_print(cli::Program& program);
void add_return(cli::Program& program);
void add_archive(cli::Program& program);
void add_backup(cli::Program& program);
void add_move(cli::Program& program);
void add_demo(cli::Program& program);
void add_openapi(cli::Program& program);

}  // namespace huidan::server
