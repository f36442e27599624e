#pragma once
// One accepted connection as bytes under a deadline. The HTTP library waits for each byte anew, so
// that a client who sends one every few seconds holds a thread for ever; here the clock runs on.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace huidan::http {

using Moment = std::chrono::steady_clock::time_point;

[[nodiscard]] Moment moment_in_ms(int ms);

/// Owns an accepted socket, made non-blocking; closes it. When `stopping` turns true every wait
/// ends within limits::kFarewell_ms.
class Socket {
 public:
  enum class Wait { readable, writable };

  Socket(std::intptr_t handle, const std::atomic<bool>& stopping);
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  Socket(Socket&&) = delete;
  Socket& operator=(Socket&&) = delete;

  [[nodiscard]] std::intptr_t handle() const noexcept { return handle_; }

  /// False at the deadline.
  [[nodiscard]] bool wait(Wait what, Moment deadline);

  /// Bytes read, 0 at the end of the stream, -1 on failure or at the deadline.
  [[nodiscard]] std::ptrdiff_t read(char* bytes, std::size_t count, Moment deadline);

  /// Bytes written, -1 on failure or at the deadline.
  [[nodiscard]] std::ptrdiff_t write(const char* bytes, std::size_t count, Moment deadline);

  /// Says that nothing more comes from us and reads away what the other side still sends: closing
  /// on unread bytes resets the connection, and the reset can overtake our reply.
  void linger();

  /// The other side's address in digits, empty when unknown.
  [[nodiscard]] std::string peer() const;

 private:
  std::intptr_t handle_;
  const std::atomic<bool>& stopping_;
  Moment farewell_{};  // set when `stopping` was first seen
};

/// Plain or TLS, the same to whoever reads.
class Connection {
 public:
  Connection() = default;
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  Connection(Connection&&) = delete;
  Connection& operator=(Connection&&) = delete;

  /// As Socket::read and Socket::write.
  [[nodiscard]] virtual std::ptrdiff_t read(char* bytes, std::size_t count, Moment deadline) = 0;
  [[nodiscard]] virtual std::ptrdiff_t write(const char* bytes, std::size_t count,
                                             Moment deadline) = 0;
};

/// `socket` must outlive the connection.
[[nodiscard]] std::unique_ptr<Connection> plain_connection(Socket& socket);

/// A transfer's deadline: limits::kPaceGrace_ms, and longer only for whoever keeps
/// limits::kPace_bytes_per_s.
class Pace {
 public:
  void add(std::size_t bytes) noexcept { bytes_ += bytes; }

  [[nodiscard]] Moment deadline() const;

 private:
  Moment start_ = std::chrono::steady_clock::now();
  std::size_t bytes_ = 0;
};

}  // namespace huidan::http
