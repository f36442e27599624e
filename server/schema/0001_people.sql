-- What the desk alone needs: how people prove who they are, and what an import last said.

CREATE TABLE password (
  person_id TEXT PRIMARY KEY REFERENCES person (id),
  hash TEXT NOT NULL,           -- argon2id
  changed_at TEXT NOT NULL
);

-- One-time codes that enrol a laptop; only their digest is kept.
CREATE TABLE enrol_code (
  hash TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  expires_ms BIGINT NOT NULL
);

-- Logged in people; only the token's digest is kept.
CREATE TABLE session (
  hash TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  created_ms BIGINT NOT NULL,
  seen_ms BIGINT NOT NULL
);

-- What the import of an order's row last said and which version that made, so that the next import
-- writes only what changed in the file.
CREATE TABLE import_row (
  no TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  said TEXT NOT NULL
);
