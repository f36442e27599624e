#pragma once
// The one place where requests arrive: the desk's API and the laptop's own page both stand on it.
// Every guard is on by itself (RELIABILITY §3): a route cannot forget one.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "sync/base/catalogue.hpp"
#include "sync/base/result.hpp"
#include "sync/http/router.hpp"

namespace huidan::http {

/// What is known of a served request without any personal data: no query, no body, no address.
struct LogLine {
  std::string_view method;  // "-" when the request was refused before it was understood
  std::string_view route;   // the pattern, "-" when none was found
  int status = 0;
  std::size_t bytes = 0;  // of the response's body
  std::int64_t duration_us = 0;
  std::string_view request_id;
  std::string_view code{};  // of what was refused or broke
};

enum class Proxy {
  none,
  in_front  // it speaks TLS for us and sets X-Forwarded-For, whose last entry is then believed
};

struct HostOptions {
  std::filesystem::path tls_certificate{};  // PEM, chain allowed; both empty: plain HTTP
  std::filesystem::path tls_key{};          // PEM
  Proxy proxy = Proxy::none;
  Language language = Language::zh_hans;      // of errors for whoever asks for none of ours
  std::function<void(const LogLine&)> log{};  // called from many threads at once
};

class Host {
 public:
  /// `router` must outlive the host and change no more.
  Host(const Router& router, HostOptions options);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  Host(Host&&) = delete;
  Host& operator=(Host&&) = delete;

  /// Binds "127.0.0.1:8080", "[::1]:8080" or "localhost:8080"; port 0 takes a free one. Connections
  /// queue from here on. Gives the port. Refuses with bad_config (detail: the address, or
  /// "certificate"), insecure_listen for plain HTTP beyond loopback, port_taken.
  [[nodiscard]] Result<int> listen(std::string_view address);

  /// Serves until stop(); requests under way then have limits::kFarewell_ms. Call listen() first.
  [[nodiscard]] Refusable run();

  /// From any thread or a signal handler, also before run(), which then returns at once.
  void stop() noexcept { stopping_ = true; }

 private:
  class Library;

  const Router& router_;
  HostOptions options_;
  std::atomic<bool> stopping_{false};
  std::unique_ptr<Library> library_;
};

}  // namespace huidan::http
