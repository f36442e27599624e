CREATE TABLE schema_version (part TEXT PRIMARY KEY, version BIGINT NOT NULL);
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
CREATE TABLE held (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  orders BIGINT NOT NULL,
  digest BIGINT NOT NULL
);
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
CREATE TABLE document (
  hash TEXT NOT NULL,
  order_id TEXT NOT NULL,
  bytes TEXT NOT NULL,
  PRIMARY KEY (hash, order_id)
);
CREATE INDEX document_order ON document (order_id);
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
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
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
CREATE TABLE blob_queue (
  op_id TEXT PRIMARY KEY,
  sha TEXT NOT NULL,
  order_id TEXT NOT NULL,
  size BIGINT NOT NULL,
  state TEXT NOT NULL -- waiting | confirmed (the desk holds them) | refused (their op was)
);
CREATE INDEX blob_queue_waiting ON blob_queue (sha) WHERE state = 'waiting';
CREATE INDEX blob_queue_order ON blob_queue (order_id);
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
CREATE TABLE packet (
  place INTEGER PRIMARY KEY,
  op_id TEXT NOT NULL UNIQUE,
  bytes TEXT NOT NULL
);
INSERT INTO schema_version (part, version) VALUES ('laptop', 4);
INSERT INTO shadow (order_id, no, version, limbo, stale, epoch, seq, digest, doc) VALUES ('01a200c9-0600-78b4-826f-f778ea9587f3', 'WX-1', 10, 0, 0, '', 0, 885586002820746514, '{"no":"WX-1","id":"01a200c9-0600-78b4-826f-f778ea9587f3","version":10,"reporter_unit":"东岭供电公司(样例)","treatment":"更换电源模块","status":"restored","assignee":"e1","visits":[{"id":"01a200c9-0600-78b4-826f-f778ea9587f3","departed_at":"2026-11-22T09:05:20+08:00","arrived_at":"2026-11-22T09:05:23+08:00","restored_at":"2026-11-22T09:05:28+08:00"}],"signoffs":[{"id":"01a200c9-7360-76f4-8ff9-841546013aa6","visit":"01a200c9-0600-78b4-826f-f778ea9587f3","role":"customer","name":"王例舟","at":"2026-11-22T09:05:31+08:00","state":"signed","form_hash":"275cbea6efdf4135920a8a684d98d92f26cd623ffaf78179d3cc21542dba3ad2","strokes_hash":"d8e0ab102afbf88c6e181c036dd6857ae6c1a2b5f205ac30e7a0509b1721e57f","device":"01a200c8-fa48-74c3-8322-6f61a312fcec","signature":"9EDDPI6wDUo9kghsuKBN2emhhSoWYAWX3FU+KqBpC2PyAfIzQskW3MAF+TvVbab3r9ViDQOEcXTzsWlPoN+tCQ=="}],"photos":[{"id":"01a200c9-7b30-7cd2-8c53-56b18712e157","visit":"01a200c9-0600-78b4-826f-f778ea9587f3","kind":"photo","sha":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b","size":7,"media":"image/png","by":"e1","at":"2026-11-22T09:05:35+08:00","state":"pending"}]}');
INSERT INTO held (id, orders, digest) VALUES (1, 1, 885586002820746514);
INSERT INTO outbox (n, op_id, order_id, grp, bytes, link, made_version, again) VALUES (7, '01a200c9-8eb8-7ed2-8355-e0de4f04fa11', '01a200c9-0600-78b4-826f-f778ea9587f3', '', '{"at":"2026-11-22T09:05:40+08:00","base":10,"bs":5,"e":"01a200c8-f660-72a3-8eba-ce6e36d16b63","grp":"","id":"01a200c9-8eb8-7ed2-8355-e0de4f04fa11","k":"note.add","kv":1,"n":7,"o":"01a200c9-0600-78b4-826f-f778ea9587f3","text":"还没有送出的一句"}', '988a9387256dedc77ff4231e230bda44a5521cbf5b87a066370336cc034b3b38', NULL, 0);
INSERT INTO outbox (n, op_id, order_id, grp, bytes, link, made_version, again) VALUES (8, '01a200c9-9688-79f1-b0d8-8f7ff1cbfd1f', '01a200c9-0600-78b4-826f-f778ea9587f3', '', '{"at":"2026-11-22T09:05:42+08:00","base":10,"bs":5,"e":"01a200c8-f660-72a3-8eba-ce6e36d16b63","grp":"","id":"01a200c9-9688-79f1-b0d8-8f7ff1cbfd1f","k":"photo.add","kind":"photo","kv":1,"media":"image/png","n":8,"name":"","o":"01a200c9-0600-78b4-826f-f778ea9587f3","sha":"d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35","size":7,"visit":"01a200c9-0600-78b4-826f-f778ea9587f3"}', '4d938561e4468f78541c353f88d5114cef889d642c0ca2123eecc48393c137c1', NULL, 0);
INSERT INTO sent_op (op_id, n, order_id, grp, bytes, state, code, field, at) VALUES ('01a200c9-4868-7b07-a9e6-729345232c8c', 1, '01a200c9-0600-78b4-826f-f778ea9587f3', '', '{"at":"2026-11-22T09:05:22+08:00","base":4,"bs":4,"e":"01a200c8-f660-72a3-8eba-ce6e36d16b63","f":{"departed_at":"2026-11-22T09:05:20+08:00","status":"en_route"},"grp":"","id":"01a200c9-4868-7b07-a9e6-729345232c8c","k":"wo.set","kv":1,"n":1,"o":"01a200c9-0600-78b4-826f-f778ea9587f3","visit":"01a200c9-0600-78b4-826f-f778ea9587f3","was":{"status":"assigned"}}', 'applied', '', '', '2026-11-22T09:05:37+08:00');
INSERT INTO sent_op (op_id, n, order_id, grp, bytes, state, code, field, at) VALUES ('01a200c9-5420-7a51-b3c8-5e228987a010', 2, '01a200c9-0600-78b4-826f-f778ea9587f3', '', '{"at":"2026-11-22T09:05:25+08:00","base":4,"bs":4,"e":"01a200c8-f660-72a3-8eba-ce6e36d16b63","f":{"arrived_at":"2026-11-22T09:05:23+08:00","status":"on_site"},"grp":"","id":"01a200c9-5420-7a51-b3c8-5e228987a010","k":"wo.set","kv":1,"n":2,"o":"01a200c9-0600-78b4-826f-f778ea9587f3","visit":"01a200c9-0600-78b4-826f-f778ea9587f3","was":{"status":"en_route"}}', 'applied', '', '', '2026-11-22T09:05:37+08:00');
INSERT INTO sent_op (op_id, n, order_id, grp, bytes, state, code, field, at) VALUES ('01a200c9-5bf0-7e45-809b-ddc7249cb698', 3, '01a200c9-0600-78b4-826f-f778ea9587f3', '', '{"at":"2026-11-22T09:05:27+08:00","base":4,"bs":4,"e":"01a200c8-f660-72a3-8eba-ce6e36d16b63","f":{"treatment":"更换电源模块"},"grp":"","id":"01a200c9-5bf0-7e45-809b-ddc7249cb698","k":"wo.set","kv":1,"n":3,"o":"01a200c9-0600-78b4-826f-f778ea9587f3","visit":"01a200c9-0600-78b4-826f-f778ea9587f3","was":{}}', 'applied', '', '', '2026-11-22T09:05:37+08:00');
INSERT INTO sent_op (op_id, n, order_id, grp, bytes, state, code, field, at) VALUES ('01a200c9-67a8-7bc1-a30f-578f9146e649', 4, '01a200c9-0600-78b4-826f-f778ea9587f3', '', '{"at":"2026-11-22T09:05:30+08:00","base":4,"bs":4,"e":"01a200c8-f660-72a3-8eba-ce6e36d16b63","f":{"restored_at":"2026-11-22T09:05:28+08:00","status":"restored"},"grp":"","id":"01a200c9-67a8-7bc1-a30f-578f9146e649","k":"wo.set","kv":1,"n":4,"o":"01a200c9-0600-78b4-826f-f778ea9587f3","visit":"01a200c9-0600-78b4-826f-f778ea9587f3","was":{"status":"on_site"}}', 'applied', '', '', '2026-11-22T09:05:37+08:00');
INSERT INTO sent_op (op_id, n, order_id, grp, bytes, state, code, field, at) VALUES ('01a200c9-7360-76f4-8ff9-841546013aa6', 5, '01a200c9-0600-78b4-826f-f778ea9587f3', '', '{"at":"2026-11-22T09:05:31+08:00","base":4,"bs":4,"e":"01a200c8-f660-72a3-8eba-ce6e36d16b63","form":"{\"fields\":{\"equipment\":\"\",\"kind\":\"\",\"phone\":\"\",\"remarks\":\"\",\"reported_at\":\"\",\"reporter\":\"\",\"reporter_unit\":\"东岭供电公司(样例)\",\"service_unit\":\"\",\"serviced_at\":\"\",\"test_result\":\"\",\"treatment\":\"更换电源模块\"},\"language\":\"zh-Hans\",\"no\":\"WX-1\",\"order\":\"01a200c9-0600-78b4-826f-f778ea9587f3\",\"parts\":[],\"schema\":\"huidan.form.1\",\"visit\":\"01a200c9-0600-78b4-826f-f778ea9587f3\"}","grp":"","id":"01a200c9-7360-76f4-8ff9-841546013aa6","k":"sign","kv":2,"n":5,"name":"王例舟","o":"01a200c9-0600-78b4-826f-f778ea9587f3","rate":"","role":"customer","sig":"9EDDPI6wDUo9kghsuKBN2emhhSoWYAWX3FU+KqBpC2PyAfIzQskW3MAF+TvVbab3r9ViDQOEcXTzsWlPoN+tCQ==","state":"signed","strokes":"{\"w\":600,\"h\":200,\"strokes\":[[[10,20],[30,40]]]}","visit":"01a200c9-0600-78b4-826f-f778ea9587f3","why":""}', 'applied', '', '', '2026-11-22T09:05:37+08:00');
INSERT INTO sent_op (op_id, n, order_id, grp, bytes, state, code, field, at) VALUES ('01a200c9-7b30-7cd2-8c53-56b18712e157', 6, '01a200c9-0600-78b4-826f-f778ea9587f3', '', '{"at":"2026-11-22T09:05:35+08:00","base":4,"bs":4,"e":"01a200c8-f660-72a3-8eba-ce6e36d16b63","grp":"","id":"01a200c9-7b30-7cd2-8c53-56b18712e157","k":"photo.add","kind":"photo","kv":1,"media":"image/png","n":6,"name":"","o":"01a200c9-0600-78b4-826f-f778ea9587f3","sha":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b","size":7,"visit":"01a200c9-0600-78b4-826f-f778ea9587f3"}', 'applied', '', '', '2026-11-22T09:05:37+08:00');
INSERT INTO document (hash, order_id, bytes) VALUES ('275cbea6efdf4135920a8a684d98d92f26cd623ffaf78179d3cc21542dba3ad2', '01a200c9-0600-78b4-826f-f778ea9587f3', '{"fields":{"equipment":"","kind":"","phone":"","remarks":"","reported_at":"","reporter":"","reporter_unit":"东岭供电公司(样例)","service_unit":"","serviced_at":"","test_result":"","treatment":"更换电源模块"},"language":"zh-Hans","no":"WX-1","order":"01a200c9-0600-78b4-826f-f778ea9587f3","parts":[],"schema":"huidan.form.1","visit":"01a200c9-0600-78b4-826f-f778ea9587f3"}');
INSERT INTO document (hash, order_id, bytes) VALUES ('d8e0ab102afbf88c6e181c036dd6857ae6c1a2b5f205ac30e7a0509b1721e57f', '01a200c9-0600-78b4-826f-f778ea9587f3', '{"w":600,"h":200,"strokes":[[[10,20],[30,40]]]}');
INSERT INTO sync_state (id, device, incarnation, token, request, epoch, seq, salt, whole, last_n, acknowledged, durable_n, receipt_id, receipt_at, receipt_signature, clock_offset_ms, page_bytes, set_orders, set_digest) VALUES (1, '01a200c8-fa48-74c3-8322-6f61a312fcec', 1, '77aa5a236586b861', '', '01a200c8-f660-72a3-8eba-ce6e36d16b63', 5, 'b70e3ae4', 5, 8, 'fd42d69b28d6d21642c8afe75b4b6864d310e3c5e431594f4a472dc029fd1878', 0, 'HZ-20261122-FCEC-0001', '2026-11-22T09:05:37+08:00', 'L8m32RTeDPfZifR+ciiXdZ3DbY+VJGpubDNMUBJozDZ9TtHC63/m7vAaJLmRKUzaftt55fCkeI+KmFpGDCpPBA==', -1000, 2097152, 1, 885586002820746514);
INSERT INTO setting (name, value) VALUES ('desk_key', 'AA9yAx/yW+KZI0s4J2MD4ii3F/jBGYbZOa0onajaM/k=');
INSERT INTO receipt (id, signature, device, incarnation, at, last_n, chain, ops) VALUES ('HZ-20261122-FCEC-0001', 'L8m32RTeDPfZifR+ciiXdZ3DbY+VJGpubDNMUBJozDZ9TtHC63/m7vAaJLmRKUzaftt55fCkeI+KmFpGDCpPBA==', '01a200c8-fa48-74c3-8322-6f61a312fcec', 1, '2026-11-22T09:05:37+08:00', 6, 'fd42d69b28d6d21642c8afe75b4b6864d310e3c5e431594f4a472dc029fd1878', 6);
INSERT INTO blob_queue (op_id, sha, order_id, size, state) VALUES ('01a200c9-7b30-7cd2-8c53-56b18712e157', '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b', '01a200c9-0600-78b4-826f-f778ea9587f3', 7, 'waiting');
INSERT INTO blob_queue (op_id, sha, order_id, size, state) VALUES ('01a200c9-9688-79f1-b0d8-8f7ff1cbfd1f', 'd4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35', '01a200c9-0600-78b4-826f-f778ea9587f3', 7, 'waiting');
