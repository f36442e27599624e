#pragma once
// An op is one edit, with its id, its device's running number and the desk's version of the order
// that its writer had seen (SYNC §2.2, §2.3). Its canonical bytes are written once, where the edit
// is made, and kept as they are everywhere: in the outbox, on the wire, in the desk's journal, in
// the chain.

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sync/base/id.hpp"
#include "sync/base/result.hpp"
#include "sync/model/work_order.hpp"

namespace huidan::core {

/// A field, its new canonical value, and the one its writer saw before: what a dispute shows as
/// base.
struct Setting {
  Field field;
  std::string value;
  std::string was{};
};

using Settings = std::vector<Setting>;

/// `wo.new`: an order is born, at the desk, by import or on site. Its first visit has its own id.
struct NewOrder {
  std::string no;
  Settings fields;
  std::vector<Part> parts;
};

/// `wo.set`: fields of the order, and of the one visit named where a field is a visit's (Level).
/// Whole or not at all when `Op::group` is set.
struct SetFields {
  RowId visit;
  Settings fields;
};

/// `visit.new`: one more journey for the same order.
struct NewVisit {
  RowId visit;
};

/// A column of a part's row, its new canonical value, and the one its writer saw before.
struct ColumnSetting {
  std::string column;  // name model unit qty note
  std::string value;
  std::string was{};
};

/// `part.put`: a row of the parts table, new or changed. Only the named columns are set.
struct PutPart {
  RowId part;
  RowId visit;
  std::vector<ColumnSetting> columns;
};

/// `part.remove`
struct RemovePart {
  RowId part;
};

/// `note.add`: its id is the op's.
struct AddNote {
  std::string text;
};

/// `sign`: how one party ended the visit; its id is the op's. `form` and `strokes` are the exact
/// bytes whose digests the sign-off names.
struct AddSignOff {
  SignOff sign_off;
  std::string form;
  std::string strokes;
};

/// `print`: one sheet left a printer, at the desk (`printed`) or in an engineer's hands
/// (`with_engineer`); its id is the op's.
struct AddCopy {
  Copy copy;
};

/// `print.move`: what became of a printed sheet (S2-7.5): who carries it, that the customer signed
/// it, that it is home again or missing.
struct MoveCopy {
  RowId sheet;
  std::string state;   // with_engineer | signed | returned | missing
  std::string holder;  // who has it, for with_engineer; empty: as before
  std::string why;     // for missing: it excuses the sheet from coming home
};

/// `photo.add`: a photo, scan or document; its id is the op's. The bytes follow apart, or never.
struct AddPhoto {
  Photo photo;
};

/// `dispute.settle`: a person chose `value` for what two had written.
struct SettleDispute {
  DisputeId dispute;
  std::string value;
};

/// `sign.accept`: the desk takes a stale signature as given for the form of that digest.
struct AcceptSignOff {
  RowId sign;
  std::string form_hash;
  std::string why;
};

/// `hand.over`: who holds the order gives it to another engineer, where no desk can be asked.
struct HandOver {
  std::string to;  // his name
};

/// `wo.back`: an order that a restored desk has no more, as its laptop had it from the desk's last
/// life. Where the desk knows the order after all, it says nothing.
struct BringBack {
  std::string order;        // encode_order's text, as it was told
  std::vector<OpId> had{};  // the laptop's own ops that it holds already, whatever became of them
  std::vector<std::string> documents{};  // forms and ink that its sign-offs name
};

/// An op of a kind, or of a version of its kind, that this program does not know: a newer laptop
/// wrote it. It is parked whole until a person or a newer desk sees to it (SYNC §2.13).
struct UnknownKind {
  std::string kind;
  std::int64_t kind_version = 0;
};

using OpBody = std::variant<NewOrder, SetFields, NewVisit, PutPart, RemovePart, AddNote, AddSignOff,
                            AddCopy, SettleDispute, AcceptSignOff, AddPhoto, MoveCopy, HandOver,
                            BringBack, UnknownKind>;

struct Op {
  OpId id;
  std::int64_t n = 0;  // the device's running number, from 1, without gaps
  std::string group;   // ops of one group stand or fall together; empty: alone
  OrderId order;
  std::int64_t base = 0;      // the desk's version of the order that the writer had seen
  std::int64_t base_seq = 0;  // how far the writer's device had pulled
  std::string epoch;          // the life of the desk that gave out both; empty: told by none
  std::string at;             // when, by the writer's clock: for people, never for deciding
  OpBody body;
  OpId seen{};  // a hand-over that brought the order to the writer, with what its giver had written
};

/// The word of INTERFACES and the wire for a body: "wo.set", "part.put", …
[[nodiscard]] std::string_view kind_of(const OpBody& body) noexcept;

/// Canonical JSON (RFC 8785 within the restrictions of SYNC §2.8), in the newest version of its
/// kind. Not for UnknownKind, whose bytes only their writer can make.
[[nodiscard]] std::string encode_op(const Op& op);

/// Reads and validates every value: what comes back is canonical, and an older version of a kind is
/// lifted to the newest (SYNC §2.13). Errors name the field.
[[nodiscard]] Result<Op> decode_op(std::string_view bytes);

/// The same op under another number; what it says stays as it is, byte for byte. Bytes that
/// are no op stay whole.
[[nodiscard]] std::string renumbered(std::string_view bytes, std::int64_t n);

/// Whether both are one op: the same bytes but for the number, which changes when a device starts a
/// new incarnation (SYNC §2.2).
[[nodiscard]] bool same_op(std::string_view one, std::string_view other);

/// The next link of a device's chain: SHA-256 of the last link's hex digits and the op's bytes, as
/// hex.
[[nodiscard]] std::string next_link(std::string_view chain, std::string_view op_bytes);

}  // namespace huidan::core
