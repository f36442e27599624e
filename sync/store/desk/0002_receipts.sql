-- Every receipt that this desk has given, so that a number said on the phone can be looked up.
CREATE TABLE receipt (
  id TEXT PRIMARY KEY,
  device_id TEXT NOT NULL,
  incarnation BIGINT NOT NULL,
  number BIGINT NOT NULL, -- counted per device, from 1
  at TEXT NOT NULL,
  last_n BIGINT NOT NULL,
  chain TEXT NOT NULL,
  ops BIGINT NOT NULL,
  signature TEXT NOT NULL
);
CREATE UNIQUE INDEX receipt_device ON receipt (device_id, number);
