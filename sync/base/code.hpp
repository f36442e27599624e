#pragma once
// Every code that either program may answer with, in one table: its name on the wire, the exit code
// of a command and the HTTP status of a route that ends with it (INTERFACES). The sentence for each
// stands in sync/text/<language>.json under "error.<name>".

#include <string_view>

namespace huidan {

// clang-format off
#define HUIDAN_CODES(X)                      \
  /* what the caller sent */                 \
  X(bad_input,            1, 400)            \
  X(bad_json,             1, 400)            \
  X(json_too_deep,        1, 400)            \
  X(bad_utf8,             1, 400)            \
  X(bad_time,             1, 400)            \
  X(bad_number,           1, 400)            \
  X(bad_choice,           1, 400)            \
  X(bad_strokes,          1, 400)            \
  X(bad_picture,          1, 422)            \
  X(bad_encoding,         1, 400)            \
  X(bad_row,              1, 400)            \
  X(missing_value,        1, 400)            \
  X(unknown_field,        1, 400)            \
  X(unknown_kind,         1, 400)            \
  X(unknown_column,       1, 400)            \
  X(too_long,             1, 422)            \
  X(too_many,             1, 422)            \
  X(too_large,            1, 413)            \
  X(header_too_large,     1, 431)            \
  X(bad_request,          1, 400)            \
  X(bad_media_type,       1, 415)            \
  X(bad_bundle,           1, 422)            \
  X(bad_sheet,            1, 422)            \
  X(wrong_hash,           1, 422)            \
  X(bad_method,           1, 405)            \
  X(bad_range,            1, 416)            \
  X(usage,                2, 400)            \
  /* what may not be done */                 \
  X(not_found,            1, 404)            \
  X(unknown_order,        1, 404)            \
  X(unknown_user,         1, 404)            \
  X(unknown_device,       1, 401)            \
  X(already_exists,       1, 409)            \
  X(already_returned,     1, 409)            \
  X(already_settled,      1, 409)            \
  X(forbidden,            1, 403)            \
  X(field_forbidden,      1, 403)            \
  X(bad_move,             1, 409)            \
  X(unauthorized,         1, 401)            \
  X(bad_signature,        1, 401)            \
  X(wrong_code,           1, 401)            \
  X(code_expired,         1, 401)            \
  X(wrong_password,       1, 401)            \
  X(rate_limited,         1, 429)            \
  X(device_revoked,       1, 401)            \
  X(device_lost,          1, 401)            \
  X(device_fork,          1, 409)            \
  X(op_id_reuse,          1, 409)            \
  X(history_diverged,     1, 409)            \
  X(upgrade_required,     1, 426)            \
  X(not_enrolled,        78, 409)            \
  X(already_enrolled,     1, 409)            \
  X(not_complete,         1, 409)            \
  X(not_signed,           1, 409)            \
  X(not_sealed,           1, 409)            \
  X(not_empty,            1, 409)            \
  X(changed_meanwhile,    1, 409)            \
  X(form_signed,          1, 409)            \
  X(parked,               1, 409)            \
  X(insecure_listen,     78, 400)            \
  X(insecure_server,     78, 400)            \
  X(bad_config,          78, 500)            \
  X(port_taken,          78, 500)            \
  /* what failed around us */                \
  X(verification_failed,  3, 422)            \
  X(db_corrupt,          65, 500)            \
  X(newer_schema,        65, 500)            \
  X(bad_backup,          65, 500)            \
  X(backup_key,          78, 500)            \
  X(bad_font,            78, 500)            \
  X(disk_error,          74, 500)            \
  X(disk_full,           74, 507)            \
  X(no_network,          75, 503)            \
  X(busy,                75, 503)            \
  X(store_unreachable,   75, 503)            \
  X(store_not_durable,   78, 500)            \
  X(moved_away,          78, 503)            \
  X(pin_mismatch,         1, 502)            \
  X(bad_reply,            1, 502)            \
  X(printer_refused,      1, 502)            \
  X(internal,             1, 500)
// clang-format on

enum class Code {
#define HUIDAN_CODE(name, exit_code, status) name,
  HUIDAN_CODES(HUIDAN_CODE)
#undef HUIDAN_CODE
};

/// The code as the wire and `--json` spell it.
[[nodiscard]] std::string_view code_name(Code code) noexcept;

/// The exit code of a command that ends with this error.
[[nodiscard]] int exit_code(Code code) noexcept;

/// The HTTP status of a route that ends with this error.
[[nodiscard]] int http_status(Code code) noexcept;

/// The code a peer named; `Code::internal` when it is none of ours.
[[nodiscard]] Code code_from_name(std::string_view name) noexcept;

}  // namespace huidan
