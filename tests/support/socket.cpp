#include "tests/support/socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <stdexcept>
#include <utility>

namespace huidan::test {
namespace {

constexpr int kBacklog = 8;

/// The number after "content-length:"; without it a question has no body and a reply ends with its
/// connection (-1).
long body_length(std::string_view head) {
  std::string low(head);
  std::ranges::transform(low, low.begin(), [](unsigned char c) { return std::tolower(c); });
  const std::string_view name = "\r\ncontent-length:";
  const std::size_t at = low.find(name);
  if (at != std::string::npos) return std::stol(low.substr(at + name.size()));
  return low.starts_with("http/") ? -1 : 0;
}

}  // namespace

Socket::Socket(Socket&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

Socket& Socket::operator=(Socket&& other) noexcept {
  std::swap(file_, other.file_);
  return *this;
}

Socket::~Socket() {
  close();
}

void Socket::close() noexcept {
  if (file_ >= 0) ::close(file_);
  file_ = -1;
}

Socket Socket::connected_to(int port) {
  Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval guard{60, 0};  // a hang guard, never a measure
  setsockopt(socket.file_, SOL_SOCKET, SO_RCVTIMEO, &guard, sizeof(guard));
  setsockopt(socket.file_, SOL_SOCKET, SO_SNDTIMEO, &guard, sizeof(guard));
  const int now = 1;
  setsockopt(socket.file_, IPPROTO_TCP, TCP_NODELAY, &now, sizeof(now));
  if (::connect(socket.file_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    socket.close();
  }
  return socket;
}

Socket Socket::listening() {
  Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  const bool listens =
      ::bind(socket.file_, generic, sizeof(address)) == 0 && ::listen(socket.file_, kBacklog) == 0;
  if (!listens) throw std::runtime_error("cannot listen");
  return socket;
}

int Socket::port() const {
  sockaddr_in address{};
  socklen_t length = sizeof(address);
  getsockname(file_, reinterpret_cast<sockaddr*>(&address), &length);
  return ntohs(address.sin_port);
}

bool Socket::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto put = ::send(file_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

std::string Socket::receive() const {
  std::string part(std::size_t{64} << 10, '\0');
  const auto got = ::recv(file_, part.data(), part.size(), 0);
  part.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return part;
}

std::string Socket::receive_message() const {
  std::string message;
  for (;;) {
    const std::size_t head = message.find("\r\n\r\n");
    if (head != std::string::npos) {
      const long body = body_length(std::string_view(message).substr(0, head + 2));
      if (body >= 0 && message.size() >= head + 4 + static_cast<std::size_t>(body)) return message;
    }
    const std::string part = receive();
    if (part.empty()) return message;
    message += part;
  }
}

int status_of(std::string_view reply) {
  if (!reply.starts_with("HTTP/1.1 ") || reply.size() < 12) return 0;
  return std::stoi(std::string(reply.substr(9, 3)));
}

std::string body_of(std::string_view message) {
  const std::size_t end = message.find("\r\n\r\n");
  return std::string(end == std::string_view::npos ? std::string_view() : message.substr(end + 4));
}

}  // namespace huidan::test
