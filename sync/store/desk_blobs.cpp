#include "sync/store/desk_blobs.hpp"

#include <algorithm>

#include "sync/base/limits.hpp"

namespace huidan::store {
namespace {

constexpr std::string_view kAddRef =
    "INSERT INTO blob_ref (op_id, sha, order_id, device_id, size, media, state, seq) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (op_id) DO NOTHING";
constexpr std::string_view kRefs =
    "SELECT op_id, order_id, size, media, state FROM blob_ref WHERE device_id = $1 AND sha = $2 "
    "ORDER BY seq, op_id";
constexpr std::string_view kSettle = "UPDATE blob_ref SET state = $2, seq = $3 WHERE op_id = $1";
constexpr std::string_view kKnownTo =
    "SELECT 1 FROM blob_ref r JOIN blob b ON b.sha = r.sha WHERE r.sha = $1 AND r.state = 'ready' "
    "AND (r.device_id = $2 OR EXISTS (SELECT 1 FROM order_grant g WHERE g.order_id = r.order_id "
    "AND g.person_id = $3 AND g.to_seq IS NULL)) LIMIT 1";
constexpr std::string_view kWants =
    "SELECT 1 FROM blob_ref WHERE device_id = $1 AND state = 'pending' LIMIT 1";
constexpr std::string_view kWanted =
    "SELECT r.sha, coalesce(max(p.off), 0) FROM blob_ref r LEFT JOIN blob_part p "
    "ON p.device_id = r.device_id AND p.sha = r.sha WHERE r.device_id = $1 "
    "AND r.state = 'pending' GROUP BY r.sha ORDER BY min(r.seq), r.sha LIMIT $2";
constexpr std::string_view kConfirmed =
    "SELECT DISTINCT sha FROM blob_ref WHERE device_id = $1 AND state <> 'pending' AND seq > $2 "
    "AND seq <= $3 ORDER BY sha";
constexpr std::string_view kOffset = "SELECT off FROM blob_part WHERE device_id = $1 AND sha = $2";
constexpr std::string_view kPutOffset =
    "INSERT INTO blob_part (device_id, sha, off, lease_ms) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (device_id, sha) DO UPDATE SET off = excluded.off, lease_ms = excluded.lease_ms";
constexpr std::string_view kDropOffset = "DELETE FROM blob_part WHERE device_id = $1 AND sha = $2";
constexpr std::string_view kPutReady =
    "INSERT INTO blob (sha, size, state, since_ms, lease_ms) VALUES ($1, $2, 'ready', $3, $4) "
    "ON CONFLICT (sha) DO UPDATE SET state = excluded.state, since_ms = excluded.since_ms, "
    "lease_ms = excluded.lease_ms";
constexpr std::string_view kHolds = "SELECT 1 FROM blob WHERE sha = $1";
constexpr std::string_view kExtendLease =
    "UPDATE blob SET lease_ms = $2 WHERE sha = $1 AND lease_ms < $2";
constexpr std::string_view kSuspects =
    "SELECT b.sha, b.state, b.since_ms, b.lease_ms, "
    "CASE WHEN EXISTS (SELECT 1 FROM blob_ref r WHERE r.sha = b.sha) THEN 1 ELSE 0 END "
    "FROM blob b WHERE b.state = 'condemned' OR NOT EXISTS "
    "(SELECT 1 FROM blob_ref r WHERE r.sha = b.sha) ORDER BY b.since_ms LIMIT $1";
constexpr std::string_view kPutState = "UPDATE blob SET state = $2, since_ms = $3 WHERE sha = $1";
constexpr std::string_view kRemove = "DELETE FROM blob WHERE sha = $1";
constexpr std::string_view kStaleParts =
    "SELECT device_id, sha FROM blob_part WHERE lease_ms <= $1";
constexpr std::string_view kDropStaleParts = "DELETE FROM blob_part WHERE lease_ms <= $1";

}  // namespace

void DeskBlobs::add_ref(const core::BlobRef& ref, std::int64_t seq) {
  database_.send(kAddRef, {ref.op.value, ref.sha, ref.order.value, ref.device.value, ref.size_bytes,
                           ref.media, ref.state, seq});
}

std::vector<core::BlobRef> DeskBlobs::refs(const DeviceId& device, std::string_view sha) {
  std::vector<core::BlobRef> found;
  Rows rows = database_.query(kRefs, {device.value, sha});
  while (rows.next()) {
    found.push_back({OpId(rows.text(0)), OrderId(rows.text(1)), device, std::string(sha),
                     rows.integer(2), rows.text(3), rows.text(4)});
  }
  return found;
}

void DeskBlobs::settle(const std::vector<core::BlobRef>& refs, std::string_view state,
                       std::int64_t seq) {
  for (const core::BlobRef& ref : refs) database_.send(kSettle, {ref.op.value, state, seq});
}

bool DeskBlobs::known_to(std::string_view sha, const DeviceId& device, const PersonId& person) {
  return database_.query(kKnownTo, {sha, device.value, person.value}).next();
}

std::vector<core::BlobWant> DeskBlobs::wanted(const DeviceId& device) {
  std::vector<core::BlobWant> want;
  // Every exchange asks, and hardly any has a photo under way: sorting nothing costs a third of it.
  if (!database_.query(kWants, {device.value}).next()) return want;
  Rows rows =
      database_.query(kWanted, {device.value, static_cast<std::int64_t>(limits::kBlobsWanted_max)});
  while (rows.next()) want.push_back({rows.text(0), rows.integer(1)});
  return want;
}

std::vector<std::string> DeskBlobs::confirmed(const DeviceId& device, std::int64_t since,
                                              std::int64_t through) {
  std::vector<std::string> shas;
  Rows rows = database_.query(kConfirmed, {device.value, since, through});
  while (rows.next()) shas.push_back(rows.text(0));
  return shas;
}

std::int64_t DeskBlobs::offset(const DeviceId& device, std::string_view sha) {
  Rows rows = database_.query(kOffset, {device.value, sha});
  return rows.next() ? rows.integer(0) : 0;
}

void DeskBlobs::put_offset(const DeviceId& device, std::string_view sha, std::int64_t off_bytes,
                           std::int64_t lease_ms) {
  database_.send(kPutOffset, {device.value, sha, off_bytes, lease_ms});
}

void DeskBlobs::drop_offset(const DeviceId& device, std::string_view sha) {
  database_.send(kDropOffset, {device.value, sha});
}

void DeskBlobs::put_ready(std::string_view sha, std::int64_t size_bytes, std::int64_t now_ms) {
  database_.send(kPutReady, {sha, size_bytes, now_ms, now_ms + limits::kBlobLease_ms});
}

bool DeskBlobs::holds(std::string_view sha) {
  return database_.query(kHolds, {sha}).next();
}

void DeskBlobs::extend_lease(std::string_view sha, std::int64_t lease_ms) {
  database_.send(kExtendLease, {sha, lease_ms});
}

std::vector<DeskBlobs::Suspect> DeskBlobs::suspects(std::size_t rows_max) {
  std::vector<Suspect> found;
  Rows rows = database_.query(kSuspects, {static_cast<std::int64_t>(rows_max)});
  while (rows.next()) {
    found.push_back(
        {{rows.text(0), rows.text(1), rows.integer(2), rows.integer(3)}, rows.integer(4) != 0});
  }
  return found;
}

void DeskBlobs::put_fate(const core::BlobRow& blob, core::BlobFate fate, std::int64_t now_ms) {
  switch (fate) {
    case core::BlobFate::stays:
      return;
    case core::BlobFate::condemned:
      database_.run(kPutState, {blob.sha, "condemned", now_ms});
      return;
    case core::BlobFate::spared:
      database_.run(kPutState, {blob.sha, "ready", now_ms});
      return;
    case core::BlobFate::removed:
      database_.run(kRemove, {blob.sha});
      return;
  }
}

std::vector<std::string> DeskBlobs::take_stale_parts(std::int64_t now_ms) {
  std::vector<std::string> names;
  {
    Rows rows = database_.query(kStaleParts, {now_ms});
    while (rows.next()) names.push_back(rows.text(0) + '.' + rows.text(1));
  }
  if (!names.empty()) database_.run(kDropStaleParts, {now_ms});
  return names;
}

bool DeskBlobs::has_part(std::string_view device_and_sha) {
  const std::size_t dot = std::min(device_and_sha.find('.'), device_and_sha.size());
  return database_
      .query(kOffset, {device_and_sha.substr(0, dot),
                       device_and_sha.substr(std::min(dot + 1, device_and_sha.size()))})
      .next();
}

}  // namespace huidan::store
