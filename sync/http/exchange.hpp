#pragma once
// One request and its response on one connection, without the HTTP library: reads the head, judges
// it, finds the route, gathers the body under the route's limit, runs the handler, tells the log.

#include <optional>
#include <string>
#include <string_view>

#include "sync/http/connection.hpp"
#include "sync/http/gate.hpp"
#include "sync/http/host.hpp"
#include "sync/http/threads.hpp"

namespace huidan::http {

class Exchange {
 public:
  struct Around {  // shared by all exchanges of a host, outlives them
    const Router& router;
    const HostOptions& options;
    Turns& turns;
  };

  Exchange(const Around& around, Connection& connection, std::string peer);

  /// Reads the head. False when the other side left or stayed silent: then nobody waits for a
  /// reply.
  [[nodiscard]] bool read_head(Moment deadline);

  /// The next bytes for the library: the head that passed the gate, then what follows on the
  /// connection, in all not more than the route can want. 0 at the end, -1 on failure.
  [[nodiscard]] std::ptrdiff_t read(char* bytes, std::size_t count);

  [[nodiscard]] std::ptrdiff_t write(const char* bytes, std::size_t count);

  /// Finds the route once; false when the request is refused already and its body is not wanted.
  [[nodiscard]] bool wants_body();

  /// False when the body has outgrown the route's limit: stop reading.
  [[nodiscard]] bool take_body(const char* bytes, std::size_t count);

  /// The body ended as announced, or it did not.
  void body_ended(bool whole) { body_whole_ = whole; }

  /// Runs the handler, or says why not. Called once, after the body.
  [[nodiscard]] Response respond();

  /// True when the other side may still be sending.
  [[nodiscard]] bool unread() const noexcept { return !body_whole_; }

  [[nodiscard]] const Request& request() const noexcept { return request_; }

 private:
  void refuse(Error error) { refusal_ = std::move(error); }

  void judge(std::string_view head);
  void log(const Response& response) const;

  const Around& around_;
  Connection& connection_;
  Request request_{};
  std::string input_{};    // read and not yet given to the library
  std::size_t given_ = 0;  // … up to here
  std::size_t left_bytes_ = 0;
  const Route* route_ = nullptr;
  std::optional<Error> refusal_{};
  bool body_whole_ = true;
  Pace reading_{};
  Pace writing_{};
  Moment start_ = std::chrono::steady_clock::now();
};

}  // namespace huidan::http
