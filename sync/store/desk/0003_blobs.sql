-- Photos, scans and other bytes that travel apart from their op (SYNC §2.9). The bytes are files beside
-- this database, named by their SHA-256; a row is written only after its file is on disk.

-- Files that are whole. `lease_ms`: until then somebody may be about to name them.
CREATE TABLE blob (
  sha TEXT PRIMARY KEY,
  size BIGINT NOT NULL,
  state TEXT NOT NULL, -- ready | condemned
  since_ms BIGINT NOT NULL,
  lease_ms BIGINT NOT NULL
);

-- Uploads that are under way, one a device and digest: nobody can spoil another's.
CREATE TABLE blob_part (
  device_id TEXT NOT NULL,
  sha TEXT NOT NULL,
  off BIGINT NOT NULL,
  lease_ms BIGINT NOT NULL,
  PRIMARY KEY (device_id, sha)
);

-- What each photo's op names, and whether its device has given it. `seq` is the change that last said so.
CREATE TABLE blob_ref (
  op_id TEXT PRIMARY KEY,
  sha TEXT NOT NULL,
  order_id TEXT NOT NULL REFERENCES work_order (id),
  device_id TEXT NOT NULL,
  size BIGINT NOT NULL,
  media TEXT NOT NULL,
  state TEXT NOT NULL, -- pending | ready | refused
  seq BIGINT NOT NULL
);
CREATE INDEX blob_ref_sha ON blob_ref (sha);
CREATE INDEX blob_ref_pending ON blob_ref (device_id, sha) WHERE state = 'pending';
CREATE INDEX blob_ref_settled ON blob_ref (device_id, seq) WHERE state <> 'pending';
