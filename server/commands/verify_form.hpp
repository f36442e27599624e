#pragma once
// `verify FILE.pdf`, beside the other meanings of `verify`.

#include <string>

#include "sync/cli/program.hpp"

namespace huidan::server {

/// Whether a file is a PDF, by how it begins; a backup never does so.
[[nodiscard]] bool is_form(const std::string& file);

/// Says what the file proves, by what this desk knows of devices and of its own seals; where there
/// is no desk, by nothing. Error: not_found, too_large.
[[nodiscard]] Refusable verify_form(cli::Context& context, const std::string& file);

}  // namespace huidan::server
