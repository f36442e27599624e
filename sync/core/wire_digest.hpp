#pragma once
// Digests on the wire: 60 bits, more than a JSON number holds, travel as text.

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>

namespace huidan::core {

[[nodiscard]] nlohmann::json digest_json(std::int64_t digest);
[[nodiscard]] std::optional<std::int64_t> read_digest(const nlohmann::json& raw);

}  // namespace huidan::core
