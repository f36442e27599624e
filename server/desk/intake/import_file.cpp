#include "server/desk/intake/import_file.hpp"

#include <array>
#include <utility>

#include "server/desk/intake/charset.hpp"
#include "server/desk/intake/collector.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/limits.hpp"

namespace huidan::server {

Refusable Collector::add(RowOutcome outcome, const std::string& no_column) {
  if (plan_.orders.size() + plan_.refused.size() >= limits::kImportRows_max) {
    return Error{Code::too_many, std::to_string(limits::kImportRows_max)};
  }
  if (auto* refusal = std::get_if<Refusal>(&outcome)) {
    plan_.refused.push_back(std::move(*refusal));
    return Done{};
  }
  auto& order = std::get<ImportedOrder>(outcome);
  const auto [first, is_new] = line_by_no_.try_emplace(order.no, order.line);
  if (is_new) {
    plan_.orders.push_back(std::move(order));
  } else {
    plan_.refused.push_back(
        {order.line, no_column, {Code::already_exists, std::to_string(first->second), "no"}});
  }
  return Done{};
}

void Collector::read_to(std::size_t done_bytes) {
  const std::size_t step_bytes = total_bytes_ / limits::kImportProgress_parts + 1;
  if (!progress_ || done_bytes < told_bytes_ + step_bytes || done_bytes >= total_bytes_) return;
  told_bytes_ = done_bytes;
  progress_(done_bytes, total_bytes_);
}

ImportPlan Collector::finish() {
  if (progress_) progress_(total_bytes_, total_bytes_);
  return std::move(plan_);
}

Refusable check_whole(const ImportedOrder& order) {
  if (order.no.empty()) return Error{Code::missing_value, {}, "no"};
  for (const Field field : {Field::reporter_unit, Field::description}) {
    if (order.fields.at(static_cast<std::size_t>(field)).empty()) {
      return Error{Code::missing_value, {}, std::string(name_of(field))};
    }
  }
  return Done{};
}

Result<ImportPlan> read_import(std::string_view bytes, ImportFormat format,
                               const ImportSettings& settings, const ImportProgress& progress) {
  if (bytes.size() > limits::kImport_bytes) {
    return Error{Code::too_large, std::to_string(limits::kImport_bytes)};
  }
  const std::string_view content = without_mark(bytes);
  if (trimmed(content).empty()) return Error{Code::bad_input, "empty_file"};
  const auto charset = detect_charset(bytes);
  if (!charset) return charset.error();
  Collector collector(bytes.size(), progress);
  const Refusable read = format == ImportFormat::csv
                             ? read_csv(content, charset.value(), settings, collector)
                             : read_json_lines(content, settings, collector);
  if (!read) return read.error();
  return collector.finish();
}

}  // namespace huidan::server
