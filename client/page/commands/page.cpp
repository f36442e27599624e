#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <thread>

#include "client/keep.hpp"
#include "client/page/commands/commands.hpp"
#include "client/page/page.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/limits.hpp"
#include "sync/base/time.hpp"
#include "sync/http/host.hpp"

namespace huidan::client {
namespace {

struct PageOptions {
  std::string listen = "127.0.0.1:0";
  std::string printers = "ipp://127.0.0.1:631";
  bool open = false;
};

constexpr std::size_t kToken_bytes = 32;

/// Over when the user asks the program to end, or when it cannot go on.
class UntilEnd final : public Waiting {
 public:
  [[nodiscard]] bool over() const noexcept override { return ended_ || asked_.over(); }

  void end() noexcept { ended_ = true; }

 private:
  UntilAskedToEnd asked_;
  std::atomic<bool> ended_{false};
};

/// Keeps in step; a laptop that is nobody's yet, or nobody's any more, is looked at again.
void keep(Page& page, const Waiting& until) {
  Device device(page.folder());
  page.tells_of(device);
  while (!until.over()) {
    const auto told = [&](const Result<SyncRun>& run) {
      page.news().synced(time_from_ms(device.clock().wall_ms()), run);
    };
    const Refusable kept = device.identity() ? keep_in_step(device, device.clock(), until, told)
                                             : Refusable(Error{Code::not_enrolled});
    if (!kept && kept.error().code != Code::not_enrolled) told(kept.error());
    until.wait_ms(kept || kept.error().code == Code::not_enrolled ? limits::kLook_ms
                                                                  : limits::kSyncEvery_ms);
  }
}

/// Tells the page whatever any program writes to this laptop's data.
void watch(Page& page, const Waiting& until) {
  Device device(page.folder());
  std::int64_t seen = device.changes();
  while (!until.over()) {
    until.wait_ms(limits::kLook_ms);
    const std::int64_t now = device.changes();
    if (now != seen) page.news().changed();
    seen = now;
  }
  page.news().close();
}

/// A thread that breaks takes the program with it in order, and leaves its error.
class Worker {
 public:
  Worker(UntilEnd& until, http::Host& host, const std::function<void()>& work)
      : until_(until), thread_([this, &host, work] {
          try {
            work();
          } catch (const Failure& failure) {
            broken_ = failure.error();
          }
          until_.end();
          host.stop();
        }) {}

  ~Worker() { end(); }

  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  Worker(Worker&&) = delete;
  Worker& operator=(Worker&&) = delete;

  /// Ends the others too, waits, and gives what broke.
  [[nodiscard]] Refusable join() {
    end();
    return broken_;
  }

 private:
  void end() {
    until_.end();
    if (thread_.joinable()) thread_.join();
  }

  UntilEnd& until_;
  Refusable broken_ = Done{};
  std::thread thread_;
};

void open_browser(const std::string& address) {
#ifdef _WIN32
  const std::string command = "start \"\" " + address;
#else
  const std::string command = "xdg-open " + address + " >/dev/null 2>&1 &";
#endif
  // The address is of digits and hex alone, and a browser that does not come is not our failure.
  [[maybe_unused]] const int ignored = std::system(command.c_str());  // NOLINT(cert-env33-c)
}

Refusable serve(cli::Context& context, const PageOptions& options) {
  UntilEnd until;
  Page page(context.data, options.printers);
  http::Router router;
  http::HostOptions host_options;
  host_options.language = context.console.language();
  http::Host host(router, std::move(host_options));
  const auto port = host.listen(options.listen);
  if (!port) return port.error();
  const std::string name = options.listen.substr(0, options.listen.rfind(':') + 1);
  const PageKey key = page_key(name + std::to_string(port.value()), random_bytes(kToken_bytes));
  add_file_routes(router, page, key, http::read_pack(embedded::field_pack()));
  add_order_routes(router, page);
  add_print_routes(router, page);
  add_work_routes(router, page);
  add_laptop_routes(router, page);
  add_bundle_routes(router, page);
  router.set_guard(page_guard(key));

  const std::string address = "http://" + key.host + "/open/" + key.token;
  context.console.answer(
      "{\"address\":\"" + address + "\"}",
      text_with(context.console.language(), "cli.page.at", {{"address", address}}) + '\n');
  std::fflush(stdout);
  Worker watching(until, host, [&] { watch(page, until); });
  Worker keeping(until, host, [&] { keep(page, until); });
  if (options.open) open_browser(address);
  Refusable served = host.run();
  const Refusable kept = keeping.join();
  const Refusable watched = watching.join();
  if (!served) return served;
  return kept ? watched : kept;
}

}  // namespace

void add_page(cli::Program& program) {
  auto options = std::make_shared<PageOptions>();
  CLI::App* verb =
      program.verb("page", [options](cli::Context& context) { return serve(context, *options); });
  program.setting(program.option(verb, "--listen", &options->listen));
  program.setting(program.option(verb, "--printers", &options->printers));
  program.option(verb, "--open", &options->open);
}

}  // namespace huidan::client
