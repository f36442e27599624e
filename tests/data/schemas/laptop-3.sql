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
INSERT INTO schema_version (part, version) VALUES ('laptop', 3);
INSERT INTO shadow (order_id, no, version, limbo, stale, epoch, seq, digest, doc) VALUES ('01a200c9-0600-78b4-826f-f778ea9587f3', 'WX-1', 6, 0, 0, '', 0, 1049124044071712626, '{"no":"WX-1","id":"01a200c9-0600-78b4-826f-f778ea9587f3","version":6,"reporter_unit":"东岭供电公司(样例)","treatment":"更换电源模块","status":"en_route","assignee":"e1","visits":[{"id":"01a200c9-0600-78b4-826f-f778ea9587f3"}],"photos":[{"id":"01a200c9-5808-7e45-809b-ddc7249cb698","visit":"01a200c9-0600-78b4-826f-f778ea9587f3","kind":"photo","sha":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b","size":7,"media":"image/png","by":"e1","at":"2026-11-22T09:05:26+08:00","state":"pending"}]}');
INSERT INTO held (id, orders, digest) VALUES (1, 1, 1049124044071712626);
INSERT INTO outbox (n, op_id, order_id, grp, bytes, link, made_version, again) VALUES (4, '01a200c9-6b90-7cd2-8c53-56b18712e157', '01a200c9-0600-78b4-826f-f778ea9587f3', '', '{"at":"2026-11-22T09:05:31+08:00","base":6,"bs":5,"e":"01a200c8-f660-72a3-8eba-ce6e36d16b63","grp":"","id":"01a200c9-6b90-7cd2-8c53-56b18712e157","k":"note.add","kv":1,"n":4,"o":"01a200c9-0600-78b4-826f-f778ea9587f3","text":"还没有送出的一句"}', 'fbb487d6e64f905b277f1167ffca6207171300ba7abbe26cea6c69156a12a445', NULL, 0);
INSERT INTO outbox (n, op_id, order_id, grp, bytes, link, made_version, again) VALUES (5, '01a200c9-7360-7e18-9e8e-950dafa98911', '01a200c9-0600-78b4-826f-f778ea9587f3', '', '{"at":"2026-11-22T09:05:33+08:00","base":6,"bs":5,"e":"01a200c8-f660-72a3-8eba-ce6e36d16b63","grp":"","id":"01a200c9-7360-7e18-9e8e-950dafa98911","k":"photo.add","kind":"photo","kv":1,"media":"image/png","n":5,"name":"","o":"01a200c9-0600-78b4-826f-f778ea9587f3","sha":"d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35","size":7,"visit":"01a200c9-0600-78b4-826f-f778ea9587f3"}', '8acd87a1ca2622a46d376a4ce360df0e5098a2a5d264b772fbe77006588e6eeb', NULL, 0);
INSERT INTO sent_op (op_id, n, order_id, grp, bytes, state, code, field, at) VALUES ('01a200c9-4480-7b07-a9e6-729345232c8c', 1, '01a200c9-0600-78b4-826f-f778ea9587f3', '', '{"at":"2026-11-22T09:05:21+08:00","base":4,"bs":4,"e":"01a200c8-f660-72a3-8eba-ce6e36d16b63","f":{"status":"en_route","treatment":"更换电源模块"},"grp":"","id":"01a200c9-4480-7b07-a9e6-729345232c8c","k":"wo.set","kv":1,"n":1,"o":"01a200c9-0600-78b4-826f-f778ea9587f3","visit":"01a200c9-0600-78b4-826f-f778ea9587f3","was":{"status":"assigned"}}', 'applied', '', '', '2026-11-22T09:05:28+08:00');
INSERT INTO sent_op (op_id, n, order_id, grp, bytes, state, code, field, at) VALUES ('01a200c9-5038-7a51-b3c8-5e228987a010', 2, '01a200c9-0600-78b4-826f-f778ea9587f3', '', '{"at":"2026-11-22T09:05:22+08:00","base":4,"bs":4,"e":"01a200c8-f660-72a3-8eba-ce6e36d16b63","form":"{\"fields\":{\"equipment\":\"\",\"kind\":\"\",\"phone\":\"\",\"remarks\":\"\",\"reported_at\":\"\",\"reporter\":\"\",\"reporter_unit\":\"东岭供电公司(样例)\",\"service_unit\":\"\",\"serviced_at\":\"\",\"test_result\":\"\",\"treatment\":\"更换电源模块\"},\"language\":\"zh-Hans\",\"no\":\"WX-1\",\"order\":\"01a200c9-0600-78b4-826f-f778ea9587f3\",\"parts\":[],\"schema\":\"huidan.form.1\",\"visit\":\"01a200c9-0600-78b4-826f-f778ea9587f3\"}","grp":"","id":"01a200c9-5038-7a51-b3c8-5e228987a010","k":"sign","kv":2,"n":2,"name":"王例舟","o":"01a200c9-0600-78b4-826f-f778ea9587f3","rate":"","role":"customer","sig":"DEbfUYlR33QLqFC1OpvEOS4mNISVGJCPbjRjGpX0yTgGzS8x0ToTp8cipfIpwumxpXUcHj7Liy1ZPIUcF5HMCA==","state":"signed","strokes":"{\"w\":600,\"h\":200,\"strokes\":[[[10,20],[30,40]]]}","visit":"01a200c9-0600-78b4-826f-f778ea9587f3","why":""}', 'rejected', 'forbidden', '', '2026-11-22T09:05:28+08:00');
INSERT INTO sent_op (op_id, n, order_id, grp, bytes, state, code, field, at) VALUES ('01a200c9-5808-7e45-809b-ddc7249cb698', 3, '01a200c9-0600-78b4-826f-f778ea9587f3', '', '{"at":"2026-11-22T09:05:26+08:00","base":4,"bs":4,"e":"01a200c8-f660-72a3-8eba-ce6e36d16b63","grp":"","id":"01a200c9-5808-7e45-809b-ddc7249cb698","k":"photo.add","kind":"photo","kv":1,"media":"image/png","n":3,"name":"","o":"01a200c9-0600-78b4-826f-f778ea9587f3","sha":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b","size":7,"visit":"01a200c9-0600-78b4-826f-f778ea9587f3"}', 'applied', '', '', '2026-11-22T09:05:28+08:00');
INSERT INTO document (hash, order_id, bytes) VALUES ('275cbea6efdf4135920a8a684d98d92f26cd623ffaf78179d3cc21542dba3ad2', '01a200c9-0600-78b4-826f-f778ea9587f3', '{"fields":{"equipment":"","kind":"","phone":"","remarks":"","reported_at":"","reporter":"","reporter_unit":"东岭供电公司(样例)","service_unit":"","serviced_at":"","test_result":"","treatment":"更换电源模块"},"language":"zh-Hans","no":"WX-1","order":"01a200c9-0600-78b4-826f-f778ea9587f3","parts":[],"schema":"huidan.form.1","visit":"01a200c9-0600-78b4-826f-f778ea9587f3"}');
INSERT INTO document (hash, order_id, bytes) VALUES ('d8e0ab102afbf88c6e181c036dd6857ae6c1a2b5f205ac30e7a0509b1721e57f', '01a200c9-0600-78b4-826f-f778ea9587f3', '{"w":600,"h":200,"strokes":[[[10,20],[30,40]]]}');
INSERT INTO sync_state (id, device, incarnation, token, request, epoch, seq, salt, whole, last_n, acknowledged, durable_n, receipt_id, receipt_at, receipt_signature, clock_offset_ms, page_bytes, set_orders, set_digest) VALUES (1, '01a200c8-fa48-74c3-8322-6f61a312fcec', 1, 'd6f40e13989e1748', '', '01a200c8-f660-72a3-8eba-ce6e36d16b63', 5, 'cff98415', 5, 5, '67fda6421bd08f6b1622ff06f12ac33ad2f570de9ebadde1fa6bbac44dbd5a91', 0, 'HZ-20261122-FCEC-0001', '2026-11-22T09:05:28+08:00', '4qNCLWi8JkZDmyGPjHfIje+lL37CDUQH1HPU4Dy6w3X6BmM3bhS8v//IP5NoOubJYE/CxXHJmgtrtZG0YqQiAA==', -1000, 2097152, 1, 1049124044071712626);
INSERT INTO setting (name, value) VALUES ('desk_key', 'WWdkn3euUBkZJkwZRoMhMSym1b8ncKFFjvmuLQzH1Xo=');
INSERT INTO receipt (id, signature, device, incarnation, at, last_n, chain, ops) VALUES ('HZ-20261122-FCEC-0001', '4qNCLWi8JkZDmyGPjHfIje+lL37CDUQH1HPU4Dy6w3X6BmM3bhS8v//IP5NoOubJYE/CxXHJmgtrtZG0YqQiAA==', '01a200c8-fa48-74c3-8322-6f61a312fcec', 1, '2026-11-22T09:05:28+08:00', 3, '67fda6421bd08f6b1622ff06f12ac33ad2f570de9ebadde1fa6bbac44dbd5a91', 3);
INSERT INTO blob_queue (op_id, sha, order_id, size, state) VALUES ('01a200c9-5808-7e45-809b-ddc7249cb698', '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b', '01a200c9-0600-78b4-826f-f778ea9587f3', 7, 'waiting');
INSERT INTO blob_queue (op_id, sha, order_id, size, state) VALUES ('01a200c9-7360-7e18-9e8e-950dafa98911', 'd4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35', '01a200c9-0600-78b4-826f-f778ea9587f3', 7, 'waiting');
