#include <nlohmann/json.hpp>

#include "sync/core/bundle.hpp"
#include "sync/core/json.hpp"

namespace huidan::core {

std::string encode_asked(const Asked& asked) {
  return json_text({{"request", asked.request},
                    {"epoch", asked.from.epoch},
                    {"seq", asked.from.seq},
                    {"ops", asked.ops}});
}

Result<Asked> decode_asked(std::string_view text) {
  const nlohmann::json in = parse_own(text);
  const auto request = string_at(in, "request");
  const auto epoch = string_at(in, "epoch");
  const auto seq = integer_at(in, "seq");
  if (!request || !epoch || !seq || !in.contains("ops") || !in["ops"].is_array()) {
    return Error{Code::db_corrupt, "bundle"};
  }
  Asked asked{*request, {*epoch, *seq, {}, 0}, {}};
  for (const nlohmann::json& n : in["ops"]) {
    if (!n.is_number_integer()) return Error{Code::db_corrupt, "bundle"};
    asked.ops.push_back(n.get<std::int64_t>());
  }
  return asked;
}

}  // namespace huidan::core
