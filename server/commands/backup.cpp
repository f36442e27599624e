#include <memory>

#include "server/app.hpp"
#include "server/backups.hpp"
#include "server/commands/commands.hpp"
#include "server/commands/verify_form.hpp"
#include "sync/base/time.hpp"
#include "sync/cli/backup_answer.hpp"

namespace huidan::server {
namespace {

struct BackupOptions {
  std::string file;
  std::string key;
};

Refusable backup(cli::Context& context, const BackupOptions& options) {
  const auto to = store::backup_file(options.file, options.key);
  if (!to) return to.error();
  const SystemClock clock;
  const auto made = store::back_up(context.data, desk_holding({context.data, context.store}),
                                   to.value(), time_from_ms(clock.wall_ms()));
  if (!made) return made.error();
  cli::say_backup(context.console, store::manifest_text(made.value()), options.file);
  return Done{};
}

/// Who was let in when the backup was made, and is again now.
cli::ComeBack come_back(const std::filesystem::path& folder) {
  App app({folder});
  cli::ComeBack back;
  for (const Person& person : app.people.list()) {
    if (person.active) back.users.push_back(person.name);
  }
  for (const store::LaptopRow& laptop : app.people.laptops()) {
    if (laptop.revoked_at.empty()) back.laptops.push_back(laptop.id.value + ' ' + laptop.person);
  }
  return back;
}

Refusable restore(cli::Context& context, const BackupOptions& options) {
  const auto from = store::backup_file(options.file, options.key);
  if (!from) return from.error();
  const auto into = std::filesystem::absolute(context.data);  // "." is another folder afterwards
  const auto made = restore_desk(from.value(), into);
  if (!made) return made.error();
  cli::say_backup(context.console, store::manifest_text(made.value()), options.file,
                  come_back(into));
  return Done{};
}

/// Of a printed form, of a backup, or of the desk as it stands: pages, rows, chains, receipts,
/// photos.
Refusable verify(cli::Context& context, const BackupOptions& options) {
  if (!options.file.empty()) {
    if (is_form(options.file)) return verify_form(context, options.file);
    const auto from = store::backup_file(options.file, options.key);
    if (!from) return from.error();
    const auto manifest = store::verify_backup(from.value(), desk_holding());
    cli::say_backup(context.console, store::manifest_text(manifest), options.file);
    return Done{};
  }
  std::error_code error;
  const Place place{context.data, context.store};
  const bool there = !place.store.empty() ||
                     std::filesystem::exists(context.data / desk_holding().database, error);
  if (!there) return Error{Code::not_found, context.data.string()};
  const App app(place);
  store::Database database(open_store(place));
  store::Manifest found;
  found.at = time_from_ms(SystemClock().wall_ms());
  found.census = desk_holding().census(database, context.data);
  found.photo_bytes = store::check_photos(context.data, desk_holding(), found.census.photos);
  cli::say_backup(context.console, store::manifest_text(found), context.data.string());
  return Done{};
}

}  // namespace

void add_backup(cli::Program& program) {
  auto options = std::make_shared<BackupOptions>();
  using Run = Refusable (*)(cli::Context&, const BackupOptions&);
  const auto add = [&](std::string_view name, Run run) {
    return program.verb(name,
                        [options, run](cli::Context& context) { return run(context, *options); });
  };
  const auto keyed = [&](CLI::App* verb) {
    program.setting(program.option(verb, "--backup-key", &options->key));
  };
  CLI::App* making = add("backup", backup);
  program.required(making, "FILE", &options->file);
  keyed(making);
  CLI::App* restoring = add("restore", restore);
  program.required(restoring, "FILE", &options->file);
  keyed(restoring);
  CLI::App* verifying = add("verify", verify);
  program.option(verifying, "FILE", &options->file);
  keyed(verifying);
}

}  // namespace huidan::server
