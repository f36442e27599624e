-- What an engineer's laptop must never lose. `shadow` is what the desk last said and can be pulled
-- again; `outbox` is what nobody else has yet.

CREATE TABLE shadow (
  order_id TEXT PRIMARY KEY,
  no TEXT NOT NULL UNIQUE,
  version BIGINT NOT NULL,
  limbo BIGINT NOT NULL, -- 1: it left this laptop, unsent work keeps it
  stale BIGINT NOT NULL, -- 1: from before a reset, and the desk has not told it anew yet
  epoch TEXT NOT NULL, -- of a stale row: the desk's life and the cursor it was good for
  seq BIGINT NOT NULL,
  digest BIGINT NOT NULL,
  doc TEXT NOT NULL CHECK (json_valid(doc))
);

CREATE INDEX shadow_stale ON shadow (order_id) WHERE stale = 1;
CREATE INDEX shadow_limbo ON shadow (order_id) WHERE limbo = 1;

-- How many orders are held outside limbo, and their digests summed modulo 2^60: every pull ends with
-- the question, and must not read all that is held for it. Kept by the table, so that no writer forgets.
CREATE TABLE held (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  orders BIGINT NOT NULL,
  digest BIGINT NOT NULL
);
INSERT INTO held (id, orders, digest) VALUES (1, 0, 0);

CREATE TRIGGER shadow_came AFTER INSERT ON shadow WHEN NEW.limbo = 0 BEGIN
  UPDATE held SET orders = orders + 1, digest = (digest + NEW.digest) % 1152921504606846976
  WHERE id = 1;
END;
CREATE TRIGGER shadow_changed AFTER UPDATE OF limbo, digest ON shadow BEGIN
  UPDATE held SET
    orders = orders + (NEW.limbo = 0) - (OLD.limbo = 0),
    digest = (digest + NEW.digest * (NEW.limbo = 0) + 1152921504606846976
              - OLD.digest * (OLD.limbo = 0)) % 1152921504606846976
  WHERE id = 1;
END;
CREATE TRIGGER shadow_went AFTER DELETE ON shadow WHEN OLD.limbo = 0 BEGIN
  UPDATE held SET orders = orders - 1,
    digest = (digest + 1152921504606846976 - OLD.digest) % 1152921504606846976
  WHERE id = 1;
END;

-- Ops in the order they were written. Acknowledged ones that changed their order stay until the shadow
-- has caught up with the version they made, so that nothing flickers.
CREATE TABLE outbox (
  n BIGINT PRIMARY KEY,
  op_id TEXT NOT NULL UNIQUE,
  order_id TEXT NOT NULL,
  grp TEXT NOT NULL,
  bytes TEXT NOT NULL,
  link TEXT NOT NULL,
  made_version BIGINT,
  again BIGINT NOT NULL -- 1: it had its result before the desk or this laptop lost its history
);
CREATE INDEX outbox_made ON outbox (n) WHERE made_version IS NOT NULL;
CREATE INDEX outbox_order ON outbox (order_id, n);

-- Every acknowledged op with its result: kept until a backup of the desk covers it (durable_n).
CREATE TABLE sent_op (
  op_id TEXT PRIMARY KEY,
  n BIGINT NOT NULL UNIQUE,
  order_id TEXT NOT NULL,
  grp TEXT NOT NULL,
  bytes TEXT NOT NULL,
  state TEXT NOT NULL,
  code TEXT NOT NULL,
  field TEXT NOT NULL,
  at TEXT NOT NULL
);

-- Forms and strokes by their digest, see the desk's table of the same name.
CREATE TABLE document (
  hash TEXT NOT NULL,
  order_id TEXT NOT NULL,
  bytes TEXT NOT NULL,
  PRIMARY KEY (hash, order_id)
);
CREATE INDEX document_order ON document (order_id);

-- One row: where this laptop stands with its desk.
CREATE TABLE sync_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  device TEXT NOT NULL,
  incarnation BIGINT NOT NULL,
  token TEXT NOT NULL,
  request TEXT NOT NULL,
  epoch TEXT NOT NULL,
  seq BIGINT NOT NULL,
  salt TEXT NOT NULL,
  whole BIGINT NOT NULL, -- the number at which the feed was last read to its end
  last_n BIGINT NOT NULL,
  acknowledged TEXT NOT NULL,
  durable_n BIGINT NOT NULL,
  receipt_id TEXT NOT NULL,
  receipt_at TEXT NOT NULL,
  receipt_signature TEXT NOT NULL,
  clock_offset_ms BIGINT NOT NULL,
  page_bytes BIGINT NOT NULL, -- how much one exchange carries on the present line
  set_orders BIGINT NOT NULL, -- what was last found equal to the desk's
  set_digest BIGINT NOT NULL
);

-- Who enrolled this laptop and with which desk.
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
