-- Ops that a device has brought once more in a later incarnation: what they wrote is no stranger's to it.
CREATE TABLE brought_again (
  order_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  incarnation BIGINT NOT NULL, -- the later one
  op_id TEXT NOT NULL,
  PRIMARY KEY (order_id, device_id, incarnation, op_id)
);
