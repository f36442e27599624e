#pragma once
// The desk's queries, whole constants, in the subset of SQL that SQLite and PostgreSQL share
// (HOUSE).

#include <string_view>

namespace huidan::store::desk {

inline constexpr std::string_view kFeed =
    "SELECT h.epoch, h.seq, h.opened, h.min_seq, h.previous, COALESCE((SELECT s.salt FROM "
    "feed_salt s WHERE s.seq >= h.seq ORDER BY s.seq LIMIT 1), '') FROM feed_head h WHERE h.id = 1";
inline constexpr std::string_view kNewFeed =
    "INSERT INTO feed_head (id, seq, epoch, previous, opened, min_seq) VALUES (1, 0, $1, '', 0, 0) "
    "ON CONFLICT (id) DO NOTHING";
inline constexpr std::string_view kNewEpoch =
    "UPDATE feed_head SET previous = epoch, epoch = $1, opened = seq WHERE id = 1";
inline constexpr std::string_view kSomeOrders =
    "SELECT coalesce(max(id), '') FROM (SELECT id FROM work_order WHERE id > $1 ORDER BY id "
    "LIMIT $2) AS some_orders";
inline constexpr std::string_view kNewFloor =
    "UPDATE work_order SET floor = version WHERE id > $1 AND id <= $2";
inline constexpr std::string_view kTakeSeqs =
    "UPDATE feed_head SET seq = seq + $1 WHERE id = 1 RETURNING seq";
inline constexpr std::string_view kAddSalt =
    "INSERT INTO feed_salt (seq, salt, at_ms) VALUES ($1, $2, $3)";
inline constexpr std::string_view kForgetBefore =
    "UPDATE feed_head SET min_seq = (SELECT max(seq) FROM feed_salt WHERE at_ms < $1) "
    "WHERE id = 1 AND EXISTS (SELECT 1 FROM feed_salt WHERE at_ms < $1)";
inline constexpr std::string_view kDropSalts =
    "DELETE FROM feed_salt WHERE seq < (SELECT min_seq FROM feed_head WHERE id = 1)";
inline constexpr std::string_view kSaltAt =
    "SELECT salt FROM feed_salt WHERE seq >= $1 ORDER BY seq LIMIT 1";

inline constexpr std::string_view kDevice =
    "SELECT id, name, person_id, public_key, incarnation, last_n, chain, token, previous_token, "
    "last_request, revoked_at, revoked, settled_seq, durable_n, pending FROM device WHERE id = $1";
inline constexpr std::string_view kAddDevice =
    "INSERT INTO device (id, name, person_id, public_key, incarnation, last_n, chain, token, "
    "previous_token, last_request, created_at, revoked_at, revoked, settled_seq, durable_n, "
    "pending) VALUES ($1, $2, $3, $4, 1, 0, '', '', '', '', $5, '', '', $6, 0, 0)";
inline constexpr std::string_view kPutDevice =
    "UPDATE device SET incarnation = $2, last_n = $3, chain = $4, token = $5, previous_token = $6, "
    "last_request = $7, settled_seq = $8, durable_n = $9, pending = $10 WHERE id = $1";
inline constexpr std::string_view kRevokeDevice =
    "UPDATE device SET revoked_at = $2, revoked = $3 WHERE id = $1 AND revoked <> 'lost' "
    "AND revoked <> $3";
inline constexpr std::string_view kDurable =
    "UPDATE device SET durable_n = $3 WHERE id = $1 AND incarnation = $2 AND durable_n < $3";
// A photo's op is covered only together with its bytes.
inline constexpr std::string_view kMarks =
    "SELECT d.id, d.incarnation, coalesce((SELECT min(CASE WHEN j.incarnation = d.incarnation "
    "THEN j.n - 1 ELSE 0 END) FROM blob_ref r JOIN journal j ON j.op_id = r.op_id "
    "WHERE r.device_id = d.id AND r.state = 'pending'), d.last_n) FROM device d "
    "WHERE d.last_n > 0 ORDER BY d.id";
inline constexpr std::string_view kRecalls =
    "SELECT d.name FROM order_grant g JOIN device d ON d.person_id = g.person_id "
    "WHERE g.order_id = $1 AND g.to_seq > d.settled_seq AND d.public_key <> '' AND d.revoked = '' "
    "AND NOT EXISTS (SELECT 1 FROM order_grant o WHERE o.order_id = g.order_id "
    "AND o.person_id = g.person_id AND o.to_seq IS NULL) GROUP BY d.name ORDER BY d.name";
inline constexpr std::string_view kDevices =
    "SELECT d.id, d.name, p.name, d.created_at, d.revoked_at, d.last_n, d.revoked, d.incarnation, "
    "d.pending FROM device d "
    "JOIN person p ON p.id = d.person_id WHERE d.public_key <> '' ORDER BY d.created_at, d.id";

inline constexpr std::string_view kPerson =
    "SELECT id, name, roles, team, active FROM person WHERE id = $1";
inline constexpr std::string_view kPersonByName =
    "SELECT id, name, roles, team, active FROM person WHERE name = $1";
inline constexpr std::string_view kPersons =
    "SELECT id, name, roles, team, active FROM person ORDER BY name";
inline constexpr std::string_view kAddPerson =
    "INSERT INTO person (id, name, roles, team, active) VALUES ($1, $2, $3, $4, 1)";
inline constexpr std::string_view kSetPersonActive = "UPDATE person SET active = $2 WHERE id = $1";

inline constexpr std::string_view kJournal =
    "SELECT op_id, device_id, incarnation, n, order_id, kind, bytes, received_at, state, version, "
    "code, detail, field, disputes FROM journal WHERE op_id = $1";
// From the newest back: what is in dispute was written a short while ago.
inline constexpr std::string_view kWritten =
    "SELECT op_id, device_id, incarnation, n, order_id, kind, bytes, received_at, state, version, "
    "code, detail, field, disputes FROM journal WHERE device_id = $1 AND order_id = $2 "
    "AND version = $3 ORDER BY n DESC LIMIT 1";
inline constexpr std::string_view kAddJournal =
    "INSERT INTO journal (op_id, device_id, incarnation, n, order_id, kind, bytes, received_at, "
    "state, version, code, detail, field, disputes) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";

inline constexpr std::string_view kPutResult =
    "UPDATE journal SET state = $2, version = $3, code = $4, detail = $5, field = $6, "
    "disputes = $7 WHERE op_id = $1";
inline constexpr std::string_view kWaiting =
    "SELECT op_id, device_id, incarnation, n, order_id, kind, bytes, received_at, state, version, "
    "code, detail, field, disputes FROM journal WHERE order_id = $1 AND detail = 'handed' "
    "AND state = 'parked' ORDER BY device_id, incarnation, n";

inline constexpr std::string_view kBrought =
    "SELECT op_id FROM brought_again WHERE order_id = $1 AND device_id = $2 AND incarnation = $3";
inline constexpr std::string_view kAddBrought =
    "INSERT INTO brought_again (order_id, device_id, incarnation, op_id) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (order_id, device_id, incarnation, op_id) DO NOTHING";

inline constexpr std::string_view kReceipt =
    "SELECT id, at, signature, device_id, incarnation, last_n, chain, ops, number FROM receipt "
    "WHERE id = $1";
inline constexpr std::string_view kReceiptsOf =
    "SELECT id, at, signature, device_id, incarnation, last_n, chain, ops, number FROM receipt "
    "WHERE device_id = $1 ORDER BY number";
inline constexpr std::string_view kNewestReceipt =
    "SELECT id, at, signature, device_id, incarnation, last_n, chain, ops, number FROM receipt "
    "WHERE device_id = $1 ORDER BY number DESC LIMIT 1";
inline constexpr std::string_view kAddReceipt =
    "INSERT INTO receipt (id, at, signature, device_id, incarnation, last_n, chain, ops, number) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

inline constexpr std::string_view kOrder =
    "SELECT doc, stamps, floor, version, digest FROM work_order WHERE id = $1";
inline constexpr std::string_view kOrderIdByNo = "SELECT id FROM work_order WHERE no = $1";
inline constexpr std::string_view kOrders =
    "SELECT doc, id, version, digest FROM work_order ORDER BY no";
inline constexpr std::string_view kDisputed =
    "SELECT doc, id, version, digest FROM work_order WHERE disputes > 0 ORDER BY no";
inline constexpr std::string_view kOrderCount = "SELECT count(*) FROM work_order";
inline constexpr std::string_view kPutOrder =
    "INSERT INTO work_order (id, no, version, seq, status, assignee, documents, disputes, floor, "
    "digest, doc, stamps) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
    "ON CONFLICT (id) DO UPDATE SET version = excluded.version, seq = excluded.seq, "
    "status = excluded.status, assignee = excluded.assignee, documents = excluded.documents, "
    "disputes = excluded.disputes, digest = excluded.digest, doc = excluded.doc, "
    "stamps = excluded.stamps";
inline constexpr std::string_view kOrderDigest = "SELECT digest FROM work_order WHERE id = $1";

inline constexpr std::string_view kOpenGrant =
    "SELECT 1 FROM order_grant WHERE order_id = $1 AND person_id = $2 AND to_seq IS NULL";
inline constexpr std::string_view kGrantAt =
    "SELECT 1 FROM order_grant WHERE order_id = $1 AND person_id = $2 AND from_seq <= $3 "
    "AND to_seq > $3";
inline constexpr std::string_view kFirstGrant =
    "SELECT person_id, from_seq FROM order_grant WHERE order_id = $1 ORDER BY from_seq LIMIT 1";
inline constexpr std::string_view kCloseGrant =
    "UPDATE order_grant SET to_seq = $2 WHERE order_id = $1 AND to_seq IS NULL";
inline constexpr std::string_view kAddGrant =
    "INSERT INTO order_grant (order_id, person_id, from_seq, seq) VALUES ($1, $2, $3, $3)";
inline constexpr std::string_view kMoveGrantSeq =
    "UPDATE order_grant SET seq = $2 WHERE order_id = $1 AND to_seq IS NULL";

// Sums of digests, modulo kDigestModulus.
inline constexpr std::string_view kSet =
    "SELECT orders, digest FROM person_set WHERE person_id = $1";
inline constexpr std::string_view kSetChanged =
    "UPDATE person_set SET digest = (digest + $2 - $3 + 1152921504606846976) % "
    "1152921504606846976 WHERE person_id = (SELECT person_id FROM order_grant "
    "WHERE order_id = $1 AND to_seq IS NULL)";
inline constexpr std::string_view kSetLost =
    "UPDATE person_set SET orders = orders - 1, digest = (digest - $2 + 1152921504606846976) % "
    "1152921504606846976 WHERE person_id = (SELECT person_id FROM order_grant "
    "WHERE order_id = $1 AND to_seq IS NULL)";
inline constexpr std::string_view kSetGained =
    "INSERT INTO person_set (person_id, orders, digest) VALUES ($1, 1, $2) "
    "ON CONFLICT (person_id) DO UPDATE SET orders = person_set.orders + 1, "
    "digest = (person_set.digest + excluded.digest) % 1152921504606846976";
inline constexpr std::string_view kHeld =
    "SELECT o.id, o.digest FROM order_grant g JOIN work_order o ON o.id = g.order_id "
    "WHERE g.person_id = $1 AND g.to_seq IS NULL ORDER BY o.id";
inline constexpr std::string_view kHeldOrder =
    "SELECT no, version, documents, doc, digest FROM work_order WHERE id = $1";

inline constexpr std::string_view kChanges =
    "SELECT o.id, o.no, o.version, o.seq, o.documents, g.from_seq, o.doc, o.digest "
    "FROM order_grant g JOIN work_order o ON o.id = g.order_id "
    "WHERE g.person_id = $1 AND g.to_seq IS NULL AND g.seq > $2 ORDER BY g.seq LIMIT $3";
inline constexpr std::string_view kLeft =
    "SELECT DISTINCT c.order_id FROM order_grant c WHERE c.person_id = $1 AND c.to_seq > $2 "
    "AND c.to_seq <= $3 AND NOT EXISTS (SELECT 1 FROM order_grant g WHERE g.order_id = c.order_id "
    "AND g.person_id = c.person_id AND g.to_seq IS NULL AND g.from_seq <= $3) ORDER BY c.order_id";

inline constexpr std::string_view kAddDocument =
    "INSERT INTO document (hash, order_id, origin, seq, bytes) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (hash, order_id) DO NOTHING";
inline constexpr std::string_view kDocumentsSince =
    "SELECT hash, bytes FROM document WHERE order_id = $1 AND seq > $2 AND origin <> $3 "
    "ORDER BY seq, hash";
inline constexpr std::string_view kDocument =
    "SELECT bytes FROM document WHERE hash = $1 AND order_id = $2";

inline constexpr std::string_view kSetting = "SELECT value FROM setting WHERE name = $1";
inline constexpr std::string_view kPutSetting =
    "INSERT INTO setting (name, value) VALUES ($1, $2) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value";

}  // namespace huidan::store::desk
