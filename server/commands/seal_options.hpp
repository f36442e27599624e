#pragma once
// Where the operator's own key and certificate are: --seal-key, --seal-cert.

#include "server/seal_key.hpp"
#include "sync/cli/program.hpp"

namespace huidan::server {

/// `files` outlives the program's run.
void add_seal_options(cli::Program& program, CLI::App* verb, StampFiles& files);

}  // namespace huidan::server
