CREATE TABLE schema_version (part TEXT PRIMARY KEY, version BIGINT NOT NULL);
CREATE TABLE feed_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq BIGINT NOT NULL,
  epoch TEXT NOT NULL,
  previous TEXT NOT NULL, -- the epoch before; '' in a desk's first life
  opened BIGINT NOT NULL,
  min_seq BIGINT NOT NULL
);
CREATE TABLE feed_salt (
  seq BIGINT PRIMARY KEY,
  salt TEXT NOT NULL,
  at_ms BIGINT NOT NULL
);
CREATE INDEX feed_salt_at ON feed_salt (at_ms);
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
CREATE TABLE document (
  hash TEXT NOT NULL,
  order_id TEXT NOT NULL,
  origin TEXT NOT NULL,
  seq BIGINT NOT NULL,
  bytes TEXT NOT NULL,
  PRIMARY KEY (hash, order_id)
);
CREATE INDEX document_order ON document (order_id, seq);
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
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
CREATE TABLE blob (
  sha TEXT PRIMARY KEY,
  size BIGINT NOT NULL,
  state TEXT NOT NULL, -- ready | condemned
  since_ms BIGINT NOT NULL,
  lease_ms BIGINT NOT NULL
);
CREATE TABLE blob_part (
  device_id TEXT NOT NULL,
  sha TEXT NOT NULL,
  off BIGINT NOT NULL,
  lease_ms BIGINT NOT NULL,
  PRIMARY KEY (device_id, sha)
);
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
CREATE INDEX journal_waiting ON journal (order_id) WHERE detail = 'handed';
CREATE TABLE brought_again (
  order_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  incarnation BIGINT NOT NULL, -- the later one
  op_id TEXT NOT NULL,
  PRIMARY KEY (order_id, device_id, incarnation, op_id)
);
CREATE TABLE password (
  person_id TEXT PRIMARY KEY REFERENCES person (id),
  hash TEXT NOT NULL,           -- argon2id
  changed_at TEXT NOT NULL
);
CREATE TABLE enrol_code (
  hash TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  expires_ms BIGINT NOT NULL
, device_id TEXT NOT NULL DEFAULT '');
CREATE TABLE session (
  hash TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES person (id),
  created_ms BIGINT NOT NULL,
  seen_ms BIGINT NOT NULL
);
CREATE TABLE import_row (
  no TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  said TEXT NOT NULL
);
INSERT INTO schema_version (part, version) VALUES ('desk', 5);
INSERT INTO schema_version (part, version) VALUES ('server', 2);
INSERT INTO feed_head (id, seq, epoch, previous, opened, min_seq) VALUES (1, 5, '01a200c8-f660-72a3-8eba-ce6e36d16b63', '', 0, 0);
INSERT INTO feed_salt (seq, salt, at_ms) VALUES (1, 'e9ed6fa0', 1795309507000);
INSERT INTO feed_salt (seq, salt, at_ms) VALUES (2, '345c9b81', 1795309510000);
INSERT INTO feed_salt (seq, salt, at_ms) VALUES (3, '58a88ae2', 1795309513000);
INSERT INTO feed_salt (seq, salt, at_ms) VALUES (4, 'ceeccd32', 1795309516000);
INSERT INTO feed_salt (seq, salt, at_ms) VALUES (5, 'b70e3ae4', 1795309537000);
INSERT INTO work_order (id, no, version, seq, status, assignee, documents, disputes, floor, digest, doc, stamps) VALUES ('01a200c9-0600-78b4-826f-f778ea9587f3', 'WX-1', 10, 5, 'restored', 'e1', 1, 0, 0, 664399281690843530, '{"no":"WX-1","id":"01a200c9-0600-78b4-826f-f778ea9587f3","version":10,"reporter_unit":"东岭供电公司(样例)","treatment":"更换电源模块","status":"restored","assignee":"e1","visits":[{"id":"01a200c9-0600-78b4-826f-f778ea9587f3","departed_at":"2026-11-22T09:05:20+08:00","arrived_at":"2026-11-22T09:05:23+08:00","restored_at":"2026-11-22T09:05:28+08:00"}],"signoffs":[{"id":"01a200c9-7360-76f4-8ff9-841546013aa6","visit":"01a200c9-0600-78b4-826f-f778ea9587f3","role":"customer","name":"王例舟","at":"2026-11-22T09:05:31+08:00","state":"signed","form_hash":"275cbea6efdf4135920a8a684d98d92f26cd623ffaf78179d3cc21542dba3ad2","strokes_hash":"d8e0ab102afbf88c6e181c036dd6857ae6c1a2b5f205ac30e7a0509b1721e57f","device":"01a200c8-fa48-74c3-8322-6f61a312fcec","signature":"cAEgi74aP8z8UYDB08vFvxo8M97cN6L1MV+FLR5fkLMJ0r9tBsPzlId1dNu0eK1xY5ofmQVHlu0M+/oQtvydBQ=="}],"photos":[{"id":"01a200c9-7b30-7cd2-8c53-56b18712e157","visit":"01a200c9-0600-78b4-826f-f778ea9587f3","kind":"photo","sha":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b","size":7,"media":"image/png","by":"e1","at":"2026-11-22T09:05:35+08:00","state":"pending"}]}', '{"":[1,"01a200c8-f660-77d1-ae59-c38ed43c8e93"],"01a200c9-0600-78b4-826f-f778ea9587f3/arrived_at":[6,"01a200c8-fa48-74c3-8322-6f61a312fcec",1,"01a200c8-f660-77d1-ae59-c38ed43c8e93"],"01a200c9-0600-78b4-826f-f778ea9587f3/departed_at":[5,"01a200c8-fa48-74c3-8322-6f61a312fcec",1,"01a200c8-f660-77d1-ae59-c38ed43c8e93"],"01a200c9-0600-78b4-826f-f778ea9587f3/restored_at":[8,"01a200c8-fa48-74c3-8322-6f61a312fcec",1,"01a200c8-f660-77d1-ae59-c38ed43c8e93"],"01a200c9-7360-76f4-8ff9-841546013aa6":[9,"01a200c8-fa48-74c3-8322-6f61a312fcec",1,"01a200c8-f660-77d1-ae59-c38ed43c8e93"],"01a200c9-7b30-7cd2-8c53-56b18712e157":[10,"01a200c8-fa48-74c3-8322-6f61a312fcec",1,"01a200c8-f660-77d1-ae59-c38ed43c8e93"],"assignee":[4,"01a200c8-f660-77d1-ae59-c38ed43c8e93"],"status":[8,"01a200c8-fa48-74c3-8322-6f61a312fcec",4,"01a200c8-f660-77d1-ae59-c38ed43c8e93"],"treatment":[7,"01a200c8-fa48-74c3-8322-6f61a312fcec",1,"01a200c8-f660-77d1-ae59-c38ed43c8e93"]}');
INSERT INTO order_grant (order_id, person_id, from_seq, to_seq, seq) VALUES ('01a200c9-0600-78b4-826f-f778ea9587f3', '01a200c8-fe30-758d-ab3a-e08de7cc882b', 4, NULL, 5);
INSERT INTO person_set (person_id, orders, digest) VALUES ('01a200c8-fe30-758d-ab3a-e08de7cc882b', 1, 664399281690843530);
INSERT INTO person (id, name, roles, team, active) VALUES ('01a200c8-fe30-758d-ab3a-e08de7cc882b', 'e1', 'engineer', '', 1);
INSERT INTO device (id, name, person_id, public_key, incarnation, last_n, chain, token, previous_token, last_request, created_at, revoked_at, revoked, settled_seq, durable_n, pending) VALUES ('01a200c8-f660-77d1-ae59-c38ed43c8e93', 'desk', '', '', 1, 4, 'b1ea0d962764f172c7d66d584ded34b615ffef412a04bb3aae50746be7db8a28', '', '', '', '2026-11-22T09:05:00+08:00', '', '', 0, 0, 0);
INSERT INTO device (id, name, person_id, public_key, incarnation, last_n, chain, token, previous_token, last_request, created_at, revoked_at, revoked, settled_seq, durable_n, pending) VALUES ('01a200c8-fa48-74c3-8322-6f61a312fcec', 'laptop of e1', '01a200c8-fe30-758d-ab3a-e08de7cc882b', '2492395d46c90439896aa857bc377f1c3135b76fbf47d09752f95cb484fc151b', 1, 6, 'df8ab809a56128002cdd5c6f7149c2bd247b9eec2de7d6f3b76d03523dce55f1', '77aa5a236586b861', '', '01a200c9-8300-7e18-9e8e-950dafa98911', '2026-11-22T09:05:03+08:00', '', '', 4, 0, 0);
INSERT INTO journal (op_id, device_id, incarnation, n, order_id, kind, bytes, received_at, state, version, code, detail, field, disputes) VALUES ('01a200c9-09e8-7328-ac14-4f4548c4c318', '01a200c8-f660-77d1-ae59-c38ed43c8e93', 1, 1, '01a200c9-0600-78b4-826f-f778ea9587f3', 'wo.new', '{"at":"2026-11-22T09:05:06+08:00","base":0,"bs":0,"f":{"reporter_unit":"东岭供电公司(样例)"},"grp":"","id":"01a200c9-09e8-7328-ac14-4f4548c4c318","k":"wo.new","kv":1,"n":1,"no":"WX-1","o":"01a200c9-0600-78b4-826f-f778ea9587f3","parts":[]}', '2026-11-22T09:05:07+08:00', 'applied', 1, '', '', '', '');
INSERT INTO journal (op_id, device_id, incarnation, n, order_id, kind, bytes, received_at, state, version, code, detail, field, disputes) VALUES ('01a200c9-15a0-7edb-b8f8-2e59282a88e2', '01a200c8-f660-77d1-ae59-c38ed43c8e93', 1, 2, '01a200c9-0600-78b4-826f-f778ea9587f3', 'wo.set', '{"at":"2026-11-22T09:05:09+08:00","base":1,"bs":1,"f":{"status":"classified"},"grp":"","id":"01a200c9-15a0-7edb-b8f8-2e59282a88e2","k":"wo.set","kv":1,"n":2,"o":"01a200c9-0600-78b4-826f-f778ea9587f3","visit":"01a200c9-0600-78b4-826f-f778ea9587f3","was":{}}', '2026-11-22T09:05:10+08:00', 'applied', 2, '', '', '', '');
INSERT INTO journal (op_id, device_id, incarnation, n, order_id, kind, bytes, received_at, state, version, code, detail, field, disputes) VALUES ('01a200c9-2158-7795-96dc-cd8aec3af359', '01a200c8-f660-77d1-ae59-c38ed43c8e93', 1, 3, '01a200c9-0600-78b4-826f-f778ea9587f3', 'wo.set', '{"at":"2026-11-22T09:05:12+08:00","base":2,"bs":2,"f":{"status":"dispatched"},"grp":"","id":"01a200c9-2158-7795-96dc-cd8aec3af359","k":"wo.set","kv":1,"n":3,"o":"01a200c9-0600-78b4-826f-f778ea9587f3","visit":"01a200c9-0600-78b4-826f-f778ea9587f3","was":{}}', '2026-11-22T09:05:13+08:00', 'applied', 3, '', '', '', '');
INSERT INTO journal (op_id, device_id, incarnation, n, order_id, kind, bytes, received_at, state, version, code, detail, field, disputes) VALUES ('01a200c9-2d10-77af-b24c-e0df46e58b57', '01a200c8-f660-77d1-ae59-c38ed43c8e93', 1, 4, '01a200c9-0600-78b4-826f-f778ea9587f3', 'wo.set', '{"at":"2026-11-22T09:05:15+08:00","base":3,"bs":3,"f":{"assignee":"e1","status":"assigned"},"grp":"","id":"01a200c9-2d10-77af-b24c-e0df46e58b57","k":"wo.set","kv":1,"n":4,"o":"01a200c9-0600-78b4-826f-f778ea9587f3","visit":"01a200c9-0600-78b4-826f-f778ea9587f3","was":{}}', '2026-11-22T09:05:16+08:00', 'applied', 4, '', '', '', '');
INSERT INTO journal (op_id, device_id, incarnation, n, order_id, kind, bytes, received_at, state, version, code, detail, field, disputes) VALUES ('01a200c9-4868-7b07-a9e6-729345232c8c', '01a200c8-fa48-74c3-8322-6f61a312fcec', 1, 1, '01a200c9-0600-78b4-826f-f778ea9587f3', 'wo.set', '{"at":"2026-11-22T09:05:22+08:00","base":4,"bs":4,"e":"01a200c8-f660-72a3-8eba-ce6e36d16b63","f":{"departed_at":"2026-11-22T09:05:20+08:00","status":"en_route"},"grp":"","id":"01a200c9-4868-7b07-a9e6-729345232c8c","k":"wo.set","kv":1,"n":1,"o":"01a200c9-0600-78b4-826f-f778ea9587f3","visit":"01a200c9-0600-78b4-826f-f778ea9587f3","was":{"status":"assigned"}}', '2026-11-22T09:05:37+08:00', 'applied', 5, '', '', '', '');
INSERT INTO journal (op_id, device_id, incarnation, n, order_id, kind, bytes, received_at, state, version, code, detail, field, disputes) VALUES ('01a200c9-5420-7a51-b3c8-5e228987a010', '01a200c8-fa48-74c3-8322-6f61a312fcec', 1, 2, '01a200c9-0600-78b4-826f-f778ea9587f3', 'wo.set', '{"at":"2026-11-22T09:05:25+08:00","base":4,"bs":4,"e":"01a200c8-f660-72a3-8eba-ce6e36d16b63","f":{"arrived_at":"2026-11-22T09:05:23+08:00","status":"on_site"},"grp":"","id":"01a200c9-5420-7a51-b3c8-5e228987a010","k":"wo.set","kv":1,"n":2,"o":"01a200c9-0600-78b4-826f-f778ea9587f3","visit":"01a200c9-0600-78b4-826f-f778ea9587f3","was":{"status":"en_route"}}', '2026-11-22T09:05:37+08:00', 'applied', 6, '', '', '', '');
INSERT INTO journal (op_id, device_id, incarnation, n, order_id, kind, bytes, received_at, state, version, code, detail, field, disputes) VALUES ('01a200c9-5bf0-7e45-809b-ddc7249cb698', '01a200c8-fa48-74c3-8322-6f61a312fcec', 1, 3, '01a200c9-0600-78b4-826f-f778ea9587f3', 'wo.set', '{"at":"2026-11-22T09:05:27+08:00","base":4,"bs":4,"e":"01a200c8-f660-72a3-8eba-ce6e36d16b63","f":{"treatment":"更换电源模块"},"grp":"","id":"01a200c9-5bf0-7e45-809b-ddc7249cb698","k":"wo.set","kv":1,"n":3,"o":"01a200c9-0600-78b4-826f-f778ea9587f3","visit":"01a200c9-0600-78b4-826f-f778ea9587f3","was":{}}', '2026-11-22T09:05:37+08:00', 'applied', 7, '', '', '', '');
INSERT INTO journal (op_id, device_id, incarnation, n, order_id, kind, bytes, received_at, state, version, code, detail, field, disputes) VALUES ('01a200c9-67a8-7bc1-a30f-578f9146e649', '01a200c8-fa48-74c3-8322-6f61a312fcec', 1, 4, '01a200c9-0600-78b4-826f-f778ea9587f3', 'wo.set', '{"at":"2026-11-22T09:05:30+08:00","base":4,"bs":4,"e":"01a200c8-f660-72a3-8eba-ce6e36d16b63","f":{"restored_at":"2026-11-22T09:05:28+08:00","status":"restored"},"grp":"","id":"01a200c9-67a8-7bc1-a30f-578f9146e649","k":"wo.set","kv":1,"n":4,"o":"01a200c9-0600-78b4-826f-f778ea9587f3","visit":"01a200c9-0600-78b4-826f-f778ea9587f3","was":{"status":"on_site"}}', '2026-11-22T09:05:37+08:00', 'applied', 8, '', '', '', '');
INSERT INTO journal (op_id, device_id, incarnation, n, order_id, kind, bytes, received_at, state, version, code, detail, field, disputes) VALUES ('01a200c9-7360-76f4-8ff9-841546013aa6', '01a200c8-fa48-74c3-8322-6f61a312fcec', 1, 5, '01a200c9-0600-78b4-826f-f778ea9587f3', 'sign', '{"at":"2026-11-22T09:05:31+08:00","base":4,"bs":4,"e":"01a200c8-f660-72a3-8eba-ce6e36d16b63","form":"{\"fields\":{\"equipment\":\"\",\"kind\":\"\",\"phone\":\"\",\"remarks\":\"\",\"reported_at\":\"\",\"reporter\":\"\",\"reporter_unit\":\"东岭供电公司(样例)\",\"service_unit\":\"\",\"serviced_at\":\"\",\"test_result\":\"\",\"treatment\":\"更换电源模块\"},\"language\":\"zh-Hans\",\"no\":\"WX-1\",\"order\":\"01a200c9-0600-78b4-826f-f778ea9587f3\",\"parts\":[],\"schema\":\"huidan.form.1\",\"visit\":\"01a200c9-0600-78b4-826f-f778ea9587f3\"}","grp":"","id":"01a200c9-7360-76f4-8ff9-841546013aa6","k":"sign","kv":2,"n":5,"name":"王例舟","o":"01a200c9-0600-78b4-826f-f778ea9587f3","rate":"","role":"customer","sig":"cAEgi74aP8z8UYDB08vFvxo8M97cN6L1MV+FLR5fkLMJ0r9tBsPzlId1dNu0eK1xY5ofmQVHlu0M+/oQtvydBQ==","state":"signed","strokes":"{\"w\":600,\"h\":200,\"strokes\":[[[10,20],[30,40]]]}","visit":"01a200c9-0600-78b4-826f-f778ea9587f3","why":""}', '2026-11-22T09:05:37+08:00', 'applied', 9, '', '', '', '');
INSERT INTO journal (op_id, device_id, incarnation, n, order_id, kind, bytes, received_at, state, version, code, detail, field, disputes) VALUES ('01a200c9-7b30-7cd2-8c53-56b18712e157', '01a200c8-fa48-74c3-8322-6f61a312fcec', 1, 6, '01a200c9-0600-78b4-826f-f778ea9587f3', 'photo.add', '{"at":"2026-11-22T09:05:35+08:00","base":4,"bs":4,"e":"01a200c8-f660-72a3-8eba-ce6e36d16b63","grp":"","id":"01a200c9-7b30-7cd2-8c53-56b18712e157","k":"photo.add","kind":"photo","kv":1,"media":"image/png","n":6,"name":"","o":"01a200c9-0600-78b4-826f-f778ea9587f3","sha":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b","size":7,"visit":"01a200c9-0600-78b4-826f-f778ea9587f3"}', '2026-11-22T09:05:37+08:00', 'applied', 10, '', '', '', '');
INSERT INTO document (hash, order_id, origin, seq, bytes) VALUES ('275cbea6efdf4135920a8a684d98d92f26cd623ffaf78179d3cc21542dba3ad2', '01a200c9-0600-78b4-826f-f778ea9587f3', '01a200c8-fa48-74c3-8322-6f61a312fcec', 5, '{"fields":{"equipment":"","kind":"","phone":"","remarks":"","reported_at":"","reporter":"","reporter_unit":"东岭供电公司(样例)","service_unit":"","serviced_at":"","test_result":"","treatment":"更换电源模块"},"language":"zh-Hans","no":"WX-1","order":"01a200c9-0600-78b4-826f-f778ea9587f3","parts":[],"schema":"huidan.form.1","visit":"01a200c9-0600-78b4-826f-f778ea9587f3"}');
INSERT INTO document (hash, order_id, origin, seq, bytes) VALUES ('d8e0ab102afbf88c6e181c036dd6857ae6c1a2b5f205ac30e7a0509b1721e57f', '01a200c9-0600-78b4-826f-f778ea9587f3', '01a200c8-fa48-74c3-8322-6f61a312fcec', 5, '{"w":600,"h":200,"strokes":[[[10,20],[30,40]]]}');
INSERT INTO receipt (id, device_id, incarnation, number, at, last_n, chain, ops, signature) VALUES ('HZ-20261122-FCEC-0001', '01a200c8-fa48-74c3-8322-6f61a312fcec', 1, 1, '2026-11-22T09:05:37+08:00', 6, 'df8ab809a56128002cdd5c6f7149c2bd247b9eec2de7d6f3b76d03523dce55f1', 6, 'Lut9upaQGte1nUmg2uRW5XvgMyJT7CloXK0doKTWV57yckR3xL4Gg8dkXq2BB2SglPVIhAbkogYbZl0DABEgAQ==');
INSERT INTO blob (sha, size, state, since_ms, lease_ms) VALUES ('00', 7, 'ready', 1, 2);
INSERT INTO blob_part (device_id, sha, off, lease_ms) VALUES ('d', '01', 3, 2);
INSERT INTO blob_ref (op_id, sha, order_id, device_id, size, media, state, seq) VALUES ('01a200c9-7b30-7cd2-8c53-56b18712e157', '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b', '01a200c9-0600-78b4-826f-f778ea9587f3', '01a200c8-fa48-74c3-8322-6f61a312fcec', 7, 'image/png', 'pending', 5);
INSERT INTO password (person_id, hash, changed_at) VALUES ('01a200c8-fe30-758d-ab3a-e08de7cc882b', '$argon2id$', '2026-11-22T09:05:00+08:00');
INSERT INTO enrol_code (hash, person_id, expires_ms, device_id) VALUES ('code', '01a200c8-fe30-758d-ab3a-e08de7cc882b', 1795309500000, '');
INSERT INTO session (hash, person_id, created_ms, seen_ms) VALUES ('token', '01a200c8-fe30-758d-ab3a-e08de7cc882b', 1, 2);
INSERT INTO import_row (no, version, said) VALUES ('WX-1', 1, '{}');
