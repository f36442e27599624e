#include "sync/http/connection.hpp"

#ifdef _WIN32
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

#include <algorithm>
#include <array>
#include <cerrno>

#include "sync/base/limits.hpp"

namespace huidan::http {
namespace {

constexpr int kSlice_ms = 100;  // how soon a wait notices that the server stops

#ifdef _WIN32
using Native = SOCKET;
constexpr int kSendFlags = 0;
constexpr int kNoMoreFromUs = SD_SEND;

int length_of(std::size_t count) {
  return static_cast<int>(std::min<std::size_t>(count, 1U << 30));
}

bool would_block() {
  return WSAGetLastError() == WSAEWOULDBLOCK;
}

void make_nonblocking(Native socket) {
  u_long on = 1;
  ioctlsocket(socket, FIONBIO, &on);
}

void close_native(Native socket) {
  closesocket(socket);
}

int poll_native(WSAPOLLFD& entry, int timeout_ms) {
  return WSAPoll(&entry, 1, timeout_ms);
}

using PollEntry = WSAPOLLFD;
#else
using Native = int;
constexpr int kSendFlags = MSG_NOSIGNAL;
constexpr int kNoMoreFromUs = SHUT_WR;

std::size_t length_of(std::size_t count) {
  return count;
}

bool would_block() {
  return errno == EAGAIN || errno == EINTR;
}

void make_nonblocking(Native socket) {
  fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK);
}

void close_native(Native socket) {
  close(socket);
}

int poll_native(pollfd& entry, int timeout_ms) {
  return poll(&entry, 1, timeout_ms);
}

using PollEntry = pollfd;
#endif

Native native(std::intptr_t handle) {
  return static_cast<Native>(handle);
}

int ms_until(Moment deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, kSlice_ms));
}

class PlainConnection final : public Connection {
 public:
  explicit PlainConnection(Socket& socket) : socket_(socket) {}

  std::ptrdiff_t read(char* bytes, std::size_t count, Moment deadline) override {
    return socket_.read(bytes, count, deadline);
  }

  std::ptrdiff_t write(const char* bytes, std::size_t count, Moment deadline) override {
    return socket_.write(bytes, count, deadline);
  }

 private:
  Socket& socket_;
};

}  // namespace

Moment moment_in_ms(int ms) {
  return std::chrono::steady_clock::now() + std::chrono::milliseconds(ms);
}

Socket::Socket(std::intptr_t handle, const std::atomic<bool>& stopping)
    : handle_(handle), stopping_(stopping) {
  make_nonblocking(native(handle_));
}

Socket::~Socket() {
  close_native(native(handle_));
}

bool Socket::wait(Wait what, Moment deadline) {
  PollEntry entry{};
  entry.fd = native(handle_);
  entry.events = what == Wait::readable ? POLLIN : POLLOUT;
  for (;;) {
    if (stopping_ && farewell_ == Moment{}) farewell_ = moment_in_ms(limits::kFarewell_ms);
    if (farewell_ != Moment{}) deadline = std::min(deadline, farewell_);
    if (std::chrono::steady_clock::now() >= deadline) return false;
    if (poll_native(entry, std::max(1, ms_until(deadline))) > 0) return true;
  }
}

std::ptrdiff_t Socket::read(char* bytes, std::size_t count, Moment deadline) {
  for (;;) {
    const auto got = recv(native(handle_), bytes, length_of(count), 0);
    if (got >= 0) return got;
    if (!would_block() || !wait(Wait::readable, deadline)) return -1;
  }
}

std::ptrdiff_t Socket::write(const char* bytes, std::size_t count, Moment deadline) {
  for (;;) {
    const auto put = send(native(handle_), bytes, length_of(count), kSendFlags);
    if (put >= 0) return put;
    if (!would_block() || !wait(Wait::writable, deadline)) return -1;
  }
}

void Socket::linger() {
  shutdown(native(handle_), kNoMoreFromUs);
  const Moment deadline = moment_in_ms(limits::kLinger_ms);
  std::array<char, 16384> waste{};
  while (read(waste.data(), waste.size(), deadline) > 0) {
    if (std::chrono::steady_clock::now() >= deadline) return;
  }
}

std::string Socket::peer() const {
  sockaddr_storage address{};
  socklen_t length = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (getpeername(native(handle_), generic, &length) != 0) return {};
  std::array<char, 64> digits{};
  const int failed = getnameinfo(generic, length, digits.data(),
                                 static_cast<socklen_t>(digits.size()), nullptr, 0, NI_NUMERICHOST);
  return failed != 0 ? std::string() : std::string(digits.data());
}

std::unique_ptr<Connection> plain_connection(Socket& socket) {
  return std::make_unique<PlainConnection>(socket);
}

Moment Pace::deadline() const {
  const auto earned_ms = bytes_ * 1000 / limits::kPace_bytes_per_s;
  return start_ + std::chrono::milliseconds(limits::kPaceGrace_ms) +
         std::chrono::milliseconds(earned_ms);
}

}  // namespace huidan::http
