-- Photos and scans of this laptop's own ops. The bytes are files beside this database, named by their
-- SHA-256; the row stands in the transaction that wrote the op, after the file.
CREATE TABLE blob_queue (
  op_id TEXT PRIMARY KEY,
  sha TEXT NOT NULL,
  order_id TEXT NOT NULL,
  size BIGINT NOT NULL,
  state TEXT NOT NULL -- waiting | confirmed (the desk holds them) | refused (their op was)
);
CREATE INDEX blob_queue_waiting ON blob_queue (sha) WHERE state = 'waiting';
CREATE INDEX blob_queue_order ON blob_queue (order_id);
