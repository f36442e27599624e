#pragma once
// This laptop: its data folder, its database, its key, and whose it is. Everything the commands do
// passes through here, so that each is one transaction and nothing is kept across two.

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/clock.hpp"
#include "sync/base/crypto.hpp"
#include "sync/core/merge.hpp"
#include "sync/core/printing.hpp"
#include "sync/core/session.hpp"
#include "sync/model/person.hpp"
#include "sync/store/blobs.hpp"
#include "sync/store/database.hpp"
#include "sync/store/laptop_store.hpp"

namespace huidan::client {

/// What enrolment left on the laptop.
struct Identity {
  std::string server;  // URL
  std::string pin;     // "sha256//…", empty on loopback
  Person person;
  DeviceId device;
  std::string name;        // of the laptop
  std::string secret_key;  // raw Ed25519
  std::string desk_key;    // the desk's, raw: what proves requests to it and its receipts
};

/// What becomes of an edit to a form that a party has signed as it stands.
enum class OnSigned {
  refuse,   // form_signed: a slip of the hand on an order that is done must not cost a signature
  correct,  // the writer said that he corrects it: a new version, to be signed again
};

/// An order in hand: what the laptop shows of it and what may be done to it.
using Compose = std::function<Result<core::OpBody>(const WorkOrder&)>;

class Device {
 public:
  /// Opens or makes the laptop's data in `folder`. Throws Failure.
  explicit Device(const std::filesystem::path& folder);

  /// Who this laptop is; not_enrolled before it is anybody's.
  [[nodiscard]] Result<Identity> identity();
  /// The key that this laptop asks to enrol with by that code. On disk before anybody is asked, and
  /// the same whenever the code is tried again: the reply may have been lost.
  [[nodiscard]] KeyPair enrolment_key(std::string_view code);
  /// Keeps what enrolment gave, for the first time or again under the same id. Error:
  /// already_enrolled.
  [[nodiscard]] Refusable enrolled(const Identity& identity);

  /// The order of that number as this laptop sees it. Error: unknown_order.
  [[nodiscard]] Result<WorkOrder> order(std::string_view no);
  [[nodiscard]] Result<std::vector<WorkOrder>> orders();

  /// Writes one op to the order of that number: `compose` makes it from the order as it stands, the
  /// very rules of the desk judge it, and only what they take is written. Gives the order after.
  /// Errors: unknown_order, form_signed, what `compose` and merge refuse.
  [[nodiscard]] Result<WorkOrder> write(std::string_view no, const Compose& compose,
                                        OnSigned on_signed = OnSigned::refuse) {
    return write_all(no, {compose}, on_signed);
  }

  /// The same for several ops, each made from the order as the one before left it: all are written
  /// or none.
  [[nodiscard]] Result<WorkOrder> write_all(std::string_view no, const std::vector<Compose>& steps,
                                            OnSigned on_signed = OnSigned::refuse);

  /// An order made on site, where no desk can be asked: `compose` makes it of its number, which is
  /// final (INTERFACES). Errors: not_enrolled, what `compose` and merge refuse.
  [[nodiscard]] Result<WorkOrder> make(
      const std::function<Result<core::OpBody>(const std::string& no)>& compose);

  /// The order as readers must see it: its sign-offs with what has become of them.
  [[nodiscard]] WorkOrder shown(WorkOrder order);

  /// When this laptop and its desk last had nothing more to tell each other. A power cut may take
  /// that it was.
  struct LastSync {
    std::int64_t wall_ms = 0;    // by this laptop's clock
    std::int64_t offset_ms = 0;  // the desk's clock minus ours
  };

  [[nodiscard]] std::optional<LastSync> last_sync() const;
  void synced(std::int64_t offset_ms) const noexcept;

  /// The store was told to forget everything: so does the folder, key first.
  void wiped();

  /// A photo, scan or document of the order, as its bytes are; they are on disk before the op is.
  /// Errors: unknown_order, too_large (the file, or all that wait), bad_media_type, bad_picture,
  /// what merge refuses. A full disk throws and changes nothing.
  [[nodiscard]] Result<WorkOrder> add_photo(std::string_view no, Photo photo,
                                            const std::string& bytes);

  /// The files of photos; those that no order and no op here needs are swept away.
  [[nodiscard]] store::BlobFiles& blobs() noexcept { return blobs_; }

  void sweep_blobs();

  /// Hears during a pull how many orders have come and how many the desk counts (0: not told).
  using Pulling = std::function<void(std::int64_t pulled, std::int64_t total)>;

  void on_pull(Pulling told) { pulling_ = std::move(told); }

  void pulled(std::int64_t orders, std::int64_t total) const {
    if (pulling_) pulling_(orders, total);
  }

  /// What a print of the order shows.
  [[nodiscard]] Result<Printable> printable(std::string_view no, core::Paper paper);

  [[nodiscard]] store::LaptopStore& store() noexcept { return store_; }

  /// Another number whenever another program has written to this laptop's data.
  [[nodiscard]] std::int64_t changes() { return store_.changes(); }

  [[nodiscard]] const Clock& clock() const noexcept { return clock_; }

  /// Both clocks, as a session wants them.
  [[nodiscard]] core::Now now() const { return {clock_.wall_ms(), clock_.mono_ms()}; }

  [[nodiscard]] Random& random() noexcept { return random_; }

  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }

 private:
  /// `body` as an op on `state`, judged by the desk's rules and laid over it.
  [[nodiscard]] Result<core::Op> judged(const Identity& me, core::OrderState& state,
                                        const OrderId& order, core::OpBody body,
                                        OnSigned on_signed);

  SystemClock clock_;
  SystemRandom random_;
  std::filesystem::path folder_;
  store::Database database_;
  store::LaptopStore store_{database_};
  store::BlobFiles blobs_;
  Pulling pulling_;
};

}  // namespace huidan::client
