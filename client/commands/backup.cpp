#include <memory>

#include "client/commands/commands.hpp"
#include "client/device.hpp"
#include "sync/base/time.hpp"
#include "sync/cli/backup_answer.hpp"
#include "sync/store/backup.hpp"
#include "sync/store/migrations.hpp"

namespace huidan::client {
namespace {

struct BackupOptions {
  std::string file;
  std::string key;
};

store::Holding laptop_holding() {
  return {"laptop",
          "laptop.db",
          {"device.key"},
          [](store::Database& database, const std::filesystem::path& /*folder*/) {
            return store::laptop_census(database);
          }};
}

Refusable backup(cli::Context& context, const BackupOptions& options) {
  Device device(context.data);
  if (const auto me = device.identity(); !me) return me.error();
  const auto to = store::backup_file(options.file, options.key);
  if (!to) return to.error();
  const auto made = store::back_up(context.data, laptop_holding(), to.value(),
                                   time_from_ms(device.clock().wall_ms()));
  if (!made) return made.error();
  cli::say_backup(context.console, store::manifest_text(made.value()), options.file);
  return Done{};
}

/// What it had sent since is the desk's, which tells the old laptop from the new by its chain and
/// has it begin again (SYNC §2.2).
Refusable restore(cli::Context& context, const BackupOptions& options) {
  const auto from = store::backup_file(options.file, options.key);
  if (!from) return from.error();
  const auto made =
      store::restore(from.value(), laptop_holding(), context.data, [](store::Database& database) {
        store::migrate(database, "laptop", store::laptop_migrations());
      });
  if (!made) return made.error();
  cli::say_backup(context.console, store::manifest_text(made.value()), options.file);
  return Done{};
}

}  // namespace

void add_backup(cli::Program& program) {
  auto options = std::make_shared<BackupOptions>();
  const auto add = [&](std::string_view name,
                       Refusable (*run)(cli::Context&, const BackupOptions&)) {
    CLI::App* verb = program.verb(
        name, [options, run](cli::Context& context) { return run(context, *options); });
    program.required(verb, "FILE", &options->file);
    program.setting(program.option(verb, "--backup-key", &options->key));
  };
  add("backup", backup);
  add("restore", restore);
}

}  // namespace huidan::client
