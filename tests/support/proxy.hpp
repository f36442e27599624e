#pragma once
// Stands between a laptop and its server, passes every exchange on, and strikes at a chosen point
// of one of them.

#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "tests/support/socket.hpp"

namespace huidan::test {

/// The point of an exchange, and what happens there. What was not yet passed on then never is.
struct Strike {
  enum class At {
    request_part,   // `share` of the request has gone to the server, one byte at least
    request_whole,  // all of it has, `delay_us` ago, and no reply has gone to the laptop
    reply_part,     // `share` of the reply has gone to the laptop
    reply_whole     // all of it has, `delay_us` ago
  };

  At at = At::request_part;
  double share = 0;
  int delay_us = 0;
  std::function<void()> run;
};

class Proxy {
 public:
  Proxy();
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;
  Proxy(Proxy&&) = delete;
  Proxy& operator=(Proxy&&) = delete;
  ~Proxy();

  [[nodiscard]] int port() const noexcept { return port_; }

  /// Where the server listens.
  void passes_on_to(int port);

  /// Strikes once, in the next exchange.
  void strike_next(Strike strike);

  /// Of the request and the reply that were last passed on whole.
  [[nodiscard]] std::size_t last_bytes();

  /// Takes back a strike that has not been; false when it has.
  bool withdraw();

 private:
  void serve();
  void carry(const Socket& laptop);
  bool exchange(const Socket& laptop, const Socket& server);
  bool struck_with_request(const Strike& strike, const Socket& server, const std::string& request);
  std::optional<Strike> take_strike();

  Socket listening_;
  int port_ = 0;
  std::mutex mutex_;
  int server_port_ = 0;
  std::optional<Strike> next_;
  std::size_t last_bytes_ = 0;
  std::thread thread_;
};

}  // namespace huidan::test
