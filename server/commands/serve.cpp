#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <memory>

#include "server/app.hpp"
#include "server/backups.hpp"
#include "server/commands/commands.hpp"
#include "server/commands/seal_options.hpp"
#include "server/housekeeping.hpp"
#include "server/log.hpp"
#include "server/store/postgres.hpp"
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

/// A failing disk is everybody's news when it is written to; here it waits for the next time.
void tidy(App& app, const Log& log) {
  try {
    app.desk.forget_old_witnesses();
    const store::Tidied done = app.blobs.tidy();
    if (done.condemned + done.removed + done.swept == 0) return;
    const auto number = [](std::size_t count) { return static_cast<std::int64_t>(count); };
    log.info({{"condemned", number(done.condemned)},
              {"removed", number(done.removed)},
              {"swept", number(done.swept)}});
  } catch (const Failure& failure) {
    log.error({{"tidy", "failed"}, {"code", code_name(failure.error().code)}});
  }
}

Result<BackupPlan> plan_of(const ServeOptions& options) {
  BackupPlan plan{path_from_utf8(options.backup_dir)};
  const auto every_ms = duration_ms(options.backup_every);
  if (!every_ms || *every_ms < limits::kBackupEvery_ms_min) {
    return Error{Code::bad_config, options.backup_every, "backup-every"};
  }
  plan.every_ms = *every_ms;
  std::error_code error;
  if (!plan.folder.empty() && !std::filesystem::is_directory(plan.folder, error)) {
    return Error{Code::bad_config, options.backup_dir, "backup-dir"};
  }
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

/// Pages, rows, chains and receipts, once a day: what a backup looks at where one is made.
void look_through(App& app, const Place& place, std::int64_t& last_ms) {
  const std::int64_t now_ms = app.desk.now_ms();
  if (now_ms - last_ms < limits::kCheckEvery_ms && now_ms >= last_ms) return;
  last_ms = now_ms;
  store::Database database(open_store(place));
  static_cast<void>(desk_holding(place).census(database, place.folder));
}

/// Says what went wrong, and every time again: nobody reads a log from its beginning.
void keep_safe(App& app, const Place& place, std::int64_t& last_ms, const Log& log) {
  try {
    if (!app.backups.planned()) look_through(app, place, last_ms);
    if (app.backups.tick()) log.info({{"backup", "verified"}});
  } catch (const Failure& failure) {
    const Code code = failure.error().code;
    log.error({{app.backups.planned() ? "backup" : "check", "failed"}, {"code", code_name(code)}});
    if (code == Code::db_corrupt) app.operations.found_damage();
  }
  for (const std::string& name : app.backups.damaged()) {
    log.error({{"backup", "damaged"}, {"code", code_name(Code::bad_backup)}, {"file", name}});
  }
  if (app.backups.overdue()) log.error({{"backup", "overdue"}});
}

/// A desk whose file is small is read before its first request; larger ones by the first backup or
/// look_through. Throws Failure{db_corrupt}.
void check_at_start(const Place& place) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(place.folder / "desk.db", error);
  if (!place.store.empty() || error || bytes > limits::kQuickCheck_bytes) return;
  store::Database database(open_store(place));
  store::quick_check(database);
}

/// Serves until it is told to end, and leaves without what is under way beside it then: what was
/// answered is on disk, and what is half made is nothing yet.
Refusable serve_and_keep(App& app, http::Host& host, const Place& place, const Log& log,
                         std::int64_t look_ms) {
  std::int64_t looked_ms = std::numeric_limits<std::int64_t>::max();  // never
  const Housekeeping housekeeping([&] { tidy(app, log); }, limits::kTidy_ms);
  Housekeeping keeping([&] { keep_safe(app, place, looked_ms, log); }, static_cast<int>(look_ms));
  if (auto served = host.run(); !served) return served.error();
  const bool failed = app.desk.sync_failed();
  if (!keeping.ends_within(limits::kBackupFarewell_ms)) {
    app.backups.give_up();
    log.warn({{"backup", "given up"}});
    std::quick_exit(failed ? exit_code(Code::disk_error) : 0);
  }
  if (failed) return Error{Code::disk_error, std::string(store::kSyncFailed)};
  return Done{};
}

/// The first line on stdout.
void announce(const std::string& listen, std::string_view scheme, int port) {
  const std::string line = "listening " + std::string(scheme) +
                           listen.substr(0, listen.rfind(':') + 1) + std::to_string(port) + '\n';
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fflush(stdout);
}

/// Of the key that laptops will meet; "" without TLS.
Result<std::string> pin_of(const ServeOptions& options) {
  if (options.tls_certificate.empty()) return std::string();
  return http::certificate_pin(path_from_utf8(options.tls_certificate));
}

/// What is no reason not to serve.
void warn(const App& app, const Place& place, const Log& log) {
  if (!app.backups.planned()) log.warn({{"backup", "none is kept: give --backup-dir"}});
  if (!place.store.empty() && !proves_pages(place.store)) {
    log.warn({{"database", "data_checksums are off: damage on its disk may go unnoticed"}});
  }
}

Refusable serve(cli::Context& context, const ServeOptions& options) {
  auto plan = plan_of(options);
  if (!plan) return plan.error();
  plan.value().store = context.store;
  auto access = access_of(options);
  if (!access) return access.error();
  const Place place{context.data, context.store};
  App app(place);
  check_at_start(place);
  app.backups.plan(plan.value());
  app.operations.set_access(access.value());
  if (auto fonts = app.fonts(); !fonts) return fonts.error();
  const auto stamp = desk_stamp(context.data, options.stamp, app.desk.now_ms());
  if (!stamp) return stamp.error();
  app.archive.seal_with(stamp.value());
  const auto pin = pin_of(options);
  if (!pin) return pin.error();
  app.people.set_key_pin(pin.value());

  const Log log(std::cerr);
  http::HostOptions host_options;
  host_options.language = context.console.language();
  host_options.log = [&](const http::LogLine& line) {
    if (app.desk.sync_failed()) g_host->stop();
    app.operations.served().count(line);
    log.request(line);
  };
  const bool tls = !pin.value().empty() && !options.behind_proxy;
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

  announce(options.listen, tls ? "https://" : "http://", port.value());
  warn(app, place, log);
  const auto look_ms = std::min<std::int64_t>(plan.value().every_ms, limits::kBackupLook_ms);
  if (auto served = serve_and_keep(app, host, place, log, look_ms); !served) return served;
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
