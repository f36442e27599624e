#pragma once
// Reads a desk's export (INTERFACES, `order import`; REQUIREMENTS S2-3, S2-6) into orders that can
// be stored as they are. It decides what a row means and which row is refused and why; it knows
// neither the database nor what is in it, so that `--dry-run` and the real import read alike.

#include <bitset>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/result.hpp"
#include "sync/base/time.hpp"
#include "sync/model/field.hpp"
#include "sync/model/work_order.hpp"

namespace huidan::server {

struct ImportSettings {
  /// The zone of times that name none, in minutes east of UTC.
  int zone_offset_min = kShanghaiOffset_min;
};

/// One row of 更换(增加)设备明细; `qty` is a canonical decimal or "" when the export has none.
struct ImportedPart {
  std::string name;
  std::string model;
  std::string unit;
  std::string qty;
  std::string note;

  friend bool operator==(const ImportedPart&, const ImportedPart&) = default;
};

struct ImportedOrder {
  std::size_t line = 0;  // where the record starts in the file, from 1
  std::string no;
  FieldValues fields{};              // canonical (canonical_value), "" where the export is silent
  std::bitset<kFieldCount> given{};  // which fields the export has at all, even if empty
  std::vector<ImportedPart> parts{};
  bool parts_given = false;  // an update from a file without parts must not remove them

  friend bool operator==(const ImportedOrder&, const ImportedOrder&) = default;
};

/// `line` is the physical line where the refused record starts, from 1. `column` is the column as
/// the file itself calls it ("报修时间", "reported_at", "parts[2].qty", parts counted from 1), or
/// "" when the row as a whole is at fault. `error.field` is always the name of INTERFACES.
struct Refusal {
  std::size_t line = 0;
  std::string column;
  Error error;

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

/// Both lists in the order of the file. Every row that is not blank is in exactly one of them.
struct ImportPlan {
  std::vector<ImportedOrder> orders;
  std::vector<Refusal> refused;
};

enum class ImportFormat { csv, jsonl };

/// Told how far the reading is, in bytes: never backwards, at the end `done == total`. May be
/// empty.
using ImportProgress = std::function<void(std::size_t done_bytes, std::size_t total_bytes)>;

/// A broken row is a Refusal and the others are taken. The file as a whole is refused with
/// too_large, too_many (limits.hpp), bad_input (empty_file), bad_encoding (UTF-16 and the like),
/// and for a header with unknown_column, already_exists (a column twice) or missing_value (no
/// column for a mandatory field); `detail` holds the column's name.
[[nodiscard]] Result<ImportPlan> read_import(std::string_view bytes, ImportFormat format,
                                             const ImportSettings& settings,
                                             const ImportProgress& progress);

}  // namespace huidan::server
