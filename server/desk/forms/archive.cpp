#include "server/desk/forms/archive.hpp"

#include <algorithm>

#include "pdf/form_content.hpp"
#include "pdf/sealed_file.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"
#include "sync/base/time.hpp"
#include "sync/store/desk_blobs.hpp"

namespace huidan::server {
namespace {

std::string setting_of(std::string_view fingerprint) {
  return "seal." + std::string(fingerprint);
}

Edit closing(const WorkOrder& order) {
  return {order.id, order.version,
          core::SetFields{current_visit(order).id,
                          {{Field::status, std::string(name_of(Status::archived)),
                            value_of(order, Field::status)}}}};
}

const Photo* sealed_file(const WorkOrder& order) {
  const auto at = std::ranges::find_if(order.photos, [](const Photo& photo) {
    return photo.kind == "sealed" && photo.state == "ready";
  });
  return at == order.photos.end() ? nullptr : &*at;
}

/// The archive's file is no sheet of its own: it shows the newest that are on the books.
pdf::Sheets newest_sheets(const WorkOrder& order) {
  const auto newest = [&](const char* copy) {
    return std::max<std::int64_t>(1, next_print(order, copy) - 1);
  };
  return {newest("customer"), newest("desk")};
}

/// "20261122034200Z"
std::string compact_utc(std::int64_t wall_ms) {
  std::string at = time_from_ms(wall_ms, 0).substr(0, 19);
  std::erase_if(at, [](char c) { return c < '0' || c > '9'; });
  return at + 'Z';
}

/// The form as a print would show it, sealed.
Result<pdf::Printed> print_sealed(Records& records, const WorkOrder& order,
                                  const pdf::FontShelf& fonts, const seal::Stamp& stamp,
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
                                         return seal::seal_over({before, behind}, stamp);
                                       });
  return printed;
}

}  // namespace

Archive::Archive(Desk& desk)
    : desk_(desk),
      files_(desk.folder().empty() ? std::filesystem::path() : desk.folder() / "blobs") {}

Result<Archived> Archive::archive(const Hand& hand, std::string_view no,
                                  const pdf::FontShelf& fonts, const seal::Stamp& stamp) {
  if (auto fit = seal::fit_to_seal(stamp); !fit) return fit.error();
  const std::string fingerprint = seal::fingerprint_of(stamp.certificate).value();
  // What may not be archived is not sealed either: the seal cannot be taken back.
  const auto may = desk_.rehearse([&](Records& records) -> Result<WorkOrder> {
    const auto found = find_order(records, no);
    if (!found) return found.error();
    const WorkOrder& order = found.value().order;
    if (status_of(order) == Status::archived && sealed_file(order) != nullptr) return order;
    const auto results = write_edits(records, hand, {closing(order)}, desk_.moment());
    if (auto taken = all_taken(results); !taken) return taken.error();
    return order;
  });
  if (!may) return may.error();
  if (const Photo* file = sealed_file(may.value())) return given_again(may.value(), *file);

  return desk_.write([&](Records& records) -> Result<Archived> {
    const auto found = find_order(records, no);
    if (!found) return found.error();
    const std::int64_t now_ms = desk_.now_ms();
    auto printed = print_sealed(records, found.value().order, fonts, stamp, now_ms);
    if (!printed) return printed.error();
    records.orders.put_setting(setting_of(fingerprint), time_from_ms(now_ms));
    return write(records, hand, found.value().order, std::move(printed).value());
  });
}

/// The file is on disk before anything names it, and ready in the same moment as the order closes.
Result<Archived> Archive::write(Records& records, const Hand& hand, const WorkOrder& order,
                                pdf::Printed printed) {
  const core::Moment moment = desk_.moment();
  store::DeskBlobs rows(records.database);
  Photo file;
  file.visit = current_visit(order).id;
  file.kind = "sealed";
  file.sha = sha256_hex(printed.pdf);
  file.size_bytes = static_cast<std::int64_t>(printed.pdf.size());
  file.media = "application/pdf";
  file.name = order.no + ".pdf";
  files_.put(file.sha, printed.pdf);
  rows.put_ready(file.sha, file.size_bytes, moment.wall_ms);
  const auto results = write_edits(
      records, hand, {{order.id, order.version, core::AddPhoto{file}}, closing(order)}, moment);
  if (auto taken = all_taken(results); !taken) return taken.error();

  WorkOrder after = records.orders.order(order.id)->order;
  const auto kept = std::ranges::find(after.photos, file.sha, &Photo::sha);
  if (kept == after.photos.end()) return Error{Code::parked, order.no};
  const auto journal = records.orders.journal(OpId(kept->id.value));
  const auto refs = rows.refs(journal->device, file.sha);
  rows.settle(refs, "ready", core::settle_photos(records.orders, refs, "ready", moment));
  after = records.orders.order(order.id)->order;
  file = *std::ranges::find(after.photos, file.sha, &Photo::sha);
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
