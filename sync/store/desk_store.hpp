#pragma once
// The desk's records in SQLite: what core's DeskTx asks for, and the few readings that lists and
// prints need beside it. One DeskStore per connection; every method wants an open transaction.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/core/desk_store.hpp"
#include "sync/store/database.hpp"

namespace huidan::store {

/// An enrolled laptop, for lists.
struct LaptopRow {
  DeviceId id;
  std::string name;
  std::string person;
  std::string created_at;
  std::string revoked_at;
  std::int64_t last_n = 0;
  std::string revoked{};         // retired | lost; empty: in use
  std::int64_t incarnation = 1;  // more than 1: it or the desk lost its history, or was copied
  std::int64_t pending = 0;      // unsent when it was last heard
};

/// A device's ops up to `last_n` of an incarnation.
struct DurableMark {
  DeviceId device;
  std::int64_t incarnation = 1;
  std::int64_t last_n = 0;

  friend bool operator==(const DurableMark&, const DurableMark&) = default;
};

/// The setting that a desk leaves behind when it is carried elsewhere.
inline constexpr std::string_view kMovedTo = "moved_to";

class DeskStore final : public core::DeskTx {
 public:
  /// `database` has the desk's tables (migrate) and outlives the store.
  explicit DeskStore(Database& database) noexcept : database_(database) {}

  /// Gives a new desk its epoch; an old one keeps its own, and then it is false. Throws
  /// Failure{moved_away} where a desk was that is in another database now.
  bool open_feed(const std::string& epoch);

  /// The dialect of that other database; "" when the desk is here.
  [[nodiscard]] std::string moved_to() { return setting(kMovedTo); }

  [[nodiscard]] core::FeedHead feed() override;
  [[nodiscard]] std::string salt_at(std::int64_t seq) override;
  [[nodiscard]] std::int64_t take_seqs(std::int64_t count, const core::Salt& salt) override;
  [[nodiscard]] std::optional<core::DeviceRow> device(const DeviceId& id) override;
  void put_device(const core::DeviceRow& device) override;
  [[nodiscard]] std::optional<Person> person(const PersonId& id) override;
  [[nodiscard]] std::optional<core::JournalRow> journal(const OpId& op) override;
  void add_journal(const core::JournalRow& row) override;
  [[nodiscard]] std::optional<core::JournalRow> written(const DeviceId& device,
                                                        const OrderId& order,
                                                        std::int64_t version) override;
  void put_result(const core::JournalRow& row) override;
  [[nodiscard]] std::vector<core::JournalRow> waiting(const OrderId& order) override;
  [[nodiscard]] std::vector<OpId> brought_again(const core::Brought& by) override;
  void add_brought(const core::Brought& by, const OpId& op) override;
  [[nodiscard]] std::optional<Receipt> newest_receipt(const DeviceId& device) override;
  [[nodiscard]] bool receipt_taken(std::string_view id) override;
  void add_receipt(const Receipt& receipt) override;
  [[nodiscard]] std::optional<core::OrderState> order(const OrderId& id) override;
  [[nodiscard]] std::optional<OrderId> order_by_no(std::string_view no) override;
  void put_order(const core::OrderState& state, std::int64_t seq) override;
  void add_document(const core::Document& document, const BranchId& origin,
                    std::int64_t seq) override;
  void add_blob_ref(const core::BlobRef& ref, std::int64_t seq) override;
  [[nodiscard]] bool blob_known_to(std::string_view sha, const DeviceId& device,
                                   const PersonId& person) override;
  [[nodiscard]] std::vector<core::BlobWant> blobs_wanted(const DeviceId& device) override;
  [[nodiscard]] std::vector<std::string> blobs_confirmed(const DeviceId& device, std::int64_t since,
                                                         std::int64_t through) override;
  [[nodiscard]] core::Grant grant(const OrderId& order, const PersonId& person,
                                  std::int64_t base_seq) override;
  [[nodiscard]] std::int64_t first_grant(const OrderId& order, const PersonId& person) override;
  void move_grant(const OrderId& order, const PersonId& person, std::int64_t seq) override;
  [[nodiscard]] std::optional<PersonId> person_by_name(std::string_view name) override;
  [[nodiscard]] core::ChangePage changes(const PersonId& person, const BranchId& reader,
                                         const core::Since& since,
                                         std::int64_t page_bytes) override;
  [[nodiscard]] std::vector<core::Left> left(const PersonId& person, std::int64_t since,
                                             std::int64_t through) override;

  [[nodiscard]] core::SetDigest set_digest(const PersonId& person) override;
  void differences(const PersonId& person, const std::vector<core::HeldRow>& held,
                   std::int64_t page_bytes, core::SyncReply& reply) override;

  /// A restored desk lives on as another: laptops notice, and send again what they still keep.
  void open_epoch(const std::string& epoch);
  /// Lets go of the feed's witnesses from before `wall_ms`: a cursor of that age starts anew.
  void forget_before(std::int64_t wall_ms);
  /// Who has been taken in up to where, with the bytes of his photos, to be told durable() once a
  /// backup of this state and of the files of photos is verified.
  [[nodiscard]] std::vector<DurableMark> marks();
  void durable(const std::vector<DurableMark>& marks);

  /// `device` holds nothing yet that could be recalled from it.
  void add_device(const core::DeviceRow& device, std::string_view created_at);
  /// False when there is no such device to take out of use; a retired one may still be lost.
  bool revoke_device(const DeviceId& id, core::Revoked how, std::string_view at);
  /// Laptops from which the order has been taken and which have not confirmed it yet.
  [[nodiscard]] std::vector<std::string> recalls(const OrderId& order);
  [[nodiscard]] std::vector<LaptopRow> laptops();
  /// All of a device, oldest first.
  [[nodiscard]] std::vector<Receipt> receipts(const DeviceId& device);
  [[nodiscard]] std::optional<Receipt> receipt(std::string_view id);
  void add_person(const Person& person);
  void set_person_active(const PersonId& id, bool active);
  [[nodiscard]] std::optional<Person> find_person(std::string_view name);
  [[nodiscard]] std::vector<Person> persons();

  /// Each order in the order of numbers; `disputed` gives only those with an open dispute.
  enum class Which { all, disputed };
  void each_order(Which which, const std::function<void(const WorkOrder&)>& take);
  [[nodiscard]] std::int64_t order_count();
  [[nodiscard]] std::optional<std::string> document(std::string_view hash, const OrderId& order);

  [[nodiscard]] std::string setting(std::string_view name);
  void put_setting(std::string_view name, std::string_view value);

 private:
  void expect(const OrderId& order, std::int64_t version, std::string_view text,
              std::int64_t digest) const;
  std::int64_t digest_of(const OrderId& order);
  /// There is no head of the feed: the desk has left, or the database is damaged.
  [[noreturn]] void headless();
  /// Adds what `order`'s sign-offs name and was written after `since` by others than `origin`.
  std::int64_t add_documents(std::vector<core::Document>& documents, const OrderId& order,
                             std::int64_t since, std::string_view origin);

  Database& database_;
};

}  // namespace huidan::store
