#pragma once
// A TCP connection of loopback for the tests, which may stop in the middle of anything.

#include <cstddef>
#include <string>
#include <string_view>

namespace huidan::test {

class Socket {
 public:
  Socket() = default;

  explicit Socket(int file) noexcept : file_(file) {}

  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  Socket(Socket&& other) noexcept;
  Socket& operator=(Socket&& other) noexcept;
  ~Socket();

  /// Not open when nobody listens there.
  [[nodiscard]] static Socket connected_to(int port);

  /// On a free port. Throws when there is none.
  [[nodiscard]] static Socket listening();

  /// The port it is bound to.
  [[nodiscard]] int port() const;

  [[nodiscard]] bool open() const noexcept { return file_ >= 0; }

  [[nodiscard]] int file() const noexcept { return file_; }

  /// False once the other side has closed.
  bool send(std::string_view bytes) const;

  /// What has come, at most 64 KiB; empty once the other side has closed.
  [[nodiscard]] std::string receive() const;

  /// One HTTP message with its body: what its Content-Length says, or until the other side closes.
  /// Shorter, or empty, when it closes before.
  [[nodiscard]] std::string receive_message() const;

  void close() noexcept;

 private:
  int file_ = -1;
};

/// "HTTP/1.1 413 …" -> 413; 0 when there is no reply.
[[nodiscard]] int status_of(std::string_view reply);

[[nodiscard]] std::string body_of(std::string_view message);

}  // namespace huidan::test
