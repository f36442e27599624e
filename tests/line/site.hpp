#pragma once
// A desk and two laptops in this process, over real loopback sockets: the desk's own host and
// routes, the laptops' own drive and peer. The data is prepared once; every trial works on a copy.

#include <filesystem>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <thread>

#include "client/device.hpp"
#include "server/app.hpp"
#include "sync/http/host.hpp"
#include "tests/support/bad_line.hpp"

namespace huidan::line {

namespace fs = std::filesystem;

/// What all ends hold at the end: orders as `--json` shows them, and what the journals count. Ids
/// and moments that were made during the trial are told apart by their order of appearance alone.
struct EndState {
  std::string orders;          // of the desk
  std::string of_laptops;      // of each laptop
  std::string journal;         // ops by device and result, distinct ids
  bool laptops_agree = false;  // each order of a laptop is, to the byte, the desk's
};

/// A host that serves for as long as it lives.
class Serving {
 public:
  explicit Serving(const http::Router& router);
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;
  Serving(Serving&&) = delete;
  Serving& operator=(Serving&&) = delete;
  ~Serving();

  [[nodiscard]] int port() const noexcept { return port_; }

 private:
  http::Host host_;
  int port_ = 0;
  std::jthread thread_;
};

class Site {
 public:
  /// `folder` is made anew.
  explicit Site(const fs::path& folder);
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;
  Site(Site&&) = delete;
  Site& operator=(Site&&) = delete;
  ~Site();

  /// The same work each time: both laptops bring edits made offline, one of which meets one of the
  /// desk's; `fault` strikes the first exchange of the first laptop, and all go on editing.
  EndState trial(const std::optional<test::Fault>& fault);

  /// Of the first exchange in the last trial without a fault.
  [[nodiscard]] const test::Carried& first_exchange() const noexcept { return first_; }

 private:
  void prepare();
  void fresh_copy();
  void enrol(const char* laptop);
  void desk_edits(const std::string& no, const char* field, const std::string& value);
  void until_rest(client::Device& one, client::Device& other);
  EndState end_state(client::Device& one, client::Device& other);
  http::Response answer(const http::Request& request);

  fs::path prepared_;
  fs::path work_;
  std::shared_mutex swapping_;  // shared: a request is under way
  std::unique_ptr<server::App> app_;
  http::Router router_;
  std::unique_ptr<Serving> serving_;
  test::BadLine line_;
  test::Carried first_;
};

}  // namespace huidan::line
