#include "sync/cli/order_text.hpp"

#include <algorithm>
#include <set>

#include "sync/base/bytes.hpp"
#include "sync/base/time.hpp"
#include "sync/cli/changed_text.hpp"

namespace huidan::cli {
namespace {

constexpr std::size_t kGlimpse_characters = 24;

std::string glimpse(const std::string& text) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t i = 0; i < kGlimpse_characters && at < text.size(); ++i) {
    const char32_t character = next_code_point(text, at);
    append_utf8(out, character == U'\n' ? U' ' : character);
  }
  if (at < text.size()) out += "…";
  return out;
}

std::string label(Language language, std::string_view field) {
  return std::string(text(language, "field." + std::string(field)));
}

std::string shown_value(Language language, const FieldInfo& field, const std::string& value) {
  if (value.empty()) return {};
  if (field.type == FieldType::time) return time_for_people(value);
  if (field.field == Field::status) return std::string(text(language, "status." + value));
  if (field.field == Field::facts) return std::string(text(language, "life.facts." + value));
  if (field.field == Field::call_back) {
    return std::string(text(language, "life.call_back." + value));
  }
  if (field.type == FieldType::choice) {
    return std::string(text(language, "choice." + std::string(field.name) + '.' + value));
  }
  return value;
}

std::string value_text(Language language, const std::string& name, const std::string& value) {
  if (name == "op" && !value.empty()) return op_text(language, value);
  if (name == "removed") {
    return std::string(text(language, value.empty() ? "page.keep" : "page.remove"));
  }
  const auto field = field_from_name(name);
  return field ? shown_value(language, info(*field), value) : value;
}

std::string rating(Language language, const SignOff& sign_off) {
  if (sign_off.satisfaction.empty()) return {};
  return std::string(text(language, "page.rate_" + sign_off.satisfaction));
}

/// What of a printed sheet a geta mark stands for.
std::string lacking(Language language, const Copy& copy) {
  if (copy.missing.empty()) return {};
  return text_with(language, "life.sheet_missing", {{"list", copy.missing}});
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

void add_row(std::string& out, const std::string& head, std::initializer_list<std::string> cells) {
  out += "  " + head;
  for (const std::string& cell : cells) {
    if (!cell.empty()) out += "  " + cell;
  }
  out += '\n';
}

}  // namespace

std::string op_text(Language language, std::string kind) {
  std::ranges::replace(kind, '.', '_');
  return std::string(text(language, "page.op_" + kind));
}

std::string named_value(Language language, const std::string& name, const std::string& value) {
  if (name.empty()) return value;
  return label(language, name) + "  " + value_text(language, name, value);
}

std::string order_line(Language language, const WorkOrder& order) {
  const std::string& priority = value_of(order, Field::priority);
  return order.no + "  " + std::string(text(language, "status." + value_of(order, Field::status))) +
         "  " + (priority.empty() ? "" : "P" + priority + "  ") +
         value_of(order, Field::reporter_unit) + "  " +
         glimpse(value_of(order, Field::description)) + '\n';
}

std::string order_lines(Language language, const WorkOrder& order) {
  std::string out = label(language, "no") + "  " + order.no + '\n';
  for (const FieldInfo& field : all_fields()) {
    const std::string& value = value_of(order, field.field);
    if (value.empty()) continue;
    out += label(language, field.name) + "  " + shown_value(language, field, value) + '\n';
  }
  int row = 0;
  for (const Part& part : order.parts) {
    if (part.removed) continue;
    add_row(out, std::to_string(++row), {part.name, part.model, part.qty, part.unit, part.note});
  }
  for (const Note& note : order.notes) {
    add_row(out, time_for_people(note.at), {note.by, note.text});
  }
  for (const SignOff& sign_off : order.signoffs) {
    add_row(out, std::string(text(language, "role." + sign_off.role)),
            {sign_off.name, std::string(text(language, "life.sign_off." + sign_off.state)),
             time_for_people(sign_off.at), sign_off.reason, rating(language, sign_off)});
    out += changed_line(language, sign_off.changed);
  }
  for (const Photo& photo : order.photos) {
    add_row(out, std::string(text(language, "cli.photo." + photo.kind)),
            {photo.id.value, photo.name, std::string(text(language, "life.photo." + photo.state)),
             photo.by, time_for_people(photo.at)});
  }
  out += acceptance_lines(language, order) + amendment_lines(language, order);
  for (const Copy& copy : order.copies) {
    add_row(
        out, std::string(text(language, "copy." + copy.copy)),
        {'#' + std::to_string(copy.print), std::string(text(language, "life.paper." + copy.state)),
         copy.holder == copy.by ? "" : copy.holder, copy.reason, copy.by, time_for_people(copy.at),
         lacking(language, copy)});
  }
  return out + dispute_lines(language, order);
}

std::string new_lines(Language language, std::string_view before, const WorkOrder& order) {
  std::set<std::string_view> known;
  for (const std::string_view line : lines_of(before)) known.insert(line);
  const std::string all = order_lines(language, order);
  std::string out = order_line(language, order);
  for (const std::string_view line : lines_of(all)) {
    if (!known.contains(line)) out.append(line).append("\n");
  }
  return out;
}

std::string dispute_lines(Language language, const WorkOrder& order) {
  std::string out;
  for (const Dispute& dispute : order.disputes) {
    const auto shown = [&](const std::string& value) {
      return value_text(language, dispute.field, value);
    };
    const std::string writer =
        dispute.theirs_by.empty()
            ? std::string()
            : text_with(language, "cli.dispute.writer",
                        {{"by", dispute.theirs_by}, {"at", time_for_people(dispute.theirs_at)}});
    out += text_with(language, "cli.dispute." + dispute.state,
                     {{"id", dispute.id.value},
                      {"no", order.no},
                      {"field", label(language, dispute.field)},
                      {"mine", shown(dispute.mine)},
                      {"theirs", shown(dispute.theirs)},
                      {"base", shown(dispute.base)},
                      {"by", dispute.by},
                      {"at", time_for_people(dispute.at)},
                      {"writer", writer},
                      {"settled_by", dispute.settled_by}}) +
           '\n';
  }
  return out;
}

Result<std::vector<std::pair<std::string, std::string>>> assignments(
    const std::vector<std::string>& words) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0) return Error{Code::usage, word.substr(0, 80)};
    pairs.emplace_back(word.substr(0, equals), word.substr(equals + 1));
  }
  return pairs;
}

}  // namespace huidan::cli
