#include "sync/http/host.hpp"

#include <httplib.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <type_traits>
#include <utility>

#include "sync/base/address.hpp"
#include "sync/base/limits.hpp"
#include "sync/http/connection.hpp"
#include "sync/http/exchange.hpp"
#include "sync/http/threads.hpp"
#include "sync/http/tls.hpp"

namespace huidan::http {
namespace {

// The library calls our handlers on the thread that serves the connection, with no context of ours.
thread_local Exchange* t_exchange = nullptr;

/// The connection as the library wants to see it.
class GuardedStream final : public httplib::Stream {
 public:
  GuardedStream(Exchange& exchange, socket_t socket) : exchange_(exchange), socket_(socket) {}

  [[nodiscard]] bool is_readable() const override { return true; }

  [[nodiscard]] bool is_writable() const override { return true; }

  ssize_t read(char* bytes, size_t count) override { return exchange_.read(bytes, count); }

  ssize_t write(const char* bytes, size_t count) override { return exchange_.write(bytes, count); }

  // Whatever the library would do with addresses, the exchange has done from the socket itself.
  void get_remote_ip_and_port(std::string& ip, int& port) const override { ip.clear(), port = 0; }

  void get_local_ip_and_port(std::string& ip, int& port) const override { ip.clear(), port = 0; }

  [[nodiscard]] socket_t socket() const override { return socket_; }

 private:
  Exchange& exchange_;
  socket_t socket_;
};

/// The library's accept loop calls both from its own thread: the one place where it may be stopped
/// without a race on its socket.
class Queue final : public httplib::TaskQueue {
 public:
  Queue(httplib::Server& server, const std::atomic<bool>& stopping)
      : server_(server), stopping_(stopping) {}

  void enqueue(std::function<void()> job) override {
    threads_.enqueue(std::move(job));
    on_idle();
  }

  void on_idle() override {
    if (stopping_) server_.stop();
  }

  void shutdown() override { threads_.finish(); }

 private:
  httplib::Server& server_;
  const std::atomic<bool>& stopping_;
  Threads threads_{limits::kConnections_max};
};

/// httplib::Server or httplib::SSLServer with its handling of a connection replaced by ours.
template <typename Base>
class Guarded final : public Base {
 public:
  template <typename... Arguments>
  Guarded(const Exchange::Around& around, const std::atomic<bool>& stopping, Arguments... arguments)
      : Base(arguments...), around_(around), stopping_(stopping) {}

 private:
  bool process_and_close_socket(socket_t handle) override {
    Socket socket(static_cast<std::intptr_t>(handle), stopping_);
    const Moment deadline = moment_in_ms(limits::kHead_ms);
    auto connection = open(socket, deadline);
    if (!connection) return false;
    Exchange exchange(around_, *connection, socket.peer());
    if (!exchange.read_head(deadline)) return false;
    t_exchange = &exchange;
    GuardedStream stream(exchange, handle);
    bool closed = true;
    const bool served = this->process_request(stream, true, closed, nullptr);
    t_exchange = nullptr;
    connection.reset();  // TLS says goodbye while it still can
    if (exchange.unread()) socket.linger();
    return served;
  }

  std::unique_ptr<Connection> open(Socket& socket, Moment deadline) {
    if constexpr (std::is_same_v<Base, httplib::SSLServer>) {
      return tls_connection(socket, this->ssl_context(), deadline);
    }
    return plain_connection(socket);
  }

  const Exchange::Around& around_;
  const std::atomic<bool>& stopping_;
};

/// Types of our own are read by our own programs, which neither guess nor keep: a sync in which
/// nothing happens is to stay under 500 bytes.
bool may_reach_browser(const Response& response) {
  return !response.content_type.starts_with("application/vnd.huidan.");
}

void send(const Response& from, httplib::Response& to) {
  to.status = from.status;
  if (may_reach_browser(from)) {
    to.set_header("X-Content-Type-Options", "nosniff");
    const bool says_itself = std::ranges::any_of(
        from.headers, [](const Header& header) { return header.name == "Cache-Control"; });
    if (!says_itself) to.set_header("Cache-Control", "no-store");
  }
  for (const Header& header : from.headers) to.set_header(header.name, header.value);
  to.set_header("X-Request-Id", t_exchange->request().id);
  if (!from.content_type.empty()) to.set_content(from.body, from.content_type);
}

void answer_with_body(const httplib::Request&, httplib::Response& out,
                      const httplib::ContentReader& reader) {
  Exchange& exchange = *t_exchange;
  if (exchange.wants_body()) {
    exchange.body_ended(
        reader([&](const char* bytes, size_t count) { return exchange.take_body(bytes, count); }));
  }
  send(exchange.respond(), out);
}

httplib::Server::HandlerResponse answer_without_body(const httplib::Request& in,
                                                     httplib::Response& out) {
  using enum httplib::Server::HandlerResponse;
  if (in.method != "GET" && in.method != "HEAD") return Unhandled;
  send(t_exchange->respond(), out);
  return Handled;
}

/// What the library itself refuses, it refuses in our words too.
httplib::Server::HandlerResponse word_error(const httplib::Request&, httplib::Response& out) {
  using enum httplib::Server::HandlerResponse;
  if (!out.body.empty()) return Unhandled;
  const Code code = out.status >= 500 ? Code::internal : Code::bad_request;
  send(Response::error({code}, t_exchange->request()), out);
  return Handled;
}

void set_up(httplib::Server& server, const std::atomic<bool>& stopping) {
  server.new_task_queue = [&server, &stopping] { return new Queue(server, stopping); };
  server.set_idle_interval(0, 100000);  // how soon stop() is noticed
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(1);
  server.set_pre_routing_handler(answer_without_body);
  server.set_error_handler(httplib::Server::HandlerWithResponse(word_error));
  server.set_exception_handler(
      [](const httplib::Request&, httplib::Response& out, const std::exception_ptr&) {
        send(Response::error({Code::internal}, t_exchange->request()), out);
      });
  server.set_expect_100_continue_handler([](const httplib::Request&, httplib::Response& out) {
    if (t_exchange->wants_body()) return 100;
    send(t_exchange->respond(), out);
    return out.status;
  });
  server.Post("/", answer_with_body);
  server.Put("/", answer_with_body);
  server.Patch("/", answer_with_body);
  server.Delete("/", answer_with_body);
}

struct Address {
  std::string host;
  int port = 0;
};

std::optional<Address> parse_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::string_view digits = text.substr(colon + 1);
  Address address{std::string(host), 0};
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  const bool whole = read.ec == std::errc() && read.ptr == digits.data() + digits.size();
  if (!whole || address.port < 0 || address.port > 65535 || host.empty()) return std::nullopt;
  return address;
}

void set_listening_options(socket_t socket) {
  const int on = 1;
#ifdef _WIN32
  constexpr int kOption = SO_EXCLUSIVEADDRUSE;  // SO_REUSEADDR would let two servers share a port
#else
  constexpr int kOption = SO_REUSEADDR;  // a restart must not wait for old connections
#endif
  setsockopt(socket, SOL_SOCKET, kOption, reinterpret_cast<const char*>(&on), sizeof(on));
}

}  // namespace

class Host::Library {
 public:
  Library(const Router& router, const HostOptions& options, const std::atomic<bool>& stopping)
      : around_{router, options, turns_}, stopping_(stopping) {
    if (options.tls_certificate.empty()) {
      server_ = std::make_unique<Guarded<httplib::Server>>(around_, stopping);
    } else {
      auto secure = std::make_unique<Guarded<httplib::SSLServer>>(
          around_, stopping, options.tls_certificate.string().c_str(),
          options.tls_key.string().c_str());
      if (secure->is_valid()) refuse_old_tls(secure->ssl_context());
      server_ = std::move(secure);
    }
    set_up(*server_, stopping);
    server_->set_socket_options([this](socket_t socket) {
      set_listening_options(socket);
      listening_ = socket;
    });
  }

  ~Library() {
    // The library closes its socket only when it has served.
    if (!ran_ && listening_ != INVALID_SOCKET) Socket(listening_, stopping_);
  }

  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  Library(Library&&) = delete;
  Library& operator=(Library&&) = delete;

  [[nodiscard]] bool valid() const { return server_->is_valid(); }

  Result<int> bind(const Address& address) {
    errno = 0;
    const int port = address.port == 0 ? server_->bind_to_any_port(address.host)
                     : server_->bind_to_port(address.host, address.port) ? address.port
                                                                         : -1;
    if (port < 0) {
      listening_ = INVALID_SOCKET;
      const std::string detail = address.host + ":" + std::to_string(address.port);
      return Error{errno == EADDRINUSE ? Code::port_taken : Code::bad_config, detail};
    }
    // The library's own backlog of 5 makes bursts of laptops wait for SYN retries (PERFORMANCE
    // §4.3).
    ::listen(listening_, limits::kBacklog_max);
    return port;
  }

  [[nodiscard]] bool run() {
    ran_ = true;
    return server_->listen_after_bind();
  }

 private:
  Turns turns_{limits::kHandlers_max};
  Exchange::Around around_;
  const std::atomic<bool>& stopping_;
  std::unique_ptr<httplib::Server> server_{};
  socket_t listening_ = INVALID_SOCKET;
  bool ran_ = false;
};

Host::Host(const Router& router, HostOptions options)
    : router_(router), options_(std::move(options)) {}

Host::~Host() = default;

Result<int> Host::listen(std::string_view text) {
  const auto address = parse_address(text);
  if (!address) return Error{Code::bad_config, std::string(text)};
  const bool tls = !options_.tls_certificate.empty();
  if (tls != !options_.tls_key.empty()) return Error{Code::bad_config, "certificate"};
  if (!tls && options_.proxy == Proxy::none && !is_loopback(address->host)) {
    return Error{Code::insecure_listen, std::string(text)};
  }
  library_ = std::make_unique<Library>(router_, options_, stopping_);
  if (!library_->valid()) return Error{Code::bad_config, "certificate"};
  return library_->bind(*address);
}

Refusable Host::run() {
  if (stopping_) return Done{};
  if (!library_->run() && !stopping_) return Error{Code::internal, "accept"};
  return Done{};
}

}  // namespace huidan::http
