#pragma once
// The laptop's store as Session sees it, on a disk that may be full or failing at any call, in a
// machine that may be switched off after any transaction.

#include <functional>
#include <map>

#include "sync/store/laptop_store.hpp"
#include "tests/simulation/history.hpp"

namespace huidan::sim {

/// The machine went off: nothing after it runs.
struct Killed {};

class FaultyStore final : public core::LaptopStore {
 public:
  explicit FaultyStore(store::Database& database) : store_(database) {}

  void transact(const std::function<void(core::LaptopTx&)>& work) override;

  /// The call of the store that fails from here on, counted from 1; 0: none.
  void fail_at(int call, Code with) {
    fail_in_ = call;
    fail_with_ = with;
  }

  /// The transaction after whose commit the machine goes off, counted from 1; 0: none.
  void kill_after(int transaction) { kill_in_ = transaction; }

  /// Ops in one request at most; 0: no limit of its own.
  void push_max(int ops) { push_max_ = ops; }

  /// The desk's life whose words are being taken in.
  void hears_life(int life) { life_ = life; }

  /// Told of every op that Session itself has written.
  std::function<void(const core::Op&)> brings_back{};

  /// What the machine has on its disk: the version of each order, in which of the desk's lives.
  std::map<OrderId, Seen> seen{};

 private:
  friend class FaultyTx;
  void step();

  store::LaptopStore store_;
  int fail_in_ = 0;
  Code fail_with_ = Code::disk_full;
  int kill_in_ = 0;
  int push_max_ = 0;
  int life_ = 0;
};

}  // namespace huidan::sim
