#pragma once
// The nouns: a work order with its visits, parts, notes, sign-offs and printed copies. Plain
// values, no behaviour beyond looking things up; what may happen to them stands in life.hpp and
// policy.hpp.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/id.hpp"
#include "sync/model/field.hpp"

namespace huidan {

/// Canonical texts by field.
using FieldValues = std::array<std::string, kFieldCount>;

/// One journey to the customer. The first visit of an order has the order's own id, so that desk
/// and laptop name it alike without having met; further ones get their own.
struct Visit {
  RowId id;
  std::string departed_at;
  std::string arrived_at;
  std::string restored_at;
  std::string completed_at;

  friend bool operator==(const Visit&, const Visit&) = default;
};

/// A row of 更换(增加)设备明细 (S2-6).
struct Part {
  RowId id;
  RowId visit;
  std::string name;
  std::string model;
  std::string unit;
  std::string qty;  // canonical decimal
  std::string note;
  bool removed = false;  // kept: a removal can meet an edit of another hand

  friend bool operator==(const Part&, const Part&) = default;
};

/// Immutable once written; its id is the op's.
struct Note {
  RowId id;
  std::string by;  // the person's name
  std::string at;
  std::string text;

  friend bool operator==(const Note&, const Note&) = default;
};

/// How one party ended the visit (REQUIREMENTS, track sign-off). `stale` is never stored: it is
/// what a reader sees when the form no longer hashes to what was signed.
struct SignOff {
  RowId id;
  RowId visit;
  std::string role;   // customer | engineer
  std::string state;  // signed | on_paper | refused | absent
  std::string name;
  std::string at;
  std::string reason;        // for refused and absent
  std::string satisfaction;  // the customer's word, 1 (not at all) to 5; empty: he gave none
  std::string form_hash;     // SHA-256 of the exact form, 64 hex digits
  std::string strokes_hash;  // SHA-256 of the ink as it was drawn (INTERFACES); empty unless signed
  std::string device;
  std::string signature;  // the device's Ed25519 over core/canon.hpp's statement, base64
  /// Never stored, like `stale`: what a reader sees to differ from what was signed.
  std::vector<std::string> changed{};

  friend bool operator==(const SignOff&, const SignOff&) = default;
};

/// One printed sheet (联次): `print` counts the prints of that copy from 1.
struct Copy {
  RowId id;
  RowId visit;
  std::string copy;  // customer | desk
  std::int64_t print = 1;
  std::string by;
  std::string at;
  std::string state;  // printed | with_engineer | signed | returned | missing
  std::string form_hash;
  std::string reason{};    // for missing: it excuses the sheet from coming home
  std::string device{};    // that printed it
  std::string holder{};    // who has it, while it is out
  std::string missing{};   // missing_text of its print
  std::string moved_by{};  // who said last where it is, and when
  std::string moved_at{};

  friend bool operator==(const Copy&, const Copy&) = default;
};

/// A photo, a scan or another document of the work; its id is the op's, immutable once written. Its
/// bytes travel apart, under their digest: `state` is what the desk holds of them.
struct Photo {
  RowId id;
  RowId visit;
  std::string kind;  // photo | scan | other | sealed (the form, by the desk)
  std::string sha;   // SHA-256 of the bytes, 64 hex digits
  std::int64_t size_bytes = 0;
  std::string media;  // image/jpeg | image/png | application/pdf
  std::string name;   // of the file, for people
  std::string by;
  std::string at;
  std::string state;  // pending | ready | refused (no such picture as it was said to be)

  friend bool operator==(const Photo&, const Photo&) = default;
};

/// Two edits of one field whose writers had not seen each other (SYNC §2.3). It stays in the order
/// for good: settled ones keep what was chosen and by whom.
struct Dispute {
  DisputeId id;
  RowId row;           // empty: the order itself; else the visit or part
  std::string field;   // its name; "removed" for a part that was removed here and edited there
  std::string base;    // what both had seen, as far as the desk knows
  std::string mine;    // the parked value, `by` whom and `at` what time
  std::string theirs;  // the value that stood when it was parked
  std::string by;
  std::string at;
  std::string device;  // of the parked value
  std::string why;     // field_conflict | reassigned | closed | cancelled
  std::string state;   // open | settled
  std::string settled_by;
  std::string theirs_by{};  // who had written the standing value, and when; empty: nobody knows
  std::string theirs_at{};

  friend bool operator==(const Dispute&, const Dispute&) = default;
};

/// The desk takes a stale signature as given for the form `form_hash`, and says why. The signature
/// itself stays as it is; a form that changes again needs another word.
struct Acceptance {
  RowId id;    // of the op
  RowId sign;  // of the sign-off
  std::string form_hash;
  std::string why;
  std::string by;  // the person's name
  std::string at;

  friend bool operator==(const Acceptance&, const Acceptance&) = default;
};

/// A value that stood on a form which somebody had signed, in ink or on paper, and was written over
/// since (SYNC §2.8).
struct Amendment {
  RowId id;           // made of the op's id and the value's place
  RowId row;          // empty: the order itself; else the part
  std::string field;  // its name; "part" for a row added (`was` empty) or removed (`value` empty)
  std::string was;
  std::string value;
  std::string by;  // the person's name
  std::string at;

  friend bool operator==(const Amendment&, const Amendment&) = default;
};

struct WorkOrder {
  OrderId id;
  std::string no;             // final at birth, never reused
  std::int64_t version = 0;   // the desk's; 0 until the desk has seen the order
  FieldValues fields;         // of Level::order; visit fields live in visits
  std::vector<Visit> visits;  // never empty once the order exists; the last is the current one
  std::vector<Part> parts;
  std::vector<Note> notes;
  std::vector<SignOff> signoffs;
  std::vector<Copy> copies;
  std::vector<Photo> photos;
  std::vector<Dispute> disputes;
  std::vector<Acceptance> acceptances{};
  std::vector<Amendment> amendments{};

  friend bool operator==(const WorkOrder&, const WorkOrder&) = default;
};

/// The visit field's slot, or nullptr when `field` is an order's.
[[nodiscard]] std::string* visit_slot(Visit& visit, Field field) noexcept;
[[nodiscard]] const std::string* visit_slot(const Visit& visit, Field field) noexcept;

/// The value as the order shows it: an order field, or the last visit's time.
[[nodiscard]] const std::string& value_of(const WorkOrder& order, Field field) noexcept;

/// The current visit: the last one.
[[nodiscard]] const Visit& current_visit(const WorkOrder& order) noexcept;

/// The row of that id, or nullptr.
[[nodiscard]] Part* find_part(WorkOrder& order, const RowId& id) noexcept;
[[nodiscard]] const Part* find_part(const WorkOrder& order, const RowId& id) noexcept;

/// The archive's file among the photos: the form that the desk sealed; null before that.
inline constexpr std::string_view kSealedForm = "sealed";
[[nodiscard]] const Photo* sealed_form(const WorkOrder& order) noexcept;

/// The newest sign-off of `role` on the current visit, or nullptr.
[[nodiscard]] const SignOff* sign_off_of(const WorkOrder& order, std::string_view role) noexcept;

/// The desk's word that `sign_off` is taken as given for the form of that digest, or nullptr.
[[nodiscard]] const Acceptance* acceptance_of(const WorkOrder& order, const SignOff& sign_off,
                                              std::string_view form_hash) noexcept;

/// The number of the next sheet of `copy`: the prints so far and this one.
[[nodiscard]] std::int64_t next_print(const WorkOrder& order, std::string_view copy) noexcept;

/// The next sheet of `copy` in the present visit, as it goes on the books.
[[nodiscard]] Copy next_sheet(const WorkOrder& order, std::string_view copy, std::string_view state,
                              std::string_view form_hash);

/// The characters that no font of a print had, as a sheet's row names them: "U+E000 U+F8FF"; of
/// very many the first, and how many more ("+936").
[[nodiscard]] std::string missing_text(const std::vector<char32_t>& characters);

}  // namespace huidan
