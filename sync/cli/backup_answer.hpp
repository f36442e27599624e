#pragma once
// How both programs say what stands in a backup, or in the data as they are.

#include <string>
#include <string_view>

#include "sync/cli/console.hpp"

namespace huidan::cli {

/// `manifest` is the JSON of the manifest, `where` the file or folder it is about.
void say_backup(Console& console, std::string_view manifest, const std::string& where);

}  // namespace huidan::cli
