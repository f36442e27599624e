-- What the desk must never lose. Every change of an order enters through the journal, in the same
-- transaction that applies it; the feed's numbers are taken last (SYNC §2.1).

-- The one counter. A new epoch is a new life of the desk, opened at a number: a restore opens one.
-- A cursor below min_seq can no longer be told from a stranger's.
CREATE TABLE feed_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq BIGINT NOT NULL,
  epoch TEXT NOT NULL,
  previous TEXT NOT NULL, -- the epoch before; '' in a desk's first life
  opened BIGINT NOT NULL,
  min_seq BIGINT NOT NULL
);

-- One witness a transaction, under the last number it took: a laptop that holds another salt has seen
-- a history that this desk no longer has.
CREATE TABLE feed_salt (
  seq BIGINT PRIMARY KEY,
  salt TEXT NOT NULL,
  at_ms BIGINT NOT NULL
);
CREATE INDEX feed_salt_at ON feed_salt (at_ms);

-- An order as it stands. `doc` is the order as it travels, `stamps` who wrote what last, `floor` the
-- version it had when the epoch was opened, `digest` what a laptop that holds this row has too; the
-- columns beside them are copies for finding.
CREATE TABLE work_order (
  id TEXT PRIMARY KEY,
  no TEXT NOT NULL UNIQUE,
  version BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  status TEXT NOT NULL,
  assignee TEXT NOT NULL,
  documents BIGINT NOT NULL,
  disputes BIGINT NOT NULL,
  floor BIGINT NOT NULL,
  digest BIGINT NOT NULL,
  doc TEXT NOT NULL,
  stamps TEXT NOT NULL
);
CREATE UNIQUE INDEX work_order_seq ON work_order (seq);
CREATE INDEX work_order_disputed ON work_order (no) WHERE disputes > 0;

-- Who may see an order, from which change to which (SYNC §2.5). `seq` is the order's own, copied while
-- the grant is open, so that a pull costs what changed for this person and not what the desk holds.
CREATE TABLE order_grant (
  order_id TEXT NOT NULL REFERENCES work_order (id),
  person_id TEXT NOT NULL,
  from_seq BIGINT NOT NULL,
  to_seq BIGINT,
  seq BIGINT NOT NULL,
  PRIMARY KEY (order_id, person_id, from_seq)
);
CREATE INDEX order_grant_open ON order_grant (person_id, seq) WHERE to_seq IS NULL;
CREATE INDEX order_grant_closed ON order_grant (person_id, to_seq) WHERE to_seq IS NOT NULL;

-- How many orders a person is granted now, and their digests summed: kept as grants and orders change,
-- because an idle sync must not read what the person holds (SYNC §2.12).
CREATE TABLE person_set (
  person_id TEXT PRIMARY KEY,
  orders BIGINT NOT NULL,
  digest BIGINT NOT NULL
);

CREATE TABLE person (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  roles TEXT NOT NULL,
  team TEXT NOT NULL,
  active BIGINT NOT NULL
);

-- Laptops, and the desk's own seats: whoever writes ops has a chain here.
CREATE TABLE device (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  person_id TEXT NOT NULL,
  public_key TEXT NOT NULL,
  incarnation BIGINT NOT NULL,
  last_n BIGINT NOT NULL,
  chain TEXT NOT NULL,
  token TEXT NOT NULL,
  previous_token TEXT NOT NULL,
  last_request TEXT NOT NULL,
  created_at TEXT NOT NULL,
  revoked_at TEXT NOT NULL,
  revoked TEXT NOT NULL, -- '' in use, 'retired' or 'lost'
  settled_seq BIGINT NOT NULL, -- the newest cursor it confirmed with nothing older unsent
  durable_n BIGINT NOT NULL, -- its ops up to here are in a verified backup
  pending BIGINT NOT NULL -- what it still held when it was last heard
);
CREATE INDEX device_person ON device (person_id);

-- Every op that ever arrived, with its bytes and its final result: applied, late, parked or rejected.
CREATE TABLE journal (
  op_id TEXT PRIMARY KEY,
  device_id TEXT NOT NULL,
  incarnation BIGINT NOT NULL,
  n BIGINT NOT NULL,
  order_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  bytes TEXT NOT NULL,
  received_at TEXT NOT NULL,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  code TEXT NOT NULL,
  detail TEXT NOT NULL,
  field TEXT NOT NULL,
  disputes TEXT NOT NULL
);
CREATE INDEX journal_device ON journal (device_id, n);

-- Forms that were signed and the strokes that signed them, under the digest the sign-off names.
CREATE TABLE document (
  hash TEXT NOT NULL,
  order_id TEXT NOT NULL,
  origin TEXT NOT NULL,
  seq BIGINT NOT NULL,
  bytes TEXT NOT NULL,
  PRIMARY KEY (hash, order_id)
);
CREATE INDEX document_order ON document (order_id, seq);

-- What is known of the desk itself: its name, its key, its TLS pin.
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
