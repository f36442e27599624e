#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <memory>

#include "server/app.hpp"
#include "server/backups.hpp"
#include "server/commands/commands.hpp"
#include "server/commands/seal_options.hpp"
#include "server/housekeeping.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"
#include "sync/base/time.hpp"
#include "sync/http/host.hpp"
#include "sync/http/tls.hpp"

namespace huidan::server {
namespace {

struct ServeOptions {
  std::string listen = "127.0.0.1:8080";
  std::string tls_certificate;
  std::string tls_key;
  bool behind_proxy = false;
  std::string backup_dir;
  std::string backup_every = "24h";
  std::string backup_key;
  std::string metrics_token;
  StampFiles stamp;
};

constexpr std::size_t kToken_bytes_min = 16;
constexpr std::uintmax_t kToken_bytes_max = 4096;

http::Host* g_host = nullptr;  // a signal handler can reach nothing else

extern "C" void stop_host(int /*signal*/) {
  g_host->stop();
}

/// One JSON object a line on stderr, without personal data.
void log_line(spdlog::logger& logger, const http::LogLine& line) {
  logger.info(R"({{"method":"{}","route":"{}","status":{},"bytes":{},"us":{},"request_id":"{}"}})",
              line.method, line.route, line.status, line.bytes, line.duration_us, line.request_id);
}

std::shared_ptr<spdlog::logger> json_logger() {
  auto logger =
      std::make_shared<spdlog::logger>("huidan", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern(R"({"at":"%Y-%m-%dT%H:%M:%S%z","level":"%l","line":%v})");
  return logger;
}

/// A failing disk is everybody's news when it is written to; here it waits for the next time.
void tidy(App& app, spdlog::logger& logger) {
  try {
    app.desk.forget_old_witnesses();
    const store::Tidied done = app.blobs.tidy();
    if (done.condemned + done.removed + done.swept == 0) return;
    logger.info(R"({{"condemned":{},"removed":{},"swept":{}}})", done.condemned, done.removed,
                done.swept);
  } catch (const Failure& failure) {
    logger.error(R"({{"tidy":"{}"}})", code_name(failure.error().code));
  }
}

Result<BackupPlan> plan_of(const ServeOptions& options) {
  BackupPlan plan{path_from_utf8(options.backup_dir)};
  const auto every_ms = duration_ms(options.backup_every);
  if (!every_ms || *every_ms < limits::kBackupEvery_ms_min) {
    return Error{Code::bad_config, options.backup_every, "backup-every"};
  }
  plan.every_ms = *every_ms;
  auto file = store::backup_file({}, options.backup_key);
  if (!file) return file.error();
  plan.key = file.value().key;
  return plan;
}

Result<MetricsAccess> access_of(const ServeOptions& options) {
  MetricsAccess access;
  access.loopback = !options.behind_proxy;
  if (options.metrics_token.empty()) return access;
  const auto file = read_file(path_from_utf8(options.metrics_token), kToken_bytes_max);
  const std::string token(file ? trimmed(file.value()) : std::string_view());
  if (token.size() < kToken_bytes_min) {
    return Error{Code::bad_config, options.metrics_token, "metrics-token"};
  }
  access.token_hash = sha256_hex(token);
  return access;
}

/// Says what went wrong, and every time again: nobody reads a log from its beginning.
void back_up(Backups& backups, spdlog::logger& logger) {
  try {
    if (backups.tick()) logger.info(R"({{"backup":"verified"}})");
  } catch (const Failure& failure) {
    logger.error(R"({{"backup":"{}"}})", code_name(failure.error().code));
  }
  if (backups.overdue()) logger.error(R"({{"backup":"overdue"}})");
}

Refusable serve(cli::Context& context, const ServeOptions& options) {
  auto plan = plan_of(options);
  if (!plan) return plan.error();
  plan.value().store = context.store;
  auto access = access_of(options);
  if (!access) return access.error();
  App app({context.data, context.store});
  app.backups.plan(plan.value());
  app.operations.set_access(access.value());
  if (auto fonts = app.fonts(); !fonts) return fonts.error();
  const auto stamp = desk_stamp(context.data, options.stamp, app.desk.now_ms());
  if (!stamp) return stamp.error();
  app.archive.seal_with(stamp.value());
  std::string pin;
  if (!options.tls_certificate.empty()) {
    auto made = http::certificate_pin(path_from_utf8(options.tls_certificate));
    if (!made) return made.error();
    pin = std::move(made).value();
  }
  app.people.set_key_pin(pin);

  const auto logger = json_logger();
  http::HostOptions host_options;
  host_options.language = context.console.language();
  host_options.log = [&](const http::LogLine& line) {
    app.operations.served().count(line);
    log_line(*logger, line);
  };
  const bool tls = !pin.empty() && !options.behind_proxy;
  if (tls) {
    host_options.tls_certificate = path_from_utf8(options.tls_certificate);
    host_options.tls_key = path_from_utf8(options.tls_key);
  }
  if (options.behind_proxy) host_options.proxy = http::Proxy::in_front;
  http::Host host(app.router(), std::move(host_options));
  const auto port = host.listen(options.listen);
  if (!port) return port.error();
  g_host = &host;
  std::signal(SIGINT, stop_host);
  std::signal(SIGTERM, stop_host);

  const std::string address = options.listen.substr(0, options.listen.rfind(':') + 1);
  const std::string line = std::string("listening ") + (tls ? "https://" : "http://") + address +
                           std::to_string(port.value()) + '\n';
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fflush(stdout);
  if (!app.backups.planned()) logger->warn(R"({{"backup":"none is kept: give --backup-dir"}})");
  const auto look_ms = std::min<std::int64_t>(plan.value().every_ms, limits::kBackupLook_ms);
  {
    const Housekeeping housekeeping([&] { tidy(app, *logger); }, limits::kTidy_ms);
    const Housekeeping keeping([&] { back_up(app.backups, *logger); }, static_cast<int>(look_ms));
    if (auto served = host.run(); !served) return served;
  }
  app.desk.fold_log();
  return Done{};
}

}  // namespace

void add_serve(cli::Program& program) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* verb =
      program.verb("serve", [options](cli::Context& context) { return serve(context, *options); });
  program.setting(program.option(verb, "--listen", &options->listen));
  program.setting(program.option(verb, "--tls-cert", &options->tls_certificate));
  program.setting(program.option(verb, "--tls-key", &options->tls_key));
  program.setting(program.option(verb, "--behind-proxy", &options->behind_proxy));
  program.setting(program.option(verb, "--backup-dir", &options->backup_dir));
  program.setting(program.option(verb, "--backup-every", &options->backup_every));
  program.setting(program.option(verb, "--backup-key", &options->backup_key));
  program.setting(program.option(verb, "--metrics-token", &options->metrics_token));
  add_seal_options(program, verb, options->stamp);
}

void add_openapi(cli::Program& program) {
  program.verb("openapi", [](cli::Context& context) -> Refusable {
    const App app{std::filesystem::path()};
    const std::string document = app.router().openapi();
    context.console.answer(document, document + '\n');
    return Done{};
  });
}

}  // namespace huidan::server
