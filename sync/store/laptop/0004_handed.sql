-- Orders that another laptop handed over where there was no network: what its engineer saw of them,
-- shown instead of the shadow until the desk has told as much itself.
CREATE TABLE handed (
  order_id TEXT PRIMARY KEY,
  no TEXT NOT NULL,
  op_id TEXT NOT NULL, -- the hand-over
  version BIGINT NOT NULL, -- what the giver had from the desk
  epoch TEXT NOT NULL,
  seq BIGINT NOT NULL,
  after_op TEXT NOT NULL, -- the newest op of this laptop that `doc` knows of, '' for none
  made_version BIGINT, -- that the hand-over made at the desk, 0 when it made none; NULL: not told yet
  doc TEXT NOT NULL CHECK (json_valid(doc))
);
CREATE INDEX handed_no ON handed (no);

-- The givers' bundles, which only the desk can read, in the order in which it is to take them.
-- Without bytes: the desk has had it, and the file is known when it comes again.
CREATE TABLE packet (
  place INTEGER PRIMARY KEY,
  op_id TEXT NOT NULL UNIQUE,
  bytes TEXT NOT NULL
);
