#pragma once
// The simulated desk: the real serve and take_in over a real DeskStore, seats that write with what
// they last looked at, and an onlooker who notes what every commit did.

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sync/base/crypto.hpp"
#include "sync/core/serve.hpp"
#include "sync/store/desk_store.hpp"
#include "sync/store/uploads.hpp"
#include "tests/simulation/disk.hpp"
#include "tests/simulation/history.hpp"
#include "tests/simulation/tally.hpp"

namespace huidan::sim {

enum class Dies { no, before_commit, after_commit };

/// What goes back over the wire, and what an onlooker at the desk saw with it.
struct Answer {
  Result<std::string> body;
  int life = 0;
  core::Cursor cursor{};
  bool last_page = false;
  bool retired = false;
  bool news = true;                    // something that was not said before
  std::vector<std::string> granted{};  // ids of the orders that the asker held at that moment
};

/// What every part of the world shares.
struct Surroundings {
  History& history;
  Tally& tally;
  std::int64_t now_ms = 1795309500000;
  std::int64_t desk_off_ms = 0;  // the desk's clock against the true time

  [[nodiscard]] std::int64_t desk_ms() const { return now_ms + desk_off_ms; }
};

/// Where the uploads' rows stand: a machine that may go off before any commit.
class Ground final : public store::UploadGround {
 public:
  Ground(store::Database& database, Surroundings& around) : database_(database), around_(around) {}

  void read(const Work& work) override;
  void write(const Work& work) override;

  [[nodiscard]] core::Moment moment() override { return {around_.desk_ms(), random_}; }

  /// Before the commit of that write, counted from 1; 0: none.
  void die_at(int write) { die_in_ = write; }

 private:
  store::Database& database_;
  Surroundings& around_;
  SeededRandom random_{1};
  int die_in_ = 0;
};

class Desk {
 public:
  Desk(Disk& disk, Surroundings& around, int page_bytes);

  void open(Random& random);
  void add_person(const std::string& name, Roles roles, Random& random);
  /// A new laptop of that person; the key is its own.
  [[nodiscard]] DeviceId enrol(const std::string& name, const std::string& person,
                               const KeyPair& key, Random& random);

  [[nodiscard]] Answer answer(const std::string& body, Dies dies, Random& random);

  /// `bringer` carries another laptop's request here for the sake of a hand-over.
  [[nodiscard]] Result<core::HandedOver> take_carried(const DeviceId& bringer,
                                                      const core::Packet& packet, Random& random);

  [[nodiscard]] Result<store::UploadState> upload_offset(const DeviceId& device,
                                                         std::string_view sha);
  [[nodiscard]] Result<store::UploadState> upload(const DeviceId& device, std::string_view sha,
                                                  const store::Uploads::Bytes& bytes);

  void die_in_upload(int write) { ground_.die_at(write); }

  /// A file that no op names lies at the desk.
  void find_stray(const std::string& bytes);
  void tidy_up();

  /// Looks at the order as it stands; what the seat writes next is based on that.
  void look(int seat, const OrderId& order);
  /// Ops of one seat in one transaction; nothing when the order is not here.
  void edit(int seat, const OrderId& order, std::vector<core::OpBody> bodies, Random& random);
  /// What the seat sees: the order as it stands now.
  [[nodiscard]] std::optional<WorkOrder> order(const OrderId& id);

  /// Whose the order is; empty: nobody's, or not here.
  [[nodiscard]] std::string holder(const OrderId& id);

  void back_up();
  /// The newest backup is read back and found whole: laptops may let go of what it holds.
  bool verify();
  /// Goes back to the newest verified backup, or to a newer one, as another life; false without.
  bool restore(Random& random);
  void forget(std::int64_t before_ms);
  void revoke(const DeviceId& device, core::Revoked how);
  [[nodiscard]] std::vector<std::string> recalls(const OrderId& order);

  [[nodiscard]] store::Database& database() { return disk_.database(); }

  [[nodiscard]] store::BlobFiles& files() { return disk_.files(); }

  [[nodiscard]] store::DeskStore& records() { return records_; }

  [[nodiscard]] const std::string& public_key() const { return key_.public_key; }

 private:
  struct Seat {
    DeviceId device;
    int hand = 0;
    std::map<OrderId, std::int64_t> looked{};
  };

  struct Backup {
    Image image;
    Life life;
    std::vector<store::DurableMark> marks;
    bool verified = false;
  };

  Result<store::UploadState> uploaded(const std::function<Result<store::UploadState>()>& work);
  Result<core::SyncReply> serve(const core::SyncRequest& request, Random& random);
  void note_reply(const core::SyncRequest& request, const core::SyncReply& reply, Answer& answer);

  void note_commit();
  void note_journal(Life& life);
  void note_taken_up(Life& life, std::size_t since);
  void note_feed(Life& life);
  std::string epoch_of(Random& random) const;
  core::Op op_of(const Seat& seat, const OrderId& order, core::OpBody body, Random& random);

  Disk& disk_;
  Surroundings& around_;
  store::DeskStore records_;
  Ground ground_;
  store::Uploads uploads_;
  const KeyPair& key_;
  int page_bytes_;
  std::vector<Seat> seats_;
  std::set<std::pair<DeviceId, std::string>> came_home_{};  // photos, in any of the desk's lives
  std::vector<Backup> backups_;                             // oldest first
};

/// Key pairs are dear; the machines of every seed wear the same ones.
[[nodiscard]] const KeyPair& key_of_machine(std::size_t index);

}  // namespace huidan::sim
