#pragma once
// Paper as a backup: what the desk's copy says, packed into the text of its dense QR code, so that
// the sheet alone gives the order back when the laptop has died (issue: "restores its order from
// the QR alone"). The device signs it; whoever reads it is told how far it can be believed.
//
// The text is "WO2:", base45 of the bytes, and ":" so that no end of it is white space. The bytes:
// version 1 · flags (1: the visit has an id of its own) · print (2) · the desk's version of the
// order that the writer had (4) · device (16) · order (16) · [visit (16)] · SHA-256 of the whole
// form (32) · what the form says, deflated (RFC 1951) · Ed25519 signature (64) over
// "huidan.sheet.1\n" and all before it. Numbers are big-endian.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/model/printable.hpp"

namespace huidan::core {

struct SheetRecord {
  WorkOrder form;  // just what the form shows; `version`, id, number and visit as they were
  std::int64_t print = 1;
  DeviceId device;
  std::string form_hash;                // of the whole form, 64 hex digits
  std::vector<std::string> left_out{};  // fields that did not fit: names, and "parts"
};

/// Stands for the desk itself where a device is named; its key is the one that proves receipts.
inline constexpr std::string_view kDeskItself = "00000000-0000-0000-0000-000000000000";

/// What that print's sheet of the desk's copy says; `order` as whoever prints it knows it.
[[nodiscard]] SheetRecord record_of(const Printable& printable, const WorkOrder& order,
                                    std::int64_t print, const DeviceId& device);

struct PackedSheet {
  std::string text;  // of the QR code; empty when not even the head of it fits
  std::vector<std::string> left_out{};
};

/// 64 raw bytes for a message.
using Sign = std::function<std::string(std::string_view message)>;

/// As many fields as `characters` hold: those that the engineer fills in before those that the desk
/// knew when it gave the order away; a field that is too long alone takes no other with it. Left
/// out is what says something. `record.left_out` is not read.
[[nodiscard]] PackedSheet pack_sheet(const SheetRecord& record, std::size_t characters,
                                     const Sign& sign);

struct UnpackedSheet {
  SheetRecord record;
  std::string statement;  // what is signed
  std::string signature;  // raw; not checked here: whose key it needs, the record says
};

/// Whatever a scanner or a hand typed. A record from which nothing was left out is held against the
/// hash of the form. Errors: bad_sheet, wrong_hash.
[[nodiscard]] Result<UnpackedSheet> unpack_sheet(std::string_view text);

}  // namespace huidan::core
