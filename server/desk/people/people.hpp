#pragma once
// The people room: who works here, with which laptops, and how each proves it. Passwords are
// argon2id; codes and tokens are kept as digests only; a laptop is known by its own Ed25519 key.

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "server/desk/people/tries.hpp"
#include "server/store/pen.hpp"
#include "sync/base/crypto.hpp"

namespace huidan::server {

struct EnrolCode {
  std::string code;  // one-time; with the server's key pin behind a dot where it serves TLS
  std::string expires_at;
};

struct Enrolled {
  DeviceId device;
  Person person;
  std::string desk_key;  // raw Ed25519: what receipts are proven with
};

/// What a laptop says that this desk had enrolled, and does not know any more.
struct EnrolledBefore {
  std::string device;
  std::string user;
  std::string desk_key;  // raw
};

class People {
 public:
  /// `desk` outlives the room; `cost` is that of each guess at a password.
  explicit People(Desk& desk, const HashCost& cost = {}) : desk_(desk), cost_(cost) {}

  /// Errors: missing_value, already_exists, too_long (a password beyond its limits).
  [[nodiscard]] Result<Person> add(std::string_view name, Roles roles, std::string_view group,
                                   std::string_view password);
  /// Nobody is deleted: what he signed stays his. Ends his sessions. Error: unknown_user.
  [[nodiscard]] Refusable set_active(std::string_view name, bool active);
  [[nodiscard]] Refusable set_password(std::string_view name, std::string_view password);
  [[nodiscard]] std::vector<Person> list();

  /// Error: unknown_user, also for one who was disabled.
  [[nodiscard]] Result<EnrolCode> enrol_code(std::string_view name);
  /// Takes the code for one laptop: the same code with the same key gets the same device again
  /// while the code is valid. `public_key` is raw Ed25519. A laptop that was enrolled `before`
  /// comes back under its old id, with a code of the same user. `peer` is the address that asks.
  /// Errors: wrong_code, code_expired,
  /// rate_limited, already_enrolled (the desk knows that laptop, or is another).
  [[nodiscard]] Result<Enrolled> enrol(std::string_view code, std::string_view label,
                                       std::string_view public_key,
                                       const std::optional<EnrolledBefore>& before = {},
                                       std::string_view peer = {});
  [[nodiscard]] std::vector<store::LaptopRow> laptops();
  /// The receipts of a device, by its id or how that begins; or the one of that number. Error:
  /// not_found, also where several begin so or it is not the caller's to see.
  [[nodiscard]] Result<std::vector<ReceiptRow>> receipts(const Hand& hand,
                                                         std::string_view device_or_number);
  /// Error: unknown_device, also for one already revoked.
  [[nodiscard]] Refusable revoke(std::string_view device, core::Revoked how);

  /// A bearer token. Errors: wrong_password (the same for an unknown name), rate_limited (detail:
  /// for how many seconds).
  [[nodiscard]] Result<std::string> log_in(std::string_view name, std::string_view password,
                                           std::string_view peer = {});
  void log_out(std::string_view token);
  /// The person behind a token that is still good. Error: unauthorized.
  [[nodiscard]] Result<Person> who(std::string_view token);
  /// The same as the hand that he writes with.
  [[nodiscard]] Result<Hand> hand(std::string_view token);

  /// What `device code` puts behind the code: "sha256//…" of the server's TLS key, empty without
  /// TLS.
  void set_key_pin(std::string_view pin);

 private:
  [[nodiscard]] Refusable may_try(Tries& tries, const Tries::Who& who);
  [[nodiscard]] const std::string& nobodys_hash();

  Desk& desk_;
  HashCost cost_;
  Tries logins_;
  Tries codes_;
  std::mutex hashing_;  // one argon2id at a time: each takes 64 MiB
  std::once_flag nobody_;
  std::string nobodys_hash_;
};

}  // namespace huidan::server
