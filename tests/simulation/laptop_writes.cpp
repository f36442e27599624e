// What an engineer's program writes down on his laptop.
#include <algorithm>

#include "sync/base/bytes.hpp"
#include "sync/base/time.hpp"
#include "sync/core/canon.hpp"
#include "tests/simulation/laptop.hpp"

namespace huidan::sim {
namespace {

using store::Transaction;

constexpr std::string_view kBytes = "SELECT bytes FROM outbox WHERE op_id = $1";
constexpr std::string_view kLastOp = "SELECT op_id, bytes FROM outbox ORDER BY n DESC LIMIT 1";
constexpr std::string_view kRewrite = "UPDATE outbox SET bytes = $2, link = $3 WHERE op_id = $1";
constexpr std::string_view kMadeHere =
    "SELECT 1 FROM outbox WHERE order_id = $1 AND again = 0 AND bytes LIKE '%\"k\":\"wo.new\"%'";
constexpr std::string_view kHanded = "SELECT op_id FROM handed WHERE order_id = $1";
constexpr std::string_view kOddOp =
    "INSERT INTO outbox (n, op_id, order_id, grp, bytes, link, again) VALUES ($1, $2, $3, '', $4, "
    "$5, "
    "0)";

}  // namespace

core::Op Laptop::op_of(const OrderId& order, core::OpBody body, Random& random) {
  core::Op op;
  op.id = OpId(new_uuid7(now().wall_ms, random));
  op.order = order;
  op.at = time_from_ms(now().wall_ms);
  if (const auto* sign = std::get_if<core::AddSignOff>(&body)) op.at = sign->sign_off.at;
  op.body = std::move(body);
  return op;
}

/// Whether the order is one that this laptop has made and the desk has not told back yet.
bool Laptop::made_here(const core::Op& op) {
  if (std::holds_alternative<core::NewOrder>(op.body)) return true;
  store::Rows rows = database().query(kMadeHere, {op.order.value});
  return rows.next();
}

void Laptop::note(const core::Op& op) {
  Written written{op.id, hand_, 0, op.order};
  if (const auto seen = store_.seen.find(op.order); seen != store_.seen.end()) {
    written.seen = seen->second;
  }
  written.by = writer_.name;
  written.group = op.group;
  {
    store::Rows rows = database().query(kBytes, {op.id.value});
    if (!rows.next()) throw Violation("I1", "an op is not in the outbox it was written to");
    written.bytes = rows.text(0);
  }
  written.body = op.body;
  const std::vector<OrderId> ids = held();
  written.held = std::ranges::find(ids, op.order) != ids.end();
  if (!written.held) written.seen = {};
  written.held = written.held || made_here(op);
  if (std::holds_alternative<core::BringBack>(op.body)) written.seen = store_.seen.at(op.order);
  written.handed = handed(op.order);
  if (const auto given = around_.history.written.find(written.handed);
      given != around_.history.written.end()) {
    written.seen = given->second.seen;  // his own view of it is not before his eyes
    written.held = given->second.held;
  }
  around_.history.note(std::move(written));
  ++around_.tally.ops;
}

void Laptop::append(const OrderId& order, core::OpBody body, const std::string& group,
                    Random& random) {
  core::Op op = op_of(order, std::move(body), random);
  op.group = group;
  records_.transact(Transaction::Kind::write,
                    [&](store::LaptopRecords& records) { records.append(op); });
  note(op);
  const auto* set = std::get_if<core::SetFields>(&op.body);
  const auto seen = set == nullptr ? std::nullopt : view(order);
  if (!seen) return;
  for (const core::Setting& setting : set->fields) {
    const bool of_order = info(setting.field).level == Level::order;
    if (of_order && value_of(*seen, setting.field) != setting.value) {
      throw Violation("I8", "he does not read what he wrote: " + setting.value);
    }
  }
}

void Laptop::photograph(const OrderId& order, const std::string& bytes, Random& random) {
  const auto seen = view(order);
  Photo photo;
  photo.visit = current_visit(*seen).id;
  photo.kind = "photo";
  photo.name = "picture.png";
  photo.media = "image/png";
  photo.sha = sha256_hex(bytes);
  photo.size_bytes = static_cast<std::int64_t>(bytes.size());
  files().put(photo.sha, bytes);
  append(order, core::AddPhoto{std::move(photo)}, "", random);
}

OpId Laptop::handed(const OrderId& order) {
  store::Rows rows = database().query(kHanded, {order.value});
  return OpId(rows.next() ? rows.text(0) : std::string());
}

std::optional<core::Handover> Laptop::hand_over(const OrderId& order, const std::string& to,
                                                Random& random) {
  const auto seen = view(order);
  const std::string& holder = value_of(*seen, Field::assignee);
  if (to == writer_.name) return std::nullopt;
  if (holder != to) {
    if (!workable(order)) return std::nullopt;
    append(order, core::HandOver{to}, "", random);
  }
  std::optional<core::Op> op;
  records_.transact(Transaction::Kind::read,
                    [&](store::LaptopRecords& records) { op = records.hand_over_of(order); });
  if (!op || std::get<core::HandOver>(op->body).to != to) return std::nullopt;
  core::Session session(store_, random);
  const core::Action first = session.start(now());
  const auto asked = session.asked();
  if (std::ranges::find(asked.ops, op->n) == asked.ops.end()) return std::nullopt;
  core::Handover handover{op->id, writer_.name, to, {}, {}, {}, {}};
  records_.transact(Transaction::Kind::read, [&](store::LaptopRecords& records) {
    records.hand_out(order, writer_, handover);
  });
  handover.packets.push_back({op->id, std::get<core::Send>(first).body});
  return handover;
}

bool Laptop::take_over(const core::Handover& handover) {
  bool fresh = false;
  records_.transact(Transaction::Kind::write,
                    [&](store::LaptopRecords& records) { fresh = records.take_over(handover); });
  if (!fresh) return false;
  auto shown = view(handover.order.id);
  if (!shown || *shown != handover.order) {
    throw Violation("I8", "who takes an order over does not see what its giver saw");
  }
  return true;
}

std::vector<core::Packet> Laptop::packets() {
  std::vector<core::Packet> all;
  records_.transact(Transaction::Kind::read,
                    [&](store::LaptopRecords& records) { all = records.packets(); });
  return all;
}

void Laptop::packet_taken(const core::HandedOver& handed) {
  records_.transact(Transaction::Kind::write,
                    [&](store::LaptopRecords& records) { records.packet_taken(handed); });
}

void Laptop::write_last_as_version_1() {
  constexpr std::string_view kNew = R"("kv":2)";
  records_.transact(Transaction::Kind::write, [&](store::LaptopRecords& records) {
    const core::SyncState state = records.state();
    std::string id;
    std::string bytes;
    {
      store::Rows rows = database().query(kLastOp);
      if (!rows.next()) return;
      id = rows.text(0);
      bytes = rows.text(1);
    }
    const std::size_t at = bytes.find(kNew);
    if (at == std::string::npos) return;
    bytes.replace(at, kNew.size(), R"("kv":1)");
    const std::string before =
        records.unsent_count() == 1 ? state.acknowledged : records.link_after(state.last_n - 1);
    database().run(kRewrite, {id, bytes, core::next_link(before, bytes)});
    around_.history.written.at(OpId(id)).bytes = bytes;
    around_.tally.add(Count::old_kind);
  });
}

void Laptop::fail_to_append(const OrderId& order, core::OpBody body, Random& random) {
  const core::Op op = op_of(order, std::move(body), random);
  const std::int64_t before = unsent();
  try {
    records_.transact(Transaction::Kind::write, [&](store::LaptopRecords& records) {
      records.append(op);
      throw Failure({Code::disk_full, "simulated"});
    });
  } catch (const Failure&) {
    around_.tally.add(Count::write_failed);
  }
  if (unsent() != before) throw Violation("I1", "half a write stayed");
}

void Laptop::append_odd(const OrderId& order, const std::string& kind, const std::string& text,
                        Random& random) {
  core::Op op = op_of(order, core::AddNote{}, random);
  records_.transact(Transaction::Kind::write, [&](store::LaptopRecords& records) {
    core::SyncState state = records.state();
    const std::string before =
        records.unsent_count() == 0 ? state.acknowledged : records.link_after(state.last_n);
    op.n = ++state.last_n;
    std::string bytes = text;
    const std::size_t at = kind.find('@');  // "part.put@9": a version of it that is yet to come
    const std::string version = at == std::string::npos ? "1" : kind.substr(at + 1);
    if (!kind.empty()) {
      bytes = R"({"at":")" + op.at + R"(","base":0,"bs":)" + std::to_string(state.cursor.seq) +
              R"(,"grp":"","id":")" + op.id.value + R"(","k":")" + kind.substr(0, at) +
              R"(","kv":)" + version + R"(,"n":)" + std::to_string(op.n) + R"(,"o":")" +
              order.value + R"(","x":"y"})";
    }
    database().run(kOddOp, {op.n, op.id.value, "", bytes, core::next_link(before, bytes)});
    records.put_state(state);
    Written written{op.id, hand_, 0, order};
    written.odd = true;
    written.bytes = bytes;
    around_.history.note(std::move(written));
  });
  around_.tally.add(Count::odd_op);
}

core::AddSignOff Laptop::signature(const WorkOrder& order, const std::string& role) {
  core::AddSignOff body;
  body.form = core::form_bytes(order);
  body.strokes = R"({"w":600,"h":200,"strokes":[[[10,20],[30,40]]]})";
  SignOff& s = body.sign_off;
  s.visit = current_visit(order).id;
  s.role = role;
  s.state = "signed";
  s.name = "王例舟";
  s.at = time_from_ms(now().wall_ms);
  s.device = writer_.device.value;
  s.form_hash = sha256_hex(body.form);
  s.strokes_hash = sha256_hex(body.strokes);
  s.signature =
      to_base64(sign_bytes(core::sign_off_statement(s, order.id), key_of_machine(key_).secret_key));
  around_.history.signed_bytes[s.form_hash] = body.form;
  around_.history.signed_bytes[s.strokes_hash] = body.strokes;
  return body;
}

}  // namespace huidan::sim
