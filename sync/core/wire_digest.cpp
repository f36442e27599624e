#include "sync/core/wire_digest.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "sync/base/crypto.hpp"
#include "sync/core/wire_sync.hpp"

namespace huidan::core {

using nlohmann::json;

json digest_json(std::int64_t digest) {
  return std::to_string(digest);
}

std::optional<std::int64_t> read_digest(const json& raw) {
  if (!raw.is_string()) return std::nullopt;
  const auto& text = raw.get_ref<const std::string&>();
  std::int64_t digest = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), digest);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || digest < 0 || digest >= kDigestModulus) return std::nullopt;
  return digest;
}

std::int64_t row_digest(const OrderId& order, std::int64_t version, std::string_view text) {
  return short_digest(order.value + '\n' + std::to_string(version) + '\n' + std::string(text));
}

}  // namespace huidan::core
