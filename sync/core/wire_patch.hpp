#pragma once
// The body of PATCH /v1/orders/{no} (INTERFACES), the same at the desk and on a laptop's page:
// {"fields": {name: value}, "version": what the writer saw, "seen": {name: what stood there}}.

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sync/base/result.hpp"
#include "sync/model/work_order.hpp"

namespace huidan::core {

/// Names and values, in the body's order.
using Texts = std::vector<std::pair<std::string, std::string>>;

struct Patch {
  Texts fields{};
  std::int64_t version = 0;  // 0: whatever stands
  Texts seen{};
};

/// The members of a flat object of texts. Error: bad_input.
[[nodiscard]] Result<Texts> texts_of(const nlohmann::json& object);

/// Errors: those of parse_json, missing_value without fields, bad_input.
[[nodiscard]] Result<Patch> decode_patch(std::string_view body);

/// Whether every field still says what the writer saw when he began to write. Errors:
/// changed_meanwhile naming it (what came in is shown to him before anything is written over),
/// unknown_field.
[[nodiscard]] Refusable still_as_seen(const WorkOrder& order, const Texts& seen);

}  // namespace huidan::core
