#pragma once
// The archive (S2-7.8): an order whose every track is done is closed for good, and its form is
// sealed once and kept among the order's files.

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

class Archive {
 public:
  explicit Archive(Desk& desk);

  /// Archives the order and seals its form in the same moment, or gives the sealed file of an order
  /// that is archived. Errors: unknown_order, what life and policy refuse (bad_move, forbidden,
  /// not_complete naming what is missing), what printable and print_form refuse. Throws Failure:
  /// db_corrupt when the file of then is gone.
  [[nodiscard]] Result<Archived> archive(const Hand& hand, std::string_view no,
                                         const pdf::FontShelf& fonts, const seal::Stamp& stamp);

  /// Whether this desk has sealed with a certificate of that fingerprint.
  [[nodiscard]] bool has_sealed_with(std::string_view fingerprint);

 private:
  Result<Archived> write(Records& records, const Hand& hand, const WorkOrder& order,
                         pdf::Printed printed);
  [[nodiscard]] Result<Archived> given_again(const WorkOrder& order, const Photo& file) const;

  Desk& desk_;
  store::BlobFiles files_;
};

}  // namespace huidan::server
