#pragma once
// A desk behind a line and two laptops, for what photos go through between them.

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "client/drive.hpp"
#include "server/app.hpp"
#include "sync/base/limits.hpp"
#include "tests/client/desk_with.hpp"
#include "tests/http/raw_client.hpp"
#include "tests/support/proxy.hpp"
#include "tests/support/quick_hash.hpp"

namespace huidan::client {

/// A desk on disk behind a proxy, with an order for each of two engineers.
class PhotoSite {
 public:
  explicit PhotoSite(const std::string& name)
      : folder_(std::filesystem::temp_directory_path() / ("huidan-photo-test-" + name)),
        made_((std::filesystem::remove_all(folder_), true)) {
    receive_order(desk, "WX-1", "e1");
    receive_order(desk, "WX-2", "e2");
    proxy.passes_on_to(host.port());
    brings(one, "e1");
    brings(two, "e2");
  }

  ~PhotoSite() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  PhotoSite(const PhotoSite&) = delete;
  PhotoSite& operator=(const PhotoSite&) = delete;
  PhotoSite(PhotoSite&&) = delete;
  PhotoSite& operator=(PhotoSite&&) = delete;

  [[nodiscard]] std::string state_at_desk(std::size_t photo = 0) {
    return desk.dispatch.show({}, "WX-1").value().photos.at(photo).state;
  }

  [[nodiscard]] std::string bytes_at_desk(const std::string& sha) const {
    return store::BlobFiles(folder_ / "desk" / "blobs")
        .read(sha, 0, limits::kBlob_bytes)
        .value_or("");
  }

  /// What a backup of the desk as it stands would cover of the first laptop's edits.
  [[nodiscard]] std::int64_t covered_by_a_backup() {
    std::int64_t n = 0;
    at_desk([&](server::Records& records) { n = records.orders.marks().back().last_n; });
    return n;
  }

  /// Backups hold all that the desk has.
  void cover() {
    at_desk([](server::Records& records) { records.orders.durable(records.orders.marks()); });
  }

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
  bool made_;

  template <typename Work>
  void at_desk(Work work) {
    static_cast<void>(desk.desk.write([&](server::Records& records) -> Refusable {
      work(records);
      return Done{};
    }));
  }

  void brings(Device& laptop, const std::string& who) {
    enrol_at(laptop, desk, proxy.port(), who);
    REQUIRE(sync_once(laptop).ok());
  }

 public:
  server::App desk{folder_ / "desk", test::kQuickHash};
  http::testing::RunningHost host{desk.router()};
  test::Proxy proxy;
  Device one{folder_ / "one"};
  Device two{folder_ / "two"};
};

inline Photo named(const std::string& name) {
  Photo photo;
  photo.kind = "photo";
  photo.name = name;
  return photo;
}

inline Result<WorkOrder> take(Device& laptop, const std::string& bytes) {
  return laptop.add_photo("WX-1", named("机柜.png"), bytes);
}

inline std::size_t waiting(Device& laptop) {
  std::size_t count = 0;
  laptop.store().transact(store::Transaction::Kind::read, [&](store::LaptopRecords& records) {
    count = records.waiting_blobs().size();
  });
  return count;
}

inline std::int64_t unsent(Device& laptop) {
  std::int64_t count = 0;
  laptop.store().transact(store::Transaction::Kind::read,
                          [&](store::LaptopRecords& records) { count = records.unsent_count(); });
  return count;
}

}  // namespace huidan::client
