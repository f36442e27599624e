#include "sync/core/receipt.hpp"

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/time.hpp"
#include "sync/core/laptop_store.hpp"
#include "sync/core/serve.hpp"

namespace huidan::core {
namespace {

constexpr std::size_t kShortId_digits = 4;
constexpr std::size_t kCount_digits = 4;

/// The last `digits` of a device's id as people read them out; a later incarnation behind a dot.
std::string short_id(const DeviceRow& device, std::size_t digits) {
  std::string hex;
  for (const char c : device.id.value) {
    if (c >= '0' && c <= '9') hex += c;
    if (c >= 'a' && c <= 'f') hex += static_cast<char>(c - 'a' + 'A');
  }
  if (hex.size() > digits) hex.erase(0, hex.size() - digits);
  return device.incarnation == 1 ? hex : hex + '.' + std::to_string(device.incarnation);
}

/// Two devices may end in the same digits: the later one says more of them.
std::string free_number(DeskTx& tx, const DeviceRow& device, std::int64_t count,
                        std::int64_t wall_ms) {
  std::string counted = std::to_string(count);
  if (counted.size() < kCount_digits) counted.insert(0, kCount_digits - counted.size(), '0');
  const std::string head = "HZ-" + compact_date(wall_ms) + '-';
  for (std::size_t digits = kShortId_digits;; ++digits) {
    std::string number = head;
    number.append(short_id(device, digits)).append("-").append(counted);
    if (!tx.receipt_taken(number) || digits > device.id.value.size()) return number;
  }
}

bool covers_the_same(const Receipt& receipt, const DeviceRow& device) {
  return receipt.incarnation == device.incarnation && receipt.last_n == device.last_n &&
         receipt.chain == device.chain;
}

}  // namespace

Receipt give_receipt(DeskTx& tx, const DeviceRow& device, std::int64_t ops, const Moment& moment,
                     std::string_view secret_key) {
  const auto newest = tx.newest_receipt(device.id);
  if (newest && covers_the_same(*newest, device)) return *newest;
  Receipt receipt;
  receipt.count = newest ? newest->count + 1 : 1;
  receipt.id = free_number(tx, device, receipt.count, moment.wall_ms);
  receipt.at = time_from_ms(moment.wall_ms);
  receipt.device = device.id;
  receipt.incarnation = device.incarnation;
  receipt.last_n = device.last_n;
  receipt.chain = device.chain;
  receipt.ops = ops;
  receipt.signature = to_base64(sign_bytes(receipt_statement(receipt), secret_key));
  tx.add_receipt(receipt);
  return receipt;
}

Result<Receipt> proven_receipt(LaptopTx& tx, const SyncState& state, const SyncReply& reply,
                               std::int64_t last_n) {
  Receipt receipt = reply.receipt;
  receipt.device = state.device;
  receipt.incarnation = state.incarnation;
  receipt.last_n = reply.last_n;
  receipt.chain = reply.chain;
  const bool less = receipt.last_n < last_n;
  const bool other = receipt.last_n == last_n && receipt.chain != tx.link_after(last_n);
  const bool false_word = !receipt_holds(receipt, tx.desk_key());
  if (receipt.id.empty() || less || other || false_word) return Error{Code::bad_reply, "receipt"};
  return receipt;
}

}  // namespace huidan::core
