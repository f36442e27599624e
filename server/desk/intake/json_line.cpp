#include "server/desk/intake/json_line.hpp"

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "sync/base/limits.hpp"
#include "sync/core/json.hpp"

namespace huidan::server {
namespace {

using Json = nlohmann::json;

/// Where the parser stands. Nothing of an order lies deeper than a part.
enum class Level { outside, order, parts, part };

class LineHandler final : public nlohmann::json_sax<Json> {
 public:
  LineHandler(KnownKey known, JsonLine& line, JsonFault& fault)
      : known_(known), line_(line), fault_(fault) {}

  bool null() override { return scalar({}, false); }

  bool boolean(bool /*value*/) override { return wrong_type(); }

  bool number_integer(number_integer_t value) override {
    return scalar(std::to_string(value), true);
  }

  bool number_unsigned(number_unsigned_t value) override {
    return scalar(std::to_string(value), true);
  }

  bool number_float(number_float_t /*value*/, const string_t& token) override {
    return scalar(token, true);
  }

  bool string(string_t& value) override { return scalar(std::move(value), false); }

  bool binary(binary_t& /*value*/) override { return wrong_type(); }

  bool start_object(std::size_t /*elements*/) override {
    if (place_ == Level::outside) {
      place_ = Level::order;
    } else if (place_ == Level::parts) {
      place_ = Level::part;
      if (++line_.part_count > limits::kParts_max) {
        return refuse("parts", {Code::too_many, std::to_string(limits::kParts_max), "parts"});
      }
      part_keys_.clear();
    } else {
      return wrong_type();
    }
    return true;
  }

  bool key(string_t& name) override {
    auto& seen = place_ == Level::part ? part_keys_ : order_keys_;
    key_ = name;
    const bool known = known_(place_ == Level::part, name);
    if (!known) return refuse(path(), {Code::unknown_field, name, name});
    if (!seen.insert(name).second) return refuse(path(), {Code::bad_json, "duplicate_key", name});
    return true;
  }

  bool end_object() override {
    place_ = place_ == Level::part ? Level::parts : Level::outside;
    return true;
  }

  bool start_array(std::size_t /*elements*/) override {
    if (place_ != Level::order || key_ != "parts") return wrong_type();
    place_ = Level::parts;
    line_.has_parts = true;
    return true;
  }

  bool end_array() override {
    place_ = Level::order;
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*last_token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    return refuse({}, {Code::bad_json, std::to_string(position), {}});
  }

 private:
  bool scalar(std::string text, bool is_number) {
    const bool has_place = place_ == Level::part || (place_ == Level::order && key_ != "parts");
    if (!has_place) return wrong_type();
    const std::size_t part = place_ == Level::part ? line_.part_count : 0;
    line_.scalars.push_back({part, key_, std::move(text), is_number});
    return true;
  }

  bool wrong_type() {
    if (place_ == Level::outside) return refuse({}, {Code::bad_input, "not_an_object", {}});
    return refuse(path(), {Code::bad_input, "wrong_type", key_});
  }

  [[nodiscard]] std::string path() const {
    return json_path(place_ == Level::part ? line_.part_count : 0, key_);
  }

  bool refuse(std::string column, Error error) {
    fault_ = {std::move(column), std::move(error)};
    return false;
  }

  KnownKey known_;
  JsonLine& line_;
  JsonFault& fault_;
  Level place_ = Level::outside;
  std::string key_;
  std::set<std::string> order_keys_;
  std::set<std::string> part_keys_;
};

/// Where the quote stands that ends the string opened at `quote`; the line's end without one.
std::size_t string_end(std::string_view line, std::size_t quote) noexcept {
  std::size_t i = quote + 1;
  for (; i < line.size() && line[i] != '"'; ++i) {
    if (line[i] == '\\') ++i;
  }
  return i;
}

}  // namespace

std::string json_path(std::size_t part, std::string_view key) {
  if (part == 0) return std::string(key);
  return "parts[" + std::to_string(part) + "]." + std::string(key);
}

bool json_too_deep(std::string_view line) noexcept {
  int depth = 0;
  for (std::size_t i = 0; i < line.size() && depth <= limits::kJsonDepth_max; ++i) {
    const char c = line[i];
    if (c == '"') i = string_end(line, i);
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
  }
  return depth > limits::kJsonDepth_max;
}

bool read_json_line(std::string_view line, KnownKey known, JsonLine& out, JsonFault& fault) {
  if (json_too_deep(line)) {
    fault = {{}, {Code::json_too_deep, std::to_string(limits::kJsonDepth_max), {}}};
    return false;
  }
  if (core::has_nul(line)) {
    fault = {{}, {Code::bad_json, std::to_string(line.find('\0') + 1), {}}};
    return false;
  }
  LineHandler handler(known, out, fault);
  return Json::sax_parse(line, &handler);
}

}  // namespace huidan::server
