#pragma once
// Shorthands of the import's tests.

#include <string>
#include <string_view>

#include "server/desk/intake/import_file.hpp"

namespace huidan::server {

inline Result<ImportPlan> read_csv_text(std::string_view bytes,
                                        const ImportSettings& settings = {}) {
  return read_import(bytes, ImportFormat::csv, settings, {});
}

inline Result<ImportPlan> read_json_text(std::string_view bytes) {
  return read_import(bytes, ImportFormat::jsonl, {}, {});
}

inline const std::string& value(const ImportedOrder& order, Field field) {
  return order.fields.at(static_cast<std::size_t>(field));
}

/// "line column code detail", to compare at a glance.
inline std::string told(const Refusal& refusal) {
  return std::to_string(refusal.line) + ' ' + refusal.column + ' ' +
         std::string(code_name(refusal.error.code)) + ' ' + refusal.error.detail;
}

/// "code detail" of a file refused as a whole, "" of one that is not.
inline std::string told(const Result<ImportPlan>& plan) {
  if (plan) return {};
  return std::string(code_name(plan.error().code)) + ' ' + plan.error().detail;
}

/// The rows' refusals, one a line.
inline std::string refusals(const Result<ImportPlan>& plan) {
  std::string out;
  for (const Refusal& refusal : plan.value().refused) out += told(refusal) + '\n';
  return out;
}

}  // namespace huidan::server
