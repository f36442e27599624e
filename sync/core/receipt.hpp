#pragma once
// Receipts, both ends: the desk makes one for each push that brought something, the laptop believes
// none that the desk's key does not prove.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/result.hpp"
#include "sync/model/receipt.hpp"

namespace huidan::core {

class DeskTx;
class LaptopTx;
struct DeviceRow;
struct Moment;
struct SyncReply;
struct SyncState;

/// What the desk signs: number, time, device, incarnation, last op, chain and count of ops.
[[nodiscard]] std::string receipt_statement(const Receipt& receipt);

/// Whether the desk of that raw public key has signed the receipt.
[[nodiscard]] bool receipt_holds(const Receipt& receipt, std::string_view desk_key);

/// {"receipts":[{"id","at","device","incarnation","last_n","chain","ops","proven"}]}
[[nodiscard]] std::string encode_receipts(const std::vector<ReceiptRow>& rows);

/// The desk's receipt for all that it holds of `device`, kept in its book; `ops` came just now. A
/// push that brought nothing new, because its reply was lost, gets the same receipt again.
[[nodiscard]] Receipt give_receipt(DeskTx& tx, const DeviceRow& device, std::int64_t ops,
                                   const Moment& moment, std::string_view secret_key);

/// The receipt of a reply to a push whose last op was `last_n`, whole. Error: bad_reply "receipt"
/// when it is missing, covers less, names another chain, or the desk's key does not prove it. A
/// laptop that was never given that key believes it as it is.
[[nodiscard]] Result<Receipt> proven_receipt(LaptopTx& tx, const SyncState& state,
                                             const SyncReply& reply, std::int64_t last_n);

}  // namespace huidan::core
