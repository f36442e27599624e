#include "server/log.hpp"

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

#include "sync/core/json.hpp"

namespace huidan::server {
namespace {

/// Never as a format: what it says may hold braces.
std::string text_of(Log::Fields fields) {
  nlohmann::ordered_json object = nlohmann::ordered_json::object();
  for (const auto& [name, value] : fields) {
    std::visit([&, key = std::string(name)](const auto& said) { object[key] = said; }, value);
  }
  return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

Log::Log(std::ostream& to)
    : logger_(std::make_shared<spdlog::logger>(
          "huidan", std::make_shared<spdlog::sinks::ostream_sink_mt>(to, true))) {
  logger_->set_pattern(R"({"at":"%Y-%m-%dT%H:%M:%S%z","level":"%l","line":%v})");
}

void Log::info(Fields fields) const {
  logger_->info("{}", text_of(fields));
}

void Log::warn(Fields fields) const {
  logger_->warn("{}", text_of(fields));
}

void Log::error(Fields fields) const {
  logger_->error("{}", text_of(fields));
}

void Log::request(const http::LogLine& line) const {
  const auto number = [](auto value) { return static_cast<std::int64_t>(value); };
  const std::pair<std::string_view, Value> code{"code", line.code};
  const Fields well{{"method", line.method},         {"route", line.route},
                    {"status", number(line.status)}, {"bytes", number(line.bytes)},
                    {"us", line.duration_us},        {"request_id", line.request_id}};
  if (line.code.empty()) return info(well);
  info({well.begin()[0], well.begin()[1], well.begin()[2], code, well.begin()[3], well.begin()[4],
        well.begin()[5]});
}

}  // namespace huidan::server
