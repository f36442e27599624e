#include <nlohmann/json.hpp>

#include "sync/core/bundle.hpp"
#include "sync/core/json.hpp"

namespace huidan::core {

std::string encode_under_way(const UnderWay& under_way) {
  const Asked& asked = under_way.asked;
  return json_text({{"bundle", under_way.bundle},
                    {"request", asked.request},
                    {"epoch", asked.from.epoch},
                    {"seq", asked.from.seq},
                    {"ops", asked.ops}});
}

Result<UnderWay> decode_under_way(std::string_view text) {
  const nlohmann::json in = parse_own(text);
  const auto bundle = string_at(in, "bundle");
  const auto request = string_at(in, "request");
  const auto epoch = string_at(in, "epoch");
  const auto seq = integer_at(in, "seq");
  const bool whole = bundle && request && epoch && seq && in.contains("ops");
  if (!whole || !in["ops"].is_array()) return Error{Code::db_corrupt, "bundle"};
  UnderWay under_way{*bundle, {*request, {*epoch, *seq, {}, 0}, {}}};
  for (const nlohmann::json& n : in["ops"]) {
    if (!n.is_number_integer()) return Error{Code::db_corrupt, "bundle"};
    under_way.asked.ops.push_back(n.get<std::int64_t>());
  }
  return under_way;
}

}  // namespace huidan::core
