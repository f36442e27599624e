-- A code that has enrolled a laptop stays until it expires, with that laptop: when the reply was
-- lost, the same laptop gets the same answer again. Nobody else gets any.
ALTER TABLE enrol_code ADD COLUMN device_id TEXT NOT NULL DEFAULT '';
