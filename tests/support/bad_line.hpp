#pragma once
// A line between a laptop and its server that fails at one chosen byte of one exchange, and carries
// every other as it is. Each connection holds one exchange, as our host ends it after the reply.

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "tests/support/socket.hpp"

namespace huidan::test {

/// What happens once `at` bytes of one direction have gone through.
struct Fault {
  enum class Kind {
    cut,        // both ends see the connection reset
    truncate,   // who receives sees an end; nothing more comes
    delay,      // the rest waits a while
    duplicate,  // the whole request goes to the server a second time; then the rest follows
    late  // cut; the whole request comes to the server after the next exchange, or at settle()
  };

  enum class Way { up, down };

  Kind kind = Kind::cut;
  Way way = Way::up;
  std::size_t at = 0;
};

inline constexpr std::size_t kFaultKinds = 5;

[[nodiscard]] std::string_view name_of(Fault::Kind kind) noexcept;

/// What one exchange carried.
struct Carried {
  std::size_t up_bytes = 0;
  std::size_t down_bytes = 0;
};

class BadLine {
 public:
  explicit BadLine(int server_port = 0);
  BadLine(const BadLine&) = delete;
  BadLine& operator=(const BadLine&) = delete;
  BadLine(BadLine&&) = delete;
  BadLine& operator=(BadLine&&) = delete;
  ~BadLine();

  [[nodiscard]] int port() const noexcept { return port_; }

  void passes_on_to(int server_port);

  /// The next exchange fails so.
  void fail_next(const Fault& fault);

  /// Waits until no exchange is under way, delivers what is late, and gives what the last one
  /// carried. Nothing of what was asked so far reaches the server after this.
  Carried settle();

 private:
  void serve();
  void carry(const Socket& laptop);
  void exchange(Socket laptop, const std::optional<Fault>& fault);
  void upwards(Socket& laptop, const Fault& fault, const std::string& request);
  void downwards(Socket& laptop, const Fault& fault, const std::string& request,
                 const std::string& reply);
  void ask_once_more(const std::string& request) const;
  void deliver_late();

  Socket listening_;
  int port_ = 0;
  int server_port_ = 0;
  std::mutex mutex_;
  std::condition_variable quiet_;
  std::optional<Fault> next_;
  std::string late_;  // a request that the server has not had yet
  Carried carried_;
  bool busy_ = false;
  std::thread thread_;
};

}  // namespace huidan::test
