#pragma once
// The archive (S2-7.8): an order whose every track is done is closed for good, and its form is
// sealed once and kept among the order's files.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <utility>

#include "pdf/seal/cms.hpp"
#include "server/desk/forms/forms.hpp"
#include "sync/store/blobs.hpp"

namespace huidan::server {

struct Archived {
  std::string pdf;
  WorkOrder order;
  Photo file;                       // the sealed form on the order's books
  bool before = false;              // it had been archived, and this is the file of then
  std::vector<char32_t> missing{};  // as pdf::Printed
};

/// What the command and the URL both tell of it: number, status, file, and how it was sealed.
[[nodiscard]] nlohmann::ordered_json told(const Archived& done, const std::string& certificate);

class Archive {
 public:
  explicit Archive(Desk& desk);

  /// What it seals with from here on; until then it refuses with bad_config.
  void seal_with(seal::ReadyStamp stamp) { stamp_ = std::move(stamp); }

  /// Of the certificate that it seals with; there must be one.
  [[nodiscard]] const std::string& fingerprint() const { return stamp_.value().fingerprint(); }

  /// Archives the order and seals its form in the same moment: merge lets no order in otherwise.
  /// One that was archived without a seal, by an older program, gets it now; of any other it gives
  /// the file of then. Errors: unknown_order, what life and policy refuse (bad_move, forbidden,
  /// not_complete naming what is missing), what printable and print_form refuse. Throws Failure:
  /// db_corrupt when the file of then is gone.
  [[nodiscard]] Result<Archived> archive(const Hand& hand, std::string_view no,
                                         const pdf::FontShelf& fonts);

  /// Whether this desk has sealed with a certificate of that fingerprint.
  [[nodiscard]] bool has_sealed_with(std::string_view fingerprint);

 private:
  Result<Archived> write(Records& records, const Hand& hand, const WorkOrder& order,
                         pdf::Printed printed);
  [[nodiscard]] Result<Archived> given_again(const WorkOrder& order, const Photo& file) const;

  Desk& desk_;
  store::BlobFiles files_;
  std::optional<seal::ReadyStamp> stamp_{};
};

}  // namespace huidan::server
