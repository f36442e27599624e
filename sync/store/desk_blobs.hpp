#pragma once
// The desk's rows about photos' bytes: who named them, how much of them has come, who still may.
// Every method wants an open transaction.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/core/blobs.hpp"
#include "sync/store/database.hpp"

namespace huidan::store {

class DeskBlobs {
 public:
  /// `database` has the desk's tables and outlives the rows.
  explicit DeskBlobs(Database& database) noexcept : database_(database) {}

  void add_ref(const core::BlobRef& ref, std::int64_t seq);
  /// Of `device`, oldest first.
  [[nodiscard]] std::vector<core::BlobRef> refs(const DeviceId& device, std::string_view sha);
  void settle(const std::vector<core::BlobRef>& refs, std::string_view state, std::int64_t seq);

  [[nodiscard]] bool known_to(std::string_view sha, const DeviceId& device, const PersonId& person);
  [[nodiscard]] std::vector<core::BlobWant> wanted(const DeviceId& device);
  [[nodiscard]] std::vector<std::string> confirmed(const DeviceId& device, std::int64_t since,
                                                   std::int64_t through);

  [[nodiscard]] std::int64_t offset(const DeviceId& device, std::string_view sha);
  void put_offset(const DeviceId& device, std::string_view sha, std::int64_t off_bytes,
                  std::int64_t lease_ms);
  void drop_offset(const DeviceId& device, std::string_view sha);

  void put_ready(std::string_view sha, std::int64_t size_bytes, std::int64_t now_ms);
  [[nodiscard]] bool holds(std::string_view sha);
  /// Whoever asks about them may be about to name them: they stay until `lease_ms` at least.
  void extend_lease(std::string_view sha, std::int64_t lease_ms);

  /// What may have to go, with whether an op names it: at most `rows_max`, the oldest first.
  struct Suspect {
    core::BlobRow blob;
    bool referenced = false;
  };

  [[nodiscard]] std::vector<Suspect> suspects(std::size_t rows_max);
  void put_fate(const core::BlobRow& blob, core::BlobFate fate, std::int64_t now_ms);
  /// Uploads that nobody has gone on with until now; their rows go, as "device.sha".
  [[nodiscard]] std::vector<std::string> take_stale_parts(std::int64_t now_ms);
  [[nodiscard]] bool has_part(std::string_view device_and_sha);

 private:
  Database& database_;
};

}  // namespace huidan::store
