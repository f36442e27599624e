#pragma once
// The laptop's way to its server: the one door to libcurl. It trusts the pinned key alone, follows
// no redirect, uses no proxy, and takes no more bytes than it can hold, because the network in
// between may be a hotel's.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sync/base/result.hpp"
#include "sync/base/waiting.hpp"

namespace huidan {

using PeerHeaders = std::vector<std::pair<std::string, std::string>>;

struct PeerReply {
  int status = 0;
  std::string content_type{};
  std::string body{};
  std::size_t up_bytes = 0;    // of the request's body
  std::size_t down_bytes = 0;  // of the reply's
  PeerHeaders headers{};       // names in lower case
};

/// For one thread at a time; keeps one curl handle, and with it whatever connection can be reused.
class Peer {
 public:
  /// `url`: "https://desk.example:8443", a path in front of every route allowed; plain http for
  /// loopback alone. `pin`: "sha256//…" of the server's key (several with ';' while a key changes),
  /// in place of the CA; empty: the system's CAs decide. `waiting` outlives the peer; within about
  /// a second of its being over a request is broken off.
  Peer(std::string url, std::string pin, const Waiting* waiting = nullptr);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  Peer(Peer&&) = delete;
  Peer& operator=(Peer&&) = delete;

  /// `path` starts with '/', percent-encoded. Any status is a reply. Refuses with no_network
  /// (detail: connect, dns, timeout, cut, tls, over or other), pin_mismatch (detail "certificate"
  /// when a CA said no), insecure_server, bad_config (the URL or the pin), bad_input (a path or a
  /// header that would break the request), bad_reply (the limit, or "http").
  [[nodiscard]] Result<PeerReply> post(std::string_view path, std::string_view content_type,
                                       std::string_view body, const PeerHeaders& headers = {});
  [[nodiscard]] Result<PeerReply> patch(std::string_view path, std::string_view content_type,
                                        std::string_view body, const PeerHeaders& headers = {});
  [[nodiscard]] Result<PeerReply> get(std::string_view path, const PeerHeaders& headers = {});
  /// The reply has no body, whatever its status.
  [[nodiscard]] Result<PeerReply> head(std::string_view path, const PeerHeaders& headers = {});

  /// What post() and get() would refuse the URL and the pin for, without any network.
  [[nodiscard]] Refusable usable() const;

 private:
  struct Curl;
  struct Question;

  [[nodiscard]] Result<PeerReply> perform(const Question& question);
  void prepare(const Question& question) const;

  std::string url_;
  std::string pin_;
  const Waiting* waiting_;
  std::unique_ptr<Curl> curl_;
};

/// The header of that name in lower case; empty when the reply has none.
[[nodiscard]] std::string_view header_of(const PeerReply& reply, std::string_view name) noexcept;

/// The error that a reply with a status of 400 or more carries in our JSON. Without it (a proxy's
/// page): no_network for 502, 503 and 504, since the server was not reached, else bad_reply with
/// the status.
[[nodiscard]] Error error_of(const PeerReply& reply);

}  // namespace huidan
