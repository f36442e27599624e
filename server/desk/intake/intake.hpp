#pragma once
// The intake room (S2-2.2, S2-3): orders that another system has recorded come in by file. The
// number 编号 is the key: importing a file twice changes nothing, and a changed row writes just
// what changed in the file, so that nobody's later work is overwritten by an old export.

#include <string>
#include <string_view>
#include <vector>

#include "server/desk/intake/import_file.hpp"
#include "server/store/pen.hpp"

namespace huidan::server {

struct ImportReport {
  std::int64_t created = 0;
  std::int64_t updated = 0;
  std::int64_t unchanged = 0;
  std::vector<Refusal> refused;  // rows of the file, and rows the desk itself refused
};

enum class Rehearsal { real, dry_run };

/// How many orders of how many have been dealt with.
using IntakeProgress = std::function<void(std::size_t done, std::size_t total)>;

class Intake {
 public:
  explicit Intake(Desk& desk) : desk_(desk) {}

  /// Takes the good rows. A dry run says the same and changes nothing.
  [[nodiscard]] Result<ImportReport> import(const ImportPlan& plan, Rehearsal rehearsal,
                                            const IntakeProgress& progress);

 private:
  Desk& desk_;
};

}  // namespace huidan::server
