#pragma once
// A server that answers one request with the bytes it was given and closes: what a cut line, a
// proxy or a captive portal looks like from the laptop.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <utility>

namespace huidan::testing {

class ScriptedServer {
 public:
  /// `filler_bytes` of 'x' follow the reply.
  explicit ScriptedServer(std::string reply, std::size_t filler_bytes = 0)
      : reply_(std::move(reply)),
        filler_bytes_(filler_bytes),
        listening_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    socklen_t length = sizeof(address);
    if (::bind(listening_, generic, length) != 0 || ::listen(listening_, 1) != 0) return;
    getsockname(listening_, generic, &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { answer(); });
  }

  ~ScriptedServer() {
    ::shutdown(listening_, SHUT_RDWR);  // wakes an accept that nobody answered
    if (thread_.joinable()) thread_.join();
    ::close(listening_);
  }

  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  ScriptedServer(ScriptedServer&&) = delete;
  ScriptedServer& operator=(ScriptedServer&&) = delete;

  [[nodiscard]] int port() const { return port_; }

 private:
  void answer() const {
    const int client = ::accept(listening_, nullptr, nullptr);
    if (client < 0) return;
    std::array<char, 4096> request{};
    static_cast<void>(::recv(client, request.data(), request.size(), 0));
    static_cast<void>(::send(client, reply_.data(), reply_.size(), MSG_NOSIGNAL));
    const std::string filler(65536, 'x');
    for (std::size_t sent = 0; sent < filler_bytes_;) {
      const std::size_t part = std::min(filler.size(), filler_bytes_ - sent);
      const auto put = ::send(client, filler.data(), part, MSG_NOSIGNAL);
      if (put <= 0) break;
      sent += static_cast<std::size_t>(put);
    }
    ::close(client);
  }

  std::string reply_;
  std::size_t filler_bytes_;
  int listening_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace huidan::testing
