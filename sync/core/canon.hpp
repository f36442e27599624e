#pragma once
// What the customer and the engineer sign: the form's exact text as canonical bytes (SYNC §2.8),
// and the statement that binds one party's sign-off to those bytes by their digest. The PDF is
// drawn from the form's bytes; the device signs the statement's.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sync/model/ink.hpp"
#include "sync/model/work_order.hpp"

namespace huidan::core {

/// What the paper shows of the order (S2-6), besides its number, its language and its parts.
[[nodiscard]] std::span<const Field> form_fields() noexcept;

/// The form's language: the order's, or Simplified Chinese.
[[nodiscard]] std::string form_language(const WorkOrder& order);

/// The canonical bytes of the form S2-6 of the order's current visit, its language included.
[[nodiscard]] std::string form_bytes(const WorkOrder& order);

/// Their SHA-256 in hex: what a signature binds and a sheet's code begins with.
[[nodiscard]] std::string form_hash(const WorkOrder& order);

/// Reads form bytes back into an order that holds just what the form shows. Error: bad_json,
/// bad_input.
[[nodiscard]] Result<WorkOrder> order_of_form(std::string_view bytes);

/// The canonical bytes that a device signs for a sign-off; `at` and `device` as the order will show
/// them.
[[nodiscard]] std::string sign_off_statement(const SignOff& sign_off, const OrderId& order);

/// Those of the sign-offs that a device signed, as one JSON document that stands by itself: each
/// statement's exact bytes and the Ed25519 signature over them. Empty when there is none.
[[nodiscard]] std::string signatures_text(std::span<const SignOff> sign_offs, const OrderId& order);

/// One entry of it, read back: what the statement says, and the very bytes that were signed.
struct DeviceSignature {
  std::string device;
  std::string statement;
  std::string ed25519;  // base64
  SignOff sign_off{};   // as the statement says
};

/// Error: bad_json, bad_input. Whether a signature holds is the caller's question.
[[nodiscard]] Result<std::vector<DeviceSignature>> read_signatures(std::string_view text);

/// The strokes file of INTERFACES. Error: bad_strokes, naming what is wrong: not JSON, no size, a
/// point that is no point, too many points, none at all.
[[nodiscard]] Result<Ink> decode_ink(std::string_view bytes);

}  // namespace huidan::core
