-- The desk's signed word for what was sent, kept for good. A desk restored from a backup may give a
-- number again: both receipts stay.
CREATE TABLE receipt (
  id TEXT NOT NULL,
  signature TEXT NOT NULL,
  device TEXT NOT NULL,
  incarnation BIGINT NOT NULL,
  at TEXT NOT NULL,
  last_n BIGINT NOT NULL,
  chain TEXT NOT NULL,
  ops BIGINT NOT NULL,
  PRIMARY KEY (id, signature)
);
