#include "pdf/form_table.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "sync/base/time.hpp"

namespace huidan::pdf {
namespace {

constexpr std::size_t kPartRows_min = 3;     // as on the paper form
constexpr std::size_t kReasonLines_max = 3;  // in a signing box; a longer reason gets its own row
constexpr double kRightValue_em = 12.5;      // a time, or a phone number with an extension
constexpr double kRightTime_em = 9.5;        // a time alone, where there is no more room

std::string words_of(Language language, const FormSignature& signature) {
  if (signature.state.empty() || signature.state == "signed") return {};
  const std::string key = "form." + signature.state;
  const std::string_view state = text(language, key);
  if (signature.reason.empty()) return std::string(state);
  return text_with(language, "form.reason_line", {{"state", state}, {"reason", signature.reason}});
}

std::string note_of(Language language, const FormSignature& signature) {
  if (signature.state != "signed" || !signature.changed) return {};
  if (signature.accepted_by.empty()) return std::string(text(language, "form.changed"));
  return text_with(language, "form.changed_accepted", {{"by", signature.accepted_by}});
}

using Flexible = std::array<double, 3>;  // of name, model and note

/// Shares `room` among the flexible columns by what their content asks for, none below `least`.
Flexible shared(Flexible wanted, double room, double least) {
  double sum = 0;
  for (double& width : wanted) {
    width = std::clamp(width, least, room);
    sum += width;
  }
  const double spare = room - least * static_cast<double>(wanted.size());
  const double over = sum - least * static_cast<double>(wanted.size());
  for (double& width : wanted) {
    width = over > 0 ? least + (width - least) * spare / over
                     : room / static_cast<double>(wanted.size());
  }
  return wanted;
}

/// About: where a line ends is not asked yet.
double lines_of(const std::vector<Flexible>& rows, const Flexible& widths, double pad) {
  double sum = 0;
  for (const Flexible& row : rows) {
    double most = 1;
    for (std::size_t i = 0; i < row.size(); ++i) {
      most = std::max(most, std::ceil((row.at(i) - pad) / (widths.at(i) - pad) - 1e-9));
    }
    sum += most;
  }
  return sum;
}

/// One long note must not cost every name its line: a column asks for what its widest row needs or
/// for what three rows in four do, whichever leaves the table shortest.
Flexible fewest_lines(const std::vector<Flexible>& rows, double room, const Style& style) {
  Flexible most{};
  Flexible usual{};
  std::vector<double> column(rows.size());
  for (std::size_t i = 0; i < most.size(); ++i) {
    std::ranges::transform(rows, column.begin(), [i](const Flexible& row) { return row.at(i); });
    const auto three_in_four = column.begin() + static_cast<std::ptrdiff_t>(column.size() * 3 / 4);
    std::ranges::nth_element(column, three_in_four);
    usual.at(i) = *three_in_four;
    most.at(i) = *std::max_element(three_in_four, column.end());
  }
  const double least = 11 * style.type;
  Flexible best = shared(most, room, least);
  double fewest = lines_of(rows, best, 2 * style.pad_x);
  for (unsigned which = 1; which < 8; ++which) {
    Flexible wanted = most;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if ((which >> i & 1U) != 0) wanted.at(i) = usual.at(i);
    }
    const Flexible widths = shared(wanted, room, least);
    const double lines = lines_of(rows, widths, 2 * style.pad_x);
    if (lines >= fewest) continue;
    best = widths;
    fewest = lines;
  }
  return best;
}

}  // namespace

FormTable::FormTable(const FormContent& form, Typesetter& typesetter)
    : form_(form), typesetter_(typesetter) {
  const std::string reported_at = time_for_people(form.reported_at);
  const std::string serviced_at = time_for_people(form.serviced_at);
  add_pair({"field.reporter_unit", "field.reported_at"}, {form.reporter_unit, reported_at});
  add_pair({"field.reporter", "field.phone"}, {form.reporter, form.phone});
  add_pair({"field.service_unit", "field.serviced_at"}, {form.service_unit, serviced_at});
  add_choices(RowKind::wide, "field.kind", form.kind,
              {{"repair", "form.kind_repair"}, {"maintenance", "form.kind_maintenance"}});
  add_text(word("field.equipment"), form.equipment, 2);
  add_text(word("field.treatment"), form.treatment, 2);
  add_choices(RowKind::wide, "field.test_result", form.test_result,
              {{"normal", "form.test_normal"}, {"abnormal", "form.test_abnormal"}});
  add_text(word("field.remarks"), form.remarks, 1);
  add_parts();
  add_choices(RowKind::rating, "page.satisfaction", form.customer.satisfaction,
              {{"5", "page.rate_5"},
               {"4", "page.rate_4"},
               {"3", "page.rate_3"},
               {"2", "page.rate_2"},
               {"1", "page.rate_1"}});
  add_signatures();
}

Run FormTable::word(std::string_view key) {
  return typesetter_.set(text(form_.language, key));
}

void FormTable::add_pair(std::array<std::string_view, 2> labels,
                         std::array<std::string_view, 2> values) {
  Row row{RowKind::pair};
  for (std::size_t i = 0; i < labels.size(); ++i) {
    row.cells.push_back({word(labels[i]), Align::left, true});
    row.cells.push_back({typesetter_.set(values[i])});
  }
  rows_.push_back(std::move(row));
}

void FormTable::add_choices(RowKind kind, std::string_view label, std::string_view value,
                            std::initializer_list<std::array<std::string_view, 2>> options) {
  Row row{kind};
  row.cells.push_back({word(label), Align::left, true});
  Cell choices;
  for (const auto& [choice, key] : options) {
    choices.choices.push_back({word(key), value == choice});
  }
  row.cells.push_back(std::move(choices));
  rows_.push_back(std::move(row));
}

void FormTable::add_text(Run label, std::string_view value, std::size_t lines_min) {
  Row row{RowKind::text, {}, lines_min};
  row.cells.push_back({std::move(label), Align::left, true});
  const Align align = form_.language == Language::en ? Align::left : Align::block;
  row.cells.push_back({typesetter_.set(value), align});
  rows_.push_back(std::move(row));
}

void FormTable::add_parts() {
  Row title{RowKind::parts_title};
  title.cells.push_back({word("form.parts_title"), Align::centre});
  rows_.push_back(std::move(title));

  Row head{RowKind::parts_head};
  for (const std::string_view key :
       {"form.parts_seq", "field.name", "field.model", "field.unit", "field.qty", "field.note"}) {
    head.cells.push_back({word(key), Align::centre});
  }
  rows_.push_back(std::move(head));

  const std::size_t count = std::max(form_.parts.size(), kPartRows_min);
  for (std::size_t i = 0; i < count; ++i) {
    const FormPart part = i < form_.parts.size() ? form_.parts[i] : FormPart{};
    Row row{RowKind::part};
    row.cells.push_back({typesetter_.set(std::to_string(i + 1)), Align::centre});
    row.cells.push_back({typesetter_.set(part.name)});
    row.cells.push_back({typesetter_.set(part.model)});
    row.cells.push_back({typesetter_.set(part.unit), Align::centre});
    row.cells.push_back({typesetter_.set(part.qty), Align::centre});
    row.cells.push_back({typesetter_.set(part.note)});
    rows_.push_back(std::move(row));
  }
}

SignBox FormTable::sign_box(std::string_view label, const FormSignature& signature) {
  SignBox box;
  box.label = word(label);
  box.words = typesetter_.set(words_of(form_.language, signature));
  box.note = typesetter_.set(note_of(form_.language, signature), Weight::bold);
  box.name_label = word("form.signer");
  box.name = typesetter_.set(signature.name);
  box.time_label = word("form.signed_at");
  box.time = typesetter_.set(time_for_people(signature.at));
  if (signature.state == "signed") box.ink = &signature.ink;
  return box;
}

void FormTable::add_signatures() {
  Row row{RowKind::sign};
  for (const auto& [label, signature] : {std::pair{"form.sign_customer", &form_.customer},
                                         std::pair{"form.sign_engineer", &form_.engineer}}) {
    row.boxes.push_back(sign_box(label, *signature));
    const double room_em = kTableWidth / 2 / kSmallestType;
    if (wrap(row.boxes.back().words, room_em / 2).size() <= kReasonLines_max) continue;
    FormSignature alone;
    alone.state = signature->state;
    row.boxes.back().words = typesetter_.set(words_of(form_.language, alone));
    add_text(word(label), words_of(form_.language, *signature), 1);
  }
  rows_.push_back(std::move(row));
}

void FormTable::fit(const Style& style, const Notch& notch) {
  double left = 0;
  double right = 0;
  for (const Row& row : rows_) {
    if (row.kind == RowKind::pair) right = std::max(right, natural_width(row.cells[2].run));
    if (!row.cells.empty() && row.cells[0].label) {
      left = std::max(left, natural_width(row.cells[0].run));
    }
  }
  label_width_ = left * style.type + 2 * style.pad_x;
  right_label_width_ = right * style.type + 2 * style.pad_x;
  fit_parts(style);
  bool beside = true;
  for (Row& row : rows_) {
    beside = beside && row.kind != RowKind::text;
    row.width = beside ? kTableWidth - notch.width : kTableWidth;
    if (row.kind == RowKind::sign) {
      fit_signatures(row, style);
    } else {
      fit_cells(row, style);
    }
  }
  pass_notch(notch);
}

/// Rows too low together share what is missing.
void FormTable::pass_notch(const Notch& notch) {
  const auto end = std::ranges::find(rows_, RowKind::text, &Row::kind);
  double missing = notch.depth;
  for (auto row = rows_.begin(); row != end; ++row) missing -= row->height;
  if (missing <= 0) return;
  const auto count = static_cast<double>(end - rows_.begin());
  for (auto row = rows_.begin(); row != end; ++row) row->height += missing / count;
}

void FormTable::fit_parts(const Style& style) {
  std::array<double, 6> wanted{};
  std::vector<Flexible> rows;
  for (const Row& row : rows_) {
    if (row.kind != RowKind::part && row.kind != RowKind::parts_head) continue;
    std::array<double, 6> widths{};
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      widths[i] = natural_width(row.cells[i].run) * style.type + 2 * style.pad_x;
      wanted[i] = std::max(wanted[i], widths[i]);
    }
    rows.push_back({widths[1], widths[2], widths[5]});
  }
  // Number, unit and quantity are as wide as they must be, but no wider than a tenth of the table.
  constexpr double kNarrow_max = kTableWidth / 10;
  const double narrow_min = 3.6 * style.type;
  for (const std::size_t i : {std::size_t{0}, std::size_t{3}, std::size_t{4}}) {
    wanted[i] = std::clamp(wanted[i], narrow_min, kNarrow_max);
  }
  const double room = kTableWidth - wanted[0] - wanted[3] - wanted[4];
  const Flexible flexible = fewest_lines(rows, room, style);
  part_widths_ = {wanted[0], flexible[0], flexible[1], wanted[3], wanted[4], flexible[2]};
}

void FormTable::fit_cells(Row& row, const Style& style) const {
  const double right_em = row.width < kTableWidth ? kRightTime_em : kRightValue_em;
  const double right_value = right_em * style.type + 2 * style.pad_x;
  std::vector<double> widths;
  switch (row.kind) {
    case RowKind::pair:
      widths = {label_width_, row.width - label_width_ - right_label_width_ - right_value,
                right_label_width_, right_value};
      break;
    case RowKind::wide:
    case RowKind::rating:
    case RowKind::text:
      widths = {label_width_, row.width - label_width_};
      break;
    case RowKind::parts_head:
    case RowKind::part:
      widths.assign(part_widths_.begin(), part_widths_.end());
      break;
    case RowKind::parts_title:
    case RowKind::sign:
      widths = {kTableWidth};
      break;
  }
  double x = kMargin;
  row.lines = row.lines_min;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    Cell& cell = row.cells[i];
    cell.x = x;
    cell.width = widths[i];
    x += widths[i];
    cell.lines = wrap(cell.run, (cell.width - 2 * style.pad_x) / style.type);
    row.lines = std::max(row.lines, cell.lines.size());
  }
  row.height = static_cast<double>(row.lines) * style.line + 2 * style.pad_y;
}

void FormTable::fit_signatures(Row& row, const Style& style) const {
  row.height = style.sign;
  const double inner = kTableWidth / 2 - 2 * style.pad_x;
  for (SignBox& box : row.boxes) {
    const double label = width_of(box.label) * style.type;
    const double time = (width_of(box.time_label) + kTimeRoom_em) * style.type;
    const double name_label = width_of(box.name_label) * style.type;
    box.words_lines = wrap(box.words, (inner - label - style.pad_x) / style.type);
    box.name_lines = wrap(box.name, (inner - name_label - time - style.pad_x) / style.type);
    box.note_lines = wrap(box.note, inner / style.type);
    const std::size_t names = std::max<std::size_t>(box.name_lines.size(), 1);
    const std::size_t words = std::max<std::size_t>(box.words_lines.size(), 1);
    const double needed = static_cast<double>(names + words) * style.line + 3 * style.pad_y;
    const double note = static_cast<double>(box.note_lines.size()) * style.line;
    row.height = std::max({row.height, needed + note, style.sign + note});
  }
}

double FormTable::height() const noexcept {
  double sum = 0;
  for (const Row& row : rows_) sum += row.height;
  return sum;
}

}  // namespace huidan::pdf
