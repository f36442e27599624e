#include "sync/core/canon.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"
#include "sync/core/json.hpp"

namespace huidan::core {
namespace {

using nlohmann::json;

constexpr std::array kFormFields{Field::reporter_unit, Field::reported_at,  Field::reporter,
                                 Field::phone,         Field::service_unit, Field::serviced_at,
                                 Field::kind,          Field::equipment,    Field::treatment,
                                 Field::test_result,   Field::remarks};

constexpr std::string_view kFormSchema = "huidan.form.1";
constexpr std::string_view kStatementSchema = "huidan.sign-off.1";
constexpr std::string_view kSignaturesSchema = "huidan.signatures.1";
constexpr double kCanvas_max = 100000;

std::optional<double> number_in(const json& value, double low, double high) {
  if (!value.is_number()) return std::nullopt;
  const double number = value.get<double>();
  if (!std::isfinite(number) || number < low || number > high) return std::nullopt;
  return number;
}

std::optional<InkPoint> read_point(const json& value, const Ink& canvas) {
  if (!value.is_array() || value.size() < 2 || value.size() > 4) return std::nullopt;
  const auto x = number_in(value[0], -canvas.width, 2 * canvas.width);
  const auto y = number_in(value[1], -canvas.height, 2 * canvas.height);
  const auto t = value.size() > 2 ? number_in(value[2], 0, 1e9) : 0.0;
  const auto pressure = value.size() > 3 ? number_in(value[3], 0, 1) : 0.0;
  if (!x || !y || !t || !pressure) return std::nullopt;
  return InkPoint{*x, *y, static_cast<std::int64_t>(*t), *pressure};
}

Error bad_strokes(std::string detail) {
  return {Code::bad_strokes, std::move(detail), "strokes"};
}

/// The empty canvas of a strokes file.
Result<Ink> read_canvas(const json& file) {
  if (!file.is_object() || !file.contains("w") || !file.contains("h")) return bad_strokes("size");
  const auto width = number_in(file["w"], 1, kCanvas_max);
  const auto height = number_in(file["h"], 1, kCanvas_max);
  if (!width || !height) return bad_strokes("size");
  return Ink{*width, *height, {}};
}

Result<std::vector<InkPoint>> read_stroke(const json& value, const Ink& canvas) {
  if (!value.is_array()) return bad_strokes("stroke");
  std::vector<InkPoint> stroke;
  for (const json& raw : value) {
    const auto point = read_point(raw, canvas);
    if (!point) return bad_strokes("point");
    stroke.push_back(*point);
  }
  return stroke;
}

Result<DeviceSignature> read_signature(const json& raw) {
  const Error wrong{Code::bad_input, "signatures"};
  if (!raw.is_object()) return wrong;
  DeviceSignature signature;
  signature.device = string_at(raw, "device").value_or("");
  signature.statement = string_at(raw, "statement").value_or("");
  signature.ed25519 = string_at(raw, "ed25519").value_or("");
  const auto parsed = parse_json(signature.statement);
  if (!parsed) return parsed.error();
  const json& said = parsed.value();
  const bool ours = said.is_object() && string_at(said, "schema") == std::string(kStatementSchema);
  if (!ours) return wrong;
  SignOff& sign_off = signature.sign_off;
  sign_off.role = string_at(said, "role").value_or("");
  sign_off.state = string_at(said, "state").value_or("");
  sign_off.name = string_at(said, "name").value_or("");
  sign_off.at = string_at(said, "at").value_or("");
  sign_off.device = string_at(said, "device").value_or("");
  sign_off.form_hash = string_at(said, "form").value_or("");
  return signature;
}

}  // namespace

std::span<const Field> form_fields() noexcept {
  return kFormFields;
}

std::string form_language(const WorkOrder& order) {
  const std::string& language = value_of(order, Field::language);
  return language.empty() ? "zh-Hans" : language;
}

std::string form_bytes(const WorkOrder& order) {
  json fields = json::object();
  for (const Field field : kFormFields) {
    fields[std::string(name_of(field))] = value_of(order, field);
  }
  json parts = json::array();
  for (const Part& part : order.parts) {
    if (part.removed) continue;
    parts.push_back({{"name", part.name},
                     {"model", part.model},
                     {"unit", part.unit},
                     {"qty", part.qty},
                     {"note", part.note}});
  }
  return json_text({{"schema", kFormSchema},
                    {"order", order.id.value},
                    {"no", order.no},
                    {"visit", current_visit(order).id.value},
                    {"language", form_language(order)},
                    {"fields", std::move(fields)},
                    {"parts", std::move(parts)}});
}

std::string form_hash(const WorkOrder& order) {
  return sha256_hex(form_bytes(order));
}

Result<WorkOrder> order_of_form(std::string_view bytes) {
  const auto parsed = parse_json(bytes);
  if (!parsed) return parsed.error();
  const json& form = parsed.value();
  const Error wrong{Code::bad_input, "form"};
  if (!form.is_object() || string_at(form, "schema") != std::string(kFormSchema)) return wrong;
  WorkOrder order;
  order.id = OrderId(string_at(form, "order").value_or(""));
  order.no = string_at(form, "no").value_or("");
  order.visits.emplace_back().id = RowId(string_at(form, "visit").value_or(""));
  order.fields.at(static_cast<std::size_t>(Field::language)) =
      string_at(form, "language").value_or("");
  if (!form.contains("fields") || !form["fields"].is_object()) return wrong;
  for (const Field field : kFormFields) {
    order.fields.at(static_cast<std::size_t>(field)) =
        string_at(form["fields"], std::string(name_of(field)).c_str()).value_or("");
  }
  if (!form.contains("parts") || !form["parts"].is_array()) return wrong;
  for (const json& raw : form["parts"]) {
    if (!raw.is_object()) return wrong;
    Part& part = order.parts.emplace_back();
    part.name = string_at(raw, "name").value_or("");
    part.model = string_at(raw, "model").value_or("");
    part.unit = string_at(raw, "unit").value_or("");
    part.qty = string_at(raw, "qty").value_or("");
    part.note = string_at(raw, "note").value_or("");
  }
  return order;
}

std::string sign_off_statement(const SignOff& sign_off, const OrderId& order) {
  json statement{{"schema", kStatementSchema},      {"order", order.value},
                 {"visit", sign_off.visit.value},   {"role", sign_off.role},
                 {"state", sign_off.state},         {"name", sign_off.name},
                 {"reason", sign_off.reason},       {"at", sign_off.at},
                 {"device", sign_off.device},       {"form", sign_off.form_hash},
                 {"strokes", sign_off.strokes_hash}};
  // What a statement could not say before it does not say when there is nothing to say.
  if (!sign_off.satisfaction.empty()) statement["satisfaction"] = sign_off.satisfaction;
  return json_text(statement);
}

std::string signatures_text(std::span<const SignOff> sign_offs, const OrderId& order) {
  json list = json::array();
  for (const SignOff& sign_off : sign_offs) {
    if (sign_off.signature.empty()) continue;
    list.push_back({{"device", sign_off.device},
                    {"statement", sign_off_statement(sign_off, order)},
                    {"ed25519", sign_off.signature}});
  }
  if (list.empty()) return {};
  return json_text({{"schema", kSignaturesSchema}, {"signatures", std::move(list)}});
}

Result<std::vector<DeviceSignature>> read_signatures(std::string_view text) {
  const auto parsed = parse_json(text);
  if (!parsed) return parsed.error();
  const json& file = parsed.value();
  const Error wrong{Code::bad_input, "signatures"};
  const bool ours = file.is_object() &&
                    string_at(file, "schema") == std::string(kSignaturesSchema) &&
                    file.contains("signatures") && file["signatures"].is_array();
  if (!ours) return wrong;
  std::vector<DeviceSignature> list;
  for (const json& raw : file["signatures"]) {
    auto signature = read_signature(raw);
    if (!signature) return signature.error();
    list.push_back(std::move(signature).value());
  }
  return list;
}

Result<Ink> decode_ink(std::string_view bytes) {
  if (bytes.size() > limits::kStrokes_bytes) {
    return Error{Code::too_large, std::to_string(limits::kStrokes_bytes), "strokes"};
  }
  const auto parsed = parse_json(bytes);
  if (!parsed) return bad_strokes(std::string(code_name(parsed.error().code)));
  auto ink = read_canvas(parsed.value());
  if (!ink) return ink;
  const json strokes = parsed.value().value("strokes", json());
  if (!strokes.is_array()) return bad_strokes("strokes");
  std::size_t points = 0;
  for (const json& raw : strokes) {
    auto stroke = read_stroke(raw, ink.value());
    if (!stroke) return stroke.error();
    points += stroke.value().size();
    if (points > limits::kStrokePoints_max) return bad_strokes("too_many_points");
    if (!stroke.value().empty()) ink.value().strokes.push_back(std::move(stroke).value());
  }
  if (points == 0) return bad_strokes("empty");
  return ink;
}

}  // namespace huidan::core
