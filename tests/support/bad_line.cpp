#include "tests/support/bad_line.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace huidan::test {
namespace {

constexpr auto kDelay = std::chrono::microseconds(300);

/// Closes so that the other end hears of a broken connection, not of an end.
void reset(Socket& socket) {
  const linger now{1, 0};
  setsockopt(socket.file(), SOL_SOCKET, SO_LINGER, &now, sizeof(now));
  socket.close();
}

void end(const Socket& socket) {
  ::shutdown(socket.file(), SHUT_WR);
}

}  // namespace

std::string_view name_of(Fault::Kind kind) noexcept {
  constexpr std::array<std::string_view, kFaultKinds> kNames{"cut", "truncate", "delay",
                                                             "duplicate", "late"};
  return kNames.at(static_cast<std::size_t>(kind));
}

BadLine::BadLine(int server_port)
    : listening_(Socket::listening()), port_(listening_.port()), server_port_(server_port) {
  thread_ = std::thread([this] { serve(); });
}

BadLine::~BadLine() {
  ::shutdown(listening_.file(), SHUT_RDWR);  // wakes an accept that nobody answered
  thread_.join();
}

void BadLine::passes_on_to(int server_port) {
  const std::lock_guard lock(mutex_);
  server_port_ = server_port;
}

void BadLine::fail_next(const Fault& fault) {
  const std::lock_guard lock(mutex_);
  next_ = fault;
}

Carried BadLine::settle() {
  std::unique_lock lock(mutex_);
  quiet_.wait(lock, [&] { return !busy_; });
  lock.unlock();
  deliver_late();
  return carried_;
}

void BadLine::serve() {
  for (;;) {
    Socket laptop(::accept4(listening_.file(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!laptop.open()) return;
    std::optional<Fault> fault;
    {
      const std::lock_guard lock(mutex_);
      busy_ = true;
      fault = std::exchange(next_, std::nullopt);
    }
    const bool overtakes = !late_.empty();
    exchange(std::move(laptop), fault);
    if (overtakes) deliver_late();
    const std::lock_guard lock(mutex_);
    busy_ = false;
    quiet_.notify_all();
  }
}

void BadLine::exchange(Socket laptop, const std::optional<Fault>& fault) {
  const std::string request = laptop.receive_message();
  carried_.up_bytes = request.size();
  if (fault && fault->way == Fault::Way::up) return upwards(laptop, *fault, request);
  const Socket server = Socket::connected_to(server_port_);
  server.send(request);
  const std::string reply = server.receive_message();
  carried_.down_bytes = reply.size();
  if (fault) return downwards(laptop, *fault, request, reply);
  laptop.send(reply);
}

void BadLine::upwards(Socket& laptop, const Fault& fault, const std::string& request) {
  const std::size_t at = std::min(fault.at, request.size());
  const std::string_view first = std::string_view(request).substr(0, at);
  Socket server = Socket::connected_to(server_port_);
  server.send(first);
  using enum Fault::Kind;
  if (fault.kind == cut || fault.kind == late) {
    reset(laptop);
    if (fault.kind == late) late_ = request;
    // A server that has all of it is at work on it: it is heard out, as nobody could call it back.
    if (at == request.size()) return static_cast<void>(server.receive_message());
    return reset(server);
  }
  if (fault.kind == duplicate) ask_once_more(request);
  if (fault.kind == delay) std::this_thread::sleep_for(kDelay);
  if (fault.kind == truncate) {
    end(server);
  } else {
    server.send(std::string_view(request).substr(at));
  }
  laptop.send(server.receive_message());
}

void BadLine::downwards(Socket& laptop, const Fault& fault, const std::string& request,
                        const std::string& reply) {
  const std::size_t at = std::min(fault.at, reply.size());
  laptop.send(std::string_view(reply).substr(0, at));
  using enum Fault::Kind;
  if (fault.kind == late) late_ = request;
  if (fault.kind == cut || fault.kind == late) return reset(laptop);
  if (fault.kind == truncate) return end(laptop);
  if (fault.kind == duplicate) ask_once_more(request);
  if (fault.kind == delay) std::this_thread::sleep_for(kDelay);
  laptop.send(std::string_view(reply).substr(at));
}

void BadLine::ask_once_more(const std::string& request) const {
  const Socket server = Socket::connected_to(server_port_);
  server.send(request);
  static_cast<void>(server.receive_message());
}

void BadLine::deliver_late() {
  const std::string request = std::exchange(late_, {});
  if (!request.empty()) ask_once_more(request);
}

}  // namespace huidan::test
