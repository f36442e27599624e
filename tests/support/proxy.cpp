#include "tests/support/proxy.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace huidan::test {
namespace {

void after(int delay_us) {
  std::this_thread::sleep_for(std::chrono::microseconds(delay_us));
}

/// Never all of it, never nothing.
std::string_view part_of(std::string_view message, double share) {
  const auto bytes = static_cast<std::size_t>(share * static_cast<double>(message.size()));
  return message.substr(0, std::clamp(bytes, std::size_t{1}, message.size() - 1));
}

}  // namespace

Proxy::Proxy() : listening_(Socket::listening()), port_(listening_.port()) {
  thread_ = std::thread([this] { serve(); });
}

Proxy::~Proxy() {
  ::shutdown(listening_.file(), SHUT_RDWR);  // wakes an accept that nobody answered
  thread_.join();
}

void Proxy::passes_on_to(int port) {
  const std::lock_guard lock(mutex_);
  server_port_ = port;
}

void Proxy::strike_next(Strike strike) {
  const std::lock_guard lock(mutex_);
  next_ = std::move(strike);
}

bool Proxy::withdraw() {
  return take_strike().has_value();
}

std::optional<Strike> Proxy::take_strike() {
  const std::lock_guard lock(mutex_);
  return std::exchange(next_, std::nullopt);
}

std::size_t Proxy::last_bytes() {
  const std::lock_guard lock(mutex_);
  return last_bytes_;
}

void Proxy::serve() {
  for (;;) {
    const Socket laptop(::accept4(listening_.file(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!laptop.open()) return;
    carry(laptop);
  }
}

void Proxy::carry(const Socket& laptop) {
  int port = 0;
  {
    const std::lock_guard lock(mutex_);
    port = server_port_;
  }
  const Socket server = Socket::connected_to(port);
  while (server.open() && exchange(laptop, server)) {
  }
}

/// False when the connection is over.
bool Proxy::exchange(const Socket& laptop, const Socket& server) {
  const std::string request = laptop.receive_message();
  if (request.empty()) return false;
  const auto strike = take_strike();
  if (strike && struck_with_request(*strike, server, request)) return false;
  if (!strike && !server.send(request)) return false;
  const std::string reply = server.receive_message();
  if (reply.empty()) return false;
  if (!strike) {
    const std::lock_guard lock(mutex_);
    last_bytes_ = request.size() + reply.size();
    return laptop.send(reply);
  }
  if (strike->at == Strike::At::reply_part) {
    laptop.send(part_of(reply, strike->share));
  } else {
    laptop.send(reply);
    after(strike->delay_us);
  }
  strike->run();
  return false;
}

/// True when that was its point.
bool Proxy::struck_with_request(const Strike& strike, const Socket& server,
                                const std::string& request) {
  if (strike.at == Strike::At::request_part) {
    server.send(part_of(request, strike.share));
    strike.run();
    return true;
  }
  server.send(request);
  if (strike.at != Strike::At::request_whole) return false;
  after(strike.delay_us);
  strike.run();
  return true;
}

}  // namespace huidan::test
