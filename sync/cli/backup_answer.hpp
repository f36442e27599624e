#pragma once
// How both programs say what stands in a backup, or in the data as they are.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/cli/console.hpp"

namespace huidan::cli {

/// Who may come in again to a desk that was restored: the backup does not know who was shut out
/// since.
struct ComeBack {
  std::vector<std::string> users{};    // who may log in
  std::vector<std::string> laptops{};  // that may sync, each with whose it is
};

/// `manifest` is the JSON of the manifest, `where` the file or folder it is about.
void say_backup(Console& console, std::string_view manifest, const std::string& where,
                const std::optional<ComeBack>& back = {});

}  // namespace huidan::cli
