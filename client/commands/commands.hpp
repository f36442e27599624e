#pragma once
// The verbs of huidan, the laptop's program. Each file adds its own to the program.

#include "sync/cli/program.hpp"

namespace huidan::client {

void add_enrol(cli::Program& program);
void add_sync(cli::Program& program);
void add_orders(cli::Program& program);
void add_edits(cli::Program& program);
void add_photo(cli::Program& program);
void add_sign(cli::Program& program);
void add_bundle(cli::Program& program);
void add_receipts(cli::Program& program);
void add_status(cli::Program& program);
void add_backup(cli::Program& program);

}  // namespace huidan::client
