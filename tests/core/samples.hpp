#pragma once
// Ops, orders and authors for the core's tests: made up, and with ids one can tell apart at a
// glance.

#include <string>
#include <vector>

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"
#include "sync/core/canon.hpp"
#include "sync/core/merge.hpp"
#include "sync/core/op.hpp"
#include "sync/core/wire_order.hpp"

namespace huidan::core {

/// "01980000-0000-7000-8000-00000000000N"
inline std::string uuid(int number) {
  std::string digits = std::to_string(number);
  return "01980000-0000-7000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

inline const OrderId kOrder{uuid(1)};
inline const RowId kVisit{uuid(1)};
inline constexpr const char* kAt = "2026-11-22T09:05:00+08:00";
inline constexpr const char* kStrokes =
    R"({"w":600,"h":200,"strokes":[[[10,20,0,0.5],[30.5,40,16]],[[50,60]]]})";

inline Op op_of(int number, OpBody body, std::int64_t base = 1) {
  Op op;
  op.id = OpId(uuid(1000 + number));
  op.n = number;
  op.order = kOrder;
  op.base = base;
  op.base_seq = base;
  op.at = kAt;
  op.body = std::move(body);
  return op;
}

inline Part part_of(int number, const std::string& name = "风机电容") {
  return {RowId(uuid(number)), kVisit, name, "CBB65", "只", "2", "样例", false};
}

inline SignOff sign_off_of_form(const std::string& form, const std::string& role) {
  SignOff sign_off;
  sign_off.visit = kVisit;
  sign_off.role = role;
  sign_off.state = "signed";
  sign_off.name = "王例舟";
  sign_off.form_hash = sha256_hex(form);
  sign_off.strokes_hash = sha256_hex(kStrokes);
  return sign_off;
}

/// What a laptop says of a file whose digest is all `digit`.
inline Photo photo_of(char digit) {
  Photo photo;
  photo.visit = kVisit;
  photo.kind = "scan";
  photo.sha = std::string(64, digit);
  photo.size_bytes = static_cast<std::int64_t>(limits::kBlob_bytes);
  photo.media = "image/png";
  photo.name = "机柜(样例).png";
  return photo;
}

/// A laptop or a seat that writes.
struct Pen {
  KeyPair key = new_key_pair();
  Author author;

  Pen(const std::string& name, int device, Roles roles) {
    author.roles = roles;
    author.person = PersonId(uuid(device + 1));
    author.writer = {name, DeviceId(uuid(device))};
    author.public_key = key.public_key;
  }

  /// A sign-off of the form of `order` as it stands, under this device's key.
  [[nodiscard]] AddSignOff sign(const WorkOrder& order, const std::string& role,
                                const std::string& state = "signed") const {
    AddSignOff body;
    body.form = form_bytes(order);
    body.sign_off = sign_off_of_form(body.form, role);
    body.sign_off.state = state;
    body.sign_off.visit = current_visit(order).id;
    if (state == "signed") body.strokes = kStrokes;
    if (state != "signed") body.sign_off.strokes_hash.clear();
    if (state == "refused" || state == "absent") body.sign_off.reason = "(样例)不在现场";
    SignOff statement = body.sign_off;
    statement.at = kAt;
    statement.device = author.writer.device.value;
    body.sign_off.signature =
        to_base64(sign_bytes(sign_off_statement(statement, order.id), key.secret_key));
    return body;
  }
};

/// An order as a desk has it after a few steps, at version 1 and led to `status`.
inline OrderState state_of(const std::string& status = "assigned",
                           const std::string& assignee = "e1") {
  const Op birth = op_of(1,
                         NewOrder{"WX-20261122-0001",
                                  {{Field::reporter_unit, "东岭供电公司(样例)"},
                                   {Field::treatment, "old"},
                                   {Field::remarks, "r"}},
                                  {part_of(50)}},
                         0);
  OrderState state;
  state.order = born(birth, std::get<NewOrder>(birth.body));
  state.order.version = 1;
  state.stamps.wrote("", 1, BranchId(uuid(900)));
  *value_at(state.order, kVisit, Field::status) = status;
  *value_at(state.order, kVisit, Field::assignee) = assignee;
  return state;
}

inline OpBody set_of(Settings fields) {
  return SetFields{kVisit, std::move(fields)};
}

/// One op of every kind, with every member filled.
inline std::vector<Op> every_kind() {
  const Pen pen("e1", 600, Role::engineer);
  OrderState state = state_of();
  AddSignOff signed_form = pen.sign(state.order, "customer");
  signed_form.sign_off.signature = to_base64(std::string(64, 'S'));  // the same in every run
  AddSignOff refused = pen.sign(state.order, "engineer", "refused");
  refused.sign_off.signature = signed_form.sign_off.signature;
  Copy copy;
  copy.visit = kVisit;
  copy.copy = "desk";
  copy.print = 2;
  copy.state = "with_engineer";
  copy.form_hash = std::string(64, 'a');
  copy.missing = "U+E000";
  std::vector<OpBody> bodies{
      NewOrder{
          "WX-20261122-0001", {{Field::priority, "3"}, {Field::reporter, "𠮷田"}}, {part_of(5)}},
      set_of({{Field::arrived_at, kAt, ""}, {Field::treatment, "更换\n\"光模块\"", "旧"}}),
      NewVisit{RowId(uuid(2))},
      PutPart{RowId(uuid(5)), kVisit, {{"name", "光模块"}, {"qty", "0.5", "1"}}},
      RemovePart{RowId(uuid(5))},
      AddNote{"机柜钥匙在门卫处\n(样例)"},
      signed_form,
      refused,
      AddCopy{copy},
      SettleDispute{DisputeId("D-0123456789ab"), "更换光模块"},
      AcceptSignOff{RowId(uuid(1007)), std::string(64, 'b'), "用户电话确认(样例)"},
      AddPhoto{photo_of('b')},
      MoveCopy{RowId(uuid(1009)), "missing", "e1", "风吹走了(样例)"},
      HandOver{"e2"},
      BringBack{encode_order(state.order, Empty::omitted), {OpId(uuid(1004))}, {}},
  };
  std::vector<Op> ops;
  for (OpBody& body : bodies) {
    ops.push_back(op_of(static_cast<int>(ops.size()) + 1, std::move(body), 7));
    ops.back().group = ops.size() % 2 == 0 ? "g1" : "";
  }
  return ops;
}

}  // namespace huidan::core
