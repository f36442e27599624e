#pragma once
// The desk's log: one JSON object a line, without personal data (RELIABILITY §4.16). Whatever is
// said goes through here, so that no line is anything else.

#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <string_view>
#include <utility>
#include <variant>

#include "sync/http/host.hpp"

// The library stays behind log.cpp.
namespace spdlog {  // NOLINT(readability-identifier-naming): its own name
class logger;
}

namespace huidan::server {

class Log {
 public:
  /// `to` outlives it; each line is flushed.
  explicit Log(std::ostream& to);

  using Value = std::variant<std::string_view, std::int64_t>;
  using Fields = std::initializer_list<std::pair<std::string_view, Value>>;

  // From many threads at once.
  void info(Fields fields) const;
  void warn(Fields fields) const;
  void error(Fields fields) const;

  void request(const http::LogLine& line) const;

 private:
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace huidan::server
