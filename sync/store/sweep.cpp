#include "sync/store/sweep.hpp"

#include <set>

namespace huidan::store {
namespace {

/// The digests of the photos that these orders show.
std::set<std::string, std::less<>> shown_in(const std::vector<WorkOrder>& orders) {
  std::set<std::string, std::less<>> shown;
  for (const WorkOrder& order : orders) {
    for (const Photo& photo : order.photos) shown.insert(photo.sha);
  }
  return shown;
}

}  // namespace

void sweep_blobs(BlobFiles& files, LaptopStore& store, const core::Writer& writer) {
  const auto listing = files.list();
  if (listing.whole.empty() && listing.parts.empty()) return;
  store.transact(Transaction::Kind::write, [&](LaptopRecords& records) {
    const auto shown = shown_in(records.views(writer));
    for (const std::string& sha : listing.whole) {
      if (!shown.contains(sha) && !records.keeps_blob(sha)) files.remove(sha);
    }
    for (const std::string& name : listing.parts) {
      if (!shown.contains(name.substr(name.find('.') + 1))) files.remove_part_named(name);
    }
  });
}

}  // namespace huidan::store
