#pragma once
// How each table of a desk is read in the order of its key, a page at a time, and written
// elsewhere. The keys stand first. A test compares this list with the tables that the migrations
// make.

#include <array>
#include <cstddef>
#include <string_view>

namespace huidan::server::moved {

struct Table {
  std::string_view name;
  std::string_view read;   // a page behind the key in $1 …
  std::string_view write;  // a row
  std::string_view kinds;  // of the columns: t text, i whole number
  std::size_t keys;        // so many of them, from the first on, are the key
};

// What others refer to stands before them; the head comes last, because with it a desk is one.
inline constexpr std::array kTables{
    Table{"setting", "SELECT name, value FROM setting WHERE name > $1 ORDER BY name LIMIT 500",
          "INSERT INTO setting (name, value) VALUES ($1, $2)", "tt", 1},
    Table{"person",
          "SELECT id, name, roles, team, active FROM person WHERE id > $1 ORDER BY id LIMIT "
          "500",
          "INSERT INTO person (id, name, roles, team, active) VALUES ($1, $2, $3, $4, $5)", "tttti",
          1},
    Table{"password",
          "SELECT person_id, hash, changed_at FROM password WHERE person_id > $1 ORDER BY "
          "person_id LIMIT 500",
          "INSERT INTO password (person_id, hash, changed_at) VALUES ($1, $2, $3)", "ttt", 1},
    Table{"session",
          "SELECT hash, person_id, created_ms, seen_ms FROM session WHERE hash > $1 ORDER BY "
          "hash LIMIT 500",
          "INSERT INTO session (hash, person_id, created_ms, seen_ms) VALUES ($1, $2, $3, $4)",
          "ttii", 1},
    Table{"enrol_code",
          "SELECT hash, person_id, expires_ms, device_id FROM enrol_code WHERE hash > $1 ORDER "
          "BY hash LIMIT 500",
          "INSERT INTO enrol_code (hash, person_id, expires_ms, device_id) VALUES ($1, $2, $3, "
          "$4)",
          "ttit", 1},
    Table{"device",
          "SELECT id, name, person_id, public_key, incarnation, last_n, chain, token, "
          "previous_token, last_request, created_at, revoked_at, revoked, settled_seq, "
          "durable_n, pending FROM device WHERE id > $1 ORDER BY id LIMIT 500",
          "INSERT INTO device (id, name, person_id, public_key, incarnation, last_n, chain, "
          "token, previous_token, last_request, created_at, revoked_at, revoked, settled_seq, "
          "durable_n, pending) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
          "$14, $15, $16)",
          "ttttiitttttttiii", 1},
    Table{"journal",
          "SELECT op_id, device_id, incarnation, n, order_id, kind, bytes, received_at, state, "
          "version, code, detail, field, disputes FROM journal WHERE op_id > $1 ORDER BY op_id "
          "LIMIT 500",
          "INSERT INTO journal (op_id, device_id, incarnation, n, order_id, kind, bytes, "
          "received_at, state, version, code, detail, field, disputes) VALUES ($1, $2, $3, $4, "
          "$5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
          "ttiitttttitttt", 1},
    Table{"brought_again",
          "SELECT order_id, device_id, incarnation, op_id FROM brought_again WHERE (order_id, "
          "device_id, incarnation, op_id) > ($1, $2, $3, $4) ORDER BY order_id, device_id, "
          "incarnation, op_id LIMIT 500",
          "INSERT INTO brought_again (order_id, device_id, incarnation, op_id) VALUES ($1, $2, "
          "$3, $4)",
          "ttit", 4},
    Table{"receipt",
          "SELECT id, device_id, incarnation, number, at, last_n, chain, ops, signature FROM "
          "receipt WHERE id > $1 ORDER BY id LIMIT 500",
          "INSERT INTO receipt (id, device_id, incarnation, number, at, last_n, chain, ops, "
          "signature) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
          "ttiititit", 1},
    Table{"work_order",
          "SELECT id, no, version, seq, status, assignee, documents, disputes, floor, digest, "
          "doc, stamps FROM work_order WHERE id > $1 ORDER BY id LIMIT 500",
          "INSERT INTO work_order (id, no, version, seq, status, assignee, documents, "
          "disputes, floor, digest, doc, stamps) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
          "$10, $11, $12)",
          "ttiittiiiitt", 1},
    Table{"order_grant",
          "SELECT order_id, person_id, from_seq, to_seq, seq FROM order_grant WHERE (order_id, "
          "person_id, from_seq) > ($1, $2, $3) ORDER BY order_id, person_id, from_seq LIMIT "
          "500",
          "INSERT INTO order_grant (order_id, person_id, from_seq, to_seq, seq) VALUES ($1, "
          "$2, $3, $4, $5)",
          "ttiii", 3},
    Table{"person_set",
          "SELECT person_id, orders, digest FROM person_set WHERE person_id > $1 ORDER BY "
          "person_id LIMIT 500",
          "INSERT INTO person_set (person_id, orders, digest) VALUES ($1, $2, $3)", "tii", 1},
    Table{"document",
          "SELECT hash, order_id, origin, seq, bytes FROM document WHERE (hash, order_id) > "
          "($1, $2) ORDER BY hash, order_id LIMIT 500",
          "INSERT INTO document (hash, order_id, origin, seq, bytes) VALUES ($1, $2, $3, $4, "
          "$5)",
          "tttit", 2},
    Table{"import_row",
          "SELECT no, version, said FROM import_row WHERE no > $1 ORDER BY no LIMIT 500",
          "INSERT INTO import_row (no, version, said) VALUES ($1, $2, $3)", "tit", 1},
    Table{"blob",
          "SELECT sha, size, state, since_ms, lease_ms FROM blob WHERE sha > $1 ORDER BY sha "
          "LIMIT 500",
          "INSERT INTO blob (sha, size, state, since_ms, lease_ms) VALUES ($1, $2, $3, $4, $5)",
          "titii", 1},
    Table{"blob_part",
          "SELECT device_id, sha, off, lease_ms FROM blob_part WHERE (device_id, sha) > ($1, "
          "$2) ORDER BY device_id, sha LIMIT 500",
          "INSERT INTO blob_part (device_id, sha, off, lease_ms) VALUES ($1, $2, $3, $4)", "ttii",
          2},
    Table{"blob_ref",
          "SELECT op_id, sha, order_id, device_id, size, media, state, seq FROM blob_ref WHERE "
          "op_id > $1 ORDER BY op_id LIMIT 500",
          "INSERT INTO blob_ref (op_id, sha, order_id, device_id, size, media, state, seq) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
          "ttttitti", 1},
    Table{"feed_salt",
          "SELECT seq, salt, at_ms FROM feed_salt WHERE seq > $1 ORDER BY seq LIMIT 500",
          "INSERT INTO feed_salt (seq, salt, at_ms) VALUES ($1, $2, $3)", "iti", 1},
    Table{"feed_head",
          "SELECT id, seq, epoch, previous, opened, min_seq FROM feed_head WHERE id > $1 ORDER "
          "BY id LIMIT 500",
          "INSERT INTO feed_head (id, seq, epoch, previous, opened, min_seq) VALUES ($1, $2, "
          "$3, $4, $5, $6)",
          "iittii", 1},
};

}  // namespace huidan::server::moved
