#pragma once
// The laptop's queries, whole constants.

#include <string_view>

namespace huidan::store::laptop {

inline constexpr std::string_view kChangesElsewhere = "PRAGMA data_version";

inline constexpr std::string_view kState =
    "SELECT device, incarnation, token, request, epoch, seq, salt, last_n, acknowledged, "
    "durable_n, "
    "receipt_id, receipt_at, receipt_signature, clock_offset_ms, page_bytes, set_orders, "
    "set_digest, whole FROM sync_state WHERE id = 1";
inline constexpr std::string_view kPutState =
    "INSERT INTO sync_state (id, device, incarnation, token, request, epoch, seq, salt, last_n, "
    "acknowledged, durable_n, receipt_id, receipt_at, receipt_signature, clock_offset_ms, "
    "page_bytes, set_orders, set_digest, whole) "
    "VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) "
    "ON CONFLICT (id) DO UPDATE SET device = excluded.device, incarnation = excluded.incarnation, "
    "token = excluded.token, request = excluded.request, epoch = excluded.epoch, "
    "seq = excluded.seq, salt = excluded.salt, last_n = excluded.last_n, "
    "acknowledged = excluded.acknowledged, durable_n = excluded.durable_n, "
    "receipt_id = excluded.receipt_id, receipt_at = excluded.receipt_at, "
    "receipt_signature = excluded.receipt_signature, clock_offset_ms = excluded.clock_offset_ms, "
    "page_bytes = excluded.page_bytes, set_orders = excluded.set_orders, "
    "set_digest = excluded.set_digest, whole = excluded.whole";

inline constexpr std::string_view kUnsent =
    "SELECT n, bytes, grp FROM outbox WHERE made_version IS NULL ORDER BY n";
inline constexpr std::string_view kUnsentCount =
    "SELECT count(*) FROM outbox WHERE made_version IS NULL";
inline constexpr std::string_view kAddOutbox =
    "INSERT INTO outbox (n, op_id, order_id, grp, bytes, link, again) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)";
// What becomes of each in the new life (`again`): 0, shown until the shadow has it; 1, it has; 2,
// it never will, for it was refused.
inline constexpr std::string_view kSentInOrder =
    "SELECT s.op_id, s.order_id, s.grp, s.bytes, coalesce((SELECT o.again - o.again % 2 FROM "
    "outbox o WHERE o.op_id = s.op_id), CASE s.state WHEN 'rejected' THEN 2 ELSE 1 END) "
    "FROM sent_op s ORDER BY s.n";
inline constexpr std::string_view kUnsentInOrder =
    "SELECT op_id, order_id, grp, bytes, again FROM outbox WHERE made_version IS NULL ORDER BY n";
inline constexpr std::string_view kRefused =
    "SELECT order_id, bytes, code, field, at FROM sent_op WHERE state = 'rejected' ORDER BY n DESC";
inline constexpr std::string_view kDropOutbox = "DELETE FROM outbox";
inline constexpr std::string_view kDropSent = "DELETE FROM sent_op";
inline constexpr std::string_view kTrimSent = "DELETE FROM sent_op WHERE n <= $1";
inline constexpr std::string_view kLink = "SELECT link FROM outbox WHERE n = $1";
inline constexpr std::string_view kKeepSent =
    "INSERT INTO sent_op (op_id, n, order_id, grp, bytes, state, code, field, at) "
    "SELECT op_id, n, order_id, grp, bytes, $2, $3, $4, $5 FROM outbox WHERE n = $1 "
    "ON CONFLICT (op_id) DO NOTHING";
inline constexpr std::string_view kMarkMade = "UPDATE outbox SET made_version = $2 WHERE n = $1";
inline constexpr std::string_view kForgetMade =
    "DELETE FROM outbox WHERE n = $1 AND (again = 1 OR made_version = 0 OR made_version <= "
    "(SELECT s.version FROM shadow s WHERE s.order_id = outbox.order_id AND s.stale = 0))";
inline constexpr std::string_view kForgetCaughtUp =
    "DELETE FROM outbox WHERE order_id = $1 AND made_version <= $2";
inline constexpr std::string_view kDropOverlay = "DELETE FROM outbox WHERE order_id = $1";
inline constexpr std::string_view kOverlay =
    "SELECT bytes FROM outbox WHERE order_id = $1 AND again = 0 ORDER BY n";
inline constexpr std::string_view kOverlaidOrders =
    "SELECT DISTINCT order_id FROM outbox WHERE again = 0";

inline constexpr std::string_view kPutReceipt =
    "INSERT INTO receipt (id, signature, device, incarnation, at, last_n, chain, ops) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id, signature) DO NOTHING";
inline constexpr std::string_view kReceipts =
    "SELECT id, at, signature, device, incarnation, last_n, chain, ops FROM receipt "
    "WHERE $1 = '' OR id = $1 ORDER BY rowid";

inline constexpr std::string_view kShadow = "SELECT doc FROM shadow WHERE order_id = $1";
inline constexpr std::string_view kShadowSeen =
    "SELECT version, stale, epoch, seq FROM shadow WHERE order_id = $1";
inline constexpr std::string_view kShadowIdByNo = "SELECT order_id FROM shadow WHERE no = $1";
inline constexpr std::string_view kShadows = "SELECT order_id, doc FROM shadow ORDER BY no";
inline constexpr std::string_view kPutShadow =
    "INSERT INTO shadow (order_id, no, version, limbo, stale, epoch, seq, digest, doc) "
    "VALUES ($1, $2, $3, 0, 0, '', 0, $4, $5) "
    "ON CONFLICT (order_id) DO UPDATE SET no = excluded.no, version = excluded.version, "
    "limbo = 0, stale = 0, epoch = '', seq = 0, digest = excluded.digest, doc = excluded.doc";
// By its number nobody finds it any more; what was written on it is still sent by its id.
inline constexpr std::string_view kSetAside =
    "UPDATE shadow SET no = order_id WHERE no = $1 AND order_id <> $2 AND (stale = 1 OR limbo = 1)";
inline constexpr std::string_view kMarkStale =
    "UPDATE shadow SET stale = 1, epoch = $1, seq = $2 WHERE stale = 0";
// Orders of an earlier life of the desk, and which of its own ops each holds already: those that
// had their result before that life ended, but for what was refused.
inline constexpr std::string_view kLost =
    "SELECT order_id, doc FROM shadow WHERE stale = 1 AND epoch <> $1 UNION "
    "SELECT order_id, doc FROM shadow WHERE limbo = 1 AND stale = 2 AND epoch <> $1 ORDER BY 1";
inline constexpr std::string_view kHadOps =
    "SELECT s.op_id FROM sent_op s WHERE s.order_id = $1 AND NOT EXISTS "
    "(SELECT 1 FROM outbox o WHERE o.op_id = s.op_id) UNION "
    "SELECT op_id FROM outbox WHERE order_id = $1 AND again = 1 ORDER BY 1";
// In limbo, and kept there until the desk has told it, or has told all there is and not this.
inline constexpr std::string_view kBroughtBack =
    "UPDATE shadow SET epoch = $2, stale = 2, limbo = 1 WHERE order_id = $1";
inline constexpr std::string_view kNotTold =
    "UPDATE shadow SET stale = 1 WHERE limbo = 1 AND stale = 2 AND NOT EXISTS "
    "(SELECT 1 FROM outbox o WHERE o.order_id = shadow.order_id AND o.made_version IS NULL)";
inline constexpr std::string_view kHeld =
    "SELECT order_id, digest FROM shadow WHERE limbo = 0 ORDER BY order_id";
inline constexpr std::string_view kHeldSet = "SELECT orders, digest FROM held WHERE id = 1";
inline constexpr std::string_view kDropShadows = "DELETE FROM shadow";
inline constexpr std::string_view kDropAllDocuments = "DELETE FROM document";
inline constexpr std::string_view kDropState = "DELETE FROM sync_state";
inline constexpr std::string_view kDropReceipts = "DELETE FROM receipt";
inline constexpr std::string_view kDropBlobQueue = "DELETE FROM blob_queue";
inline constexpr std::string_view kBlobsUnconfirmed =
    "UPDATE blob_queue SET state = 'waiting' WHERE state = 'confirmed'";
inline constexpr std::string_view kDropSettings = "DELETE FROM setting";
inline constexpr std::string_view kMarkLimbo = "UPDATE shadow SET limbo = 1 WHERE order_id = $1";
inline constexpr std::string_view kLimboDone =
    "SELECT s.order_id FROM shadow s WHERE s.limbo = 1 AND s.stale < 2 AND NOT EXISTS "
    "(SELECT 1 FROM outbox o WHERE o.order_id = s.order_id AND o.made_version IS NULL) "
    "AND NOT EXISTS (SELECT 1 FROM handed h WHERE h.order_id = s.order_id) "
    "AND NOT EXISTS (SELECT 1 FROM blob_queue q WHERE q.order_id = s.order_id "
    "AND q.state = 'waiting')";
inline constexpr std::string_view kDropStrangers =
    "DELETE FROM outbox WHERE made_version IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM shadow s WHERE s.order_id = outbox.order_id) AND NOT EXISTS "
    "(SELECT 1 FROM handed h WHERE h.order_id = outbox.order_id)";
inline constexpr std::string_view kDropStrangeDocuments =
    "DELETE FROM document WHERE order_id NOT IN (SELECT order_id FROM shadow) AND order_id NOT IN "
    "(SELECT order_id FROM outbox) AND order_id NOT IN (SELECT order_id FROM handed)";
inline constexpr std::string_view kDropStrangersDocuments =
    "DELETE FROM document WHERE order_id = (SELECT s.order_id FROM sent_op s WHERE s.n = $1) "
    "AND NOT EXISTS (SELECT 1 FROM shadow h WHERE h.order_id = document.order_id) "
    "AND NOT EXISTS (SELECT 1 FROM handed h WHERE h.order_id = document.order_id) "
    "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.order_id = document.order_id)";
inline constexpr std::string_view kInLimbo =
    "SELECT 1 FROM shadow s WHERE order_id = $1 AND limbo = 1 AND NOT EXISTS "
    "(SELECT 1 FROM handed h WHERE h.order_id = s.order_id)";
inline constexpr std::string_view kDropShadow = "DELETE FROM shadow WHERE order_id = $1";
inline constexpr std::string_view kDropDocuments = "DELETE FROM document WHERE order_id = $1";

// What another laptop handed over (laptop_handed.cpp).
inline constexpr std::string_view kHasPacket = "SELECT 1 FROM packet WHERE op_id = $1";
inline constexpr std::string_view kAddPacket =
    "INSERT INTO packet (place, op_id, bytes) "
    "SELECT coalesce(max(place), 0) + 1, $1, $2 FROM packet WHERE true "
    "ON CONFLICT (op_id) DO NOTHING";
inline constexpr std::string_view kPackets =
    "SELECT op_id, bytes FROM packet WHERE bytes <> '' ORDER BY place";
inline constexpr std::string_view kPacketTaken = "UPDATE packet SET bytes = '' WHERE op_id = $1";
inline constexpr std::string_view kNewestOp =
    "SELECT op_id FROM (SELECT n, op_id FROM outbox UNION SELECT n, op_id FROM sent_op) "
    "ORDER BY n DESC LIMIT 1";
inline constexpr std::string_view kPutHanded =
    "INSERT INTO handed (order_id, no, op_id, version, epoch, seq, after_op, doc) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (order_id) DO UPDATE SET "
    "no = excluded.no, op_id = excluded.op_id, version = excluded.version, "
    "epoch = excluded.epoch, seq = excluded.seq, after_op = excluded.after_op, "
    "made_version = NULL, doc = excluded.doc";
inline constexpr std::string_view kHandedMade =
    "UPDATE handed SET made_version = $2 WHERE op_id = $1";
inline constexpr std::string_view kHandedLeft =
    "UPDATE handed SET made_version = 0 WHERE order_id = $1 AND made_version IS NOT NULL";
// The desk has had the hand-over and has told all there is: the order as it stands, or, where it is
// another's by now, not at all. A restored desk counts versions anew: the one made proves nothing.
inline constexpr std::string_view kHandedTold =
    "UPDATE handed SET made_version = 0 WHERE made_version IS NOT NULL";
inline constexpr std::string_view kAnyHandedHome =
    "SELECT 1 FROM handed WHERE made_version IS NOT NULL LIMIT 1";
inline constexpr std::string_view kForgettable =
    "SELECT order_id FROM handed WHERE made_version IS NOT NULL AND "
    "(EXISTS (SELECT 1 FROM shadow s WHERE s.order_id = handed.order_id AND s.version >= "
    "handed.made_version AND s.limbo = 0 AND s.stale = 0 "
    "AND handed.made_version > 0) OR (made_version = 0 AND NOT EXISTS (SELECT 1 FROM outbox o "
    "WHERE o.order_id = handed.order_id AND o.made_version IS NULL)))";
inline constexpr std::string_view kForgetHanded = "DELETE FROM handed WHERE order_id = $1";
inline constexpr std::string_view kDropStrangersOf =
    "DELETE FROM outbox WHERE order_id = $1 AND made_version IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM shadow s WHERE s.order_id = outbox.order_id)";
inline constexpr std::string_view kHanded = "SELECT doc, after_op FROM handed WHERE order_id = $1";
inline constexpr std::string_view kHandedIds = "SELECT order_id FROM handed ORDER BY order_id";
inline constexpr std::string_view kHandedIdByNo = "SELECT order_id FROM handed WHERE no = $1";
inline constexpr std::string_view kHandedSeen =
    "SELECT version, epoch, seq, op_id FROM handed WHERE order_id = $1";
inline constexpr std::string_view kOverlayAfter =
    "SELECT bytes FROM outbox WHERE order_id = $1 AND again = 0 AND n > coalesce((SELECT n FROM "
    "outbox WHERE op_id = $2), (SELECT n FROM sent_op WHERE op_id = $2), 0) ORDER BY n";
inline constexpr std::string_view kUnsentOf =
    "SELECT bytes FROM outbox WHERE order_id = $1 AND made_version IS NULL ORDER BY n";
inline constexpr std::string_view kDropHanded = "DELETE FROM handed";
inline constexpr std::string_view kDropPackets = "DELETE FROM packet";

inline constexpr std::string_view kQueueBlob =
    "INSERT INTO blob_queue (op_id, sha, order_id, size, state) VALUES ($1, $2, $3, $4, 'waiting') "
    "ON CONFLICT (op_id) DO NOTHING";
inline constexpr std::string_view kBlobConfirmed =
    "UPDATE blob_queue SET state = 'confirmed' WHERE sha = $1 AND state = 'waiting'";
inline constexpr std::string_view kBlobRefused =
    "UPDATE blob_queue SET state = 'refused' WHERE state = 'waiting' AND op_id = "
    "(SELECT op_id FROM outbox WHERE n = $1)";
inline constexpr std::string_view kDropBlobs =
    "DELETE FROM blob_queue WHERE order_id = $1 AND NOT EXISTS "
    "(SELECT 1 FROM sent_op s WHERE s.op_id = blob_queue.op_id)";
inline constexpr std::string_view kDropDurableBlobs =
    "DELETE FROM blob_queue WHERE state <> 'waiting' "
    "AND NOT EXISTS (SELECT 1 FROM shadow h WHERE h.order_id = blob_queue.order_id) "
    "AND NOT EXISTS (SELECT 1 FROM sent_op s WHERE s.op_id = blob_queue.op_id) "
    "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.op_id = blob_queue.op_id)";
inline constexpr std::string_view kWaitingBlobs =
    "SELECT sha, max(size) FROM blob_queue WHERE state = 'waiting' GROUP BY sha ORDER BY "
    "min(op_id)";
inline constexpr std::string_view kQueue =
    "SELECT order_id, sum(ops), sum(bytes), sum(photos), sum(photo_bytes) FROM ("
    "SELECT order_id, count(*) AS ops, sum(length(CAST(bytes AS BLOB))) AS bytes, 0 AS photos, "
    "0 AS photo_bytes FROM outbox WHERE made_version IS NULL GROUP BY order_id UNION ALL "
    "SELECT order_id, 0, 0, count(DISTINCT sha), sum(size) FROM blob_queue WHERE state = 'waiting' "
    "GROUP BY order_id) GROUP BY order_id ORDER BY order_id";
inline constexpr std::string_view kAnyWaitingBlob =
    "SELECT 1 FROM blob_queue WHERE state = 'waiting' LIMIT 1";
inline constexpr std::string_view kKeepsBlob = "SELECT 1 FROM blob_queue WHERE sha = $1 LIMIT 1";

inline constexpr std::string_view kPutDocument =
    "INSERT INTO document (hash, order_id, bytes) VALUES ($1, $2, $3) "
    "ON CONFLICT (hash, order_id) DO NOTHING";
inline constexpr std::string_view kDocument =
    "SELECT bytes FROM document WHERE hash = $1 AND order_id = $2";

inline constexpr std::string_view kSetting = "SELECT value FROM setting WHERE name = $1";
inline constexpr std::string_view kPutSetting =
    "INSERT INTO setting (name, value) VALUES ($1, $2) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value";

}  // namespace huidan::store::laptop
