#include "server/desk/forms/archive.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "pdf/form_content.hpp"
#include "pdf/sealed_file.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"
#include "sync/base/time.hpp"
#include "sync/model/life.hpp"
#include "sync/store/desk_blobs.hpp"

namespace huidan::server {
namespace {

std::string setting_of(std::string_view fingerprint) {
  return "seal." + std::string(fingerprint);
}

/// The sealed form, and the step to the archive where the order has not taken it.
std::vector<Edit> closing(const WorkOrder& order, const Photo& file) {
  std::vector<Edit> edits{{order.id, order.version, core::AddPhoto{file}}};
  if (status_of(order) != Status::archived) {
    edits.push_back({order.id, order.version,
                     core::SetFields{current_visit(order).id,
                                     {{Field::status, std::string(name_of(Status::archived)),
                                       value_of(order, Field::status)}}}});
  }
  return edits;
}

Photo file_of(const WorkOrder& order, std::string_view pdf) {
  Photo file;
  file.visit = current_visit(order).id;
  file.kind = kSealedForm;
  file.sha = sha256_hex(pdf);
  file.size_bytes = static_cast<std::int64_t>(pdf.size());
  file.media = "application/pdf";
  file.name = order.no + ".pdf";
  return file;
}

/// Whether `hand` may archive the order, or, where it is archived, have its file.
Refusable may_archive(const Hand& hand, const WorkOrder& order) {
  const Status from = status_of(order);
  const Actor actor = actor_of(hand, order);
  if (from == Status::archived) return may_act(actor, from, Act::seal, true);
  return may_move(actor, from, Status::archived);
}

/// The archive's file is no sheet of its own: it shows the newest that are on the books, and names
/// none of a copy that was never printed.
pdf::Sheets newest_sheets(const WorkOrder& order) {
  pdf::Sheets sheets{next_print(order, "customer") - 1, next_print(order, "desk") - 1};
  const auto unprinted = [](std::int64_t& print, pdf::Standing& standing) {
    if (print > 0) return;
    print = 1;
    standing = pdf::Standing::unprinted;
  };
  unprinted(sheets.customer_print, sheets.customer);
  unprinted(sheets.desk_print, sheets.desk);
  return sheets;
}

/// "20261122034200Z"
std::string compact_utc(std::int64_t wall_ms) {
  std::string at = time_from_ms(wall_ms, 0).substr(0, 19);
  std::erase_if(at, [](char c) { return c < '0' || c > '9'; });
  return at + 'Z';
}

/// The form as a print would show it, sealed.
Result<pdf::Printed> print_sealed(Records& records, const WorkOrder& order,
                                  const pdf::FontShelf& fonts, const seal::ReadyStamp& stamp,
                                  std::int64_t now_ms) {
  const auto form = core::printable(order, core::Paper::as_it_stands, [&](std::string_view hash) {
    return records.orders.document(hash, order.id);
  });
  if (!form) return form.error();
  auto printed = pdf::print_form(pdf::form_content(form.value()), newest_sheets(order), fonts,
                                 pdf::SealPlace{"huidan-server", compact_utc(now_ms)});
  if (!printed) return printed.error();
  printed.value().pdf = pdf::with_seal(std::move(printed.value().pdf),
                                       [&](std::string_view before, std::string_view behind) {
                                         return stamp.seal_over({before, behind});
                                       });
  return printed;
}

}  // namespace

nlohmann::ordered_json told(const Archived& done, const std::string& certificate) {
  nlohmann::ordered_json missing = nlohmann::ordered_json::array();
  for (const char32_t character : done.missing) missing.push_back(code_point_name(character));
  return {{"no", done.order.no},        {"status", name_of(status_of(done.order))},
          {"sha", done.file.sha},       {"bytes", done.file.size_bytes},
          {"at", done.file.at},         {"before", done.before},
          {"certificate", certificate}, {"missing", std::move(missing)}};
}

Archive::Archive(Desk& desk)
    : desk_(desk),
      files_(desk.folder().empty() ? std::filesystem::path() : desk.folder() / "blobs") {}

Result<Archived> Archive::archive(const Hand& hand, std::string_view no,
                                  const pdf::FontShelf& fonts) {
  if (!stamp_) return Error{Code::bad_config, "seal-key"};
  // What may not be archived is not sealed either: the seal cannot be taken back.
  const auto may = desk_.rehearse([&](Records& records) -> Refusable {
    const auto found = find_visible(records, hand, no);
    if (!found) return found.error();
    const WorkOrder& order = found.value().order;
    if (auto allowed = may_archive(hand, order); !allowed) return allowed;
    if (sealed_form(order) != nullptr) return Done{};
    return all_taken(
        write_edits(records, hand, closing(order, file_of(order, "%PDF-")), desk_.moment()));
  });
  if (!may) return may.error();

  return desk_.write([&](Records& records) -> Result<Archived> {
    const auto found = find_order(records, no);
    if (!found) return found.error();
    const WorkOrder& order = found.value().order;
    if (const Photo* file = sealed_form(order)) return given_again(order, *file);
    const std::int64_t now_ms = desk_.now_ms();
    auto printed = print_sealed(records, order, fonts, *stamp_, now_ms);
    if (!printed) return printed.error();
    records.orders.put_setting(setting_of(fingerprint()), time_from_ms(now_ms));
    return write(records, hand, order, std::move(printed).value());
  });
}

/// The file is on disk before anything names it, and ready in the same moment as the order closes.
Result<Archived> Archive::write(Records& records, const Hand& hand, const WorkOrder& order,
                                pdf::Printed printed) {
  const core::Moment moment = desk_.moment();
  store::DeskBlobs rows(records.database);
  Photo file = file_of(order, printed.pdf);
  files_.put(file.sha, printed.pdf);
  rows.put_ready(file.sha, file.size_bytes, moment.wall_ms);
  const auto results = write_edits(records, hand, closing(order, file), moment);
  if (auto taken = all_taken(results); !taken) return taken.error();

  WorkOrder after = records.orders.order(order.id)->order;
  if (sealed_form(after) == nullptr) return Error{Code::parked, order.no};
  const auto journal = records.orders.journal(OpId(sealed_form(after)->id.value));
  const auto refs = rows.refs(journal->device, file.sha);
  rows.settle(refs, "ready", core::settle_photos(records.orders, refs, "ready", moment));
  after = records.orders.order(order.id)->order;
  file = *sealed_form(after);
  return Archived{std::move(printed.pdf), std::move(after), std::move(file), false,
                  std::move(printed.missing)};
}

Result<Archived> Archive::given_again(const WorkOrder& order, const Photo& file) const {
  auto bytes = files_.read(file.sha, 0, limits::kForm_bytes);
  if (!bytes || sha256_hex(*bytes) != file.sha) throw Failure({Code::db_corrupt, file.sha});
  return Archived{std::move(*bytes), order, file, true};
}

bool Archive::has_sealed_with(std::string_view fingerprint) {
  return desk_
      .read([&](Records& records) -> Result<bool> {
        return !records.orders.setting(setting_of(fingerprint)).empty();
      })
      .value();
}

}  // namespace huidan::server
