#pragma once
// A program may be two files: a small one that starts quickly, and a larger one beside it for what
// needs more libraries than a sync does (loading those took longer than the sync itself). The door
// to how an operating system goes on from the one to the other.

#include <string>

#include "sync/base/result.hpp"

namespace huidan {

/// Goes on as the program `name` in this program's own folder, with the same command line. Where
/// the system cannot put one in the place of the other, it runs to its end, and its exit code comes
/// back. Error: internal with the name of a program that is not there.
[[nodiscard]] Result<int> go_on_as(const std::string& name, const char* const* argv);

}  // namespace huidan
