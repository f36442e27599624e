#pragma once
// How both programs say what a printed file proves (INTERFACES, verify FILE.pdf).

#include "sync/cli/program.hpp"
#include "sync/model/evidence.hpp"

namespace huidan::cli {

/// One JSON document, or a line for each thing that holds or does not, with what it means. The exit
/// is verification_failed's when the evidence is not valid.
void say_evidence(Context& context, const Evidence& evidence, const std::string& file);

}  // namespace huidan::cli
