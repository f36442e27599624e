#pragma once
// A client that may misbehave: bytes as they stand, on a socket of its own.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <thread>

#include "sync/http/host.hpp"

namespace huidan::http::testing {

class RawClient {
 public:
  explicit RawClient(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval guard{60, 0};  // a hang guard, never a measure
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &guard, sizeof(guard));
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &guard, sizeof(guard));
    connected_ =
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  }

  ~RawClient() { ::close(socket_); }

  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  RawClient(RawClient&&) = delete;
  RawClient& operator=(RawClient&&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }

  /// False once the other side has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto put = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (put <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
  }

  /// Everything until the other side closes.
  std::string receive_all() {
    std::string all;
    std::array<char, 4096> part{};
    for (;;) {
      const auto got = ::recv(socket_, part.data(), part.size(), 0);
      if (got <= 0) return all;
      all.append(part.data(), static_cast<std::size_t>(got));
    }
  }

  std::string ask(std::string_view bytes) {
    send(bytes);
    return receive_all();
  }

 private:
  int socket_;
  bool connected_ = false;
};

/// "HTTP/1.1 413 …" -> 413; 0 when there is no reply.
inline int status_of(std::string_view reply) {
  if (!reply.starts_with("HTTP/1.1 ") || reply.size() < 12) return 0;
  return std::stoi(std::string(reply.substr(9, 3)));
}

inline std::string_view body_of(std::string_view reply) {
  const std::size_t end = reply.find("\r\n\r\n");
  return end == std::string_view::npos ? std::string_view() : reply.substr(end + 4);
}

/// A host on a free port of loopback, serving on a thread of its own until the end of the scope.
class RunningHost {
 public:
  explicit RunningHost(const Router& router, HostOptions options = {})
      : host_(router, std::move(options)) {
    const auto port = host_.listen("127.0.0.1:0");
    port_ = port ? port.value() : 0;
    thread_ = std::thread([this] { static_cast<void>(host_.run()); });
  }

  ~RunningHost() { stop(); }

  RunningHost(const RunningHost&) = delete;
  RunningHost& operator=(const RunningHost&) = delete;
  RunningHost(RunningHost&&) = delete;
  RunningHost& operator=(RunningHost&&) = delete;

  void stop() {
    host_.stop();
    if (thread_.joinable()) thread_.join();
  }

  [[nodiscard]] int port() const { return port_; }

 private:
  Host host_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace huidan::http::testing
