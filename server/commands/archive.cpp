#include <memory>
#include <nlohmann/json.hpp>

#include "server/app.hpp"
#include "server/commands/commands.hpp"
#include "server/commands/hand.hpp"
#include "server/commands/seal_options.hpp"
#include "sync/base/file.hpp"
#include "sync/cli/print_options.hpp"

namespace huidan::server {
namespace {

struct ArchiveOptions {
  std::string no;
  std::string out;
  std::string as;
  StampFiles stamp;
};

void say_archived(cli::Context& context, const ArchiveOptions& options, const Archived& done,
                  const std::string& fingerprint) {
  nlohmann::ordered_json document = told(done, fingerprint);
  document["out"] = options.out;
  const Language language = context.console.language();
  std::string lines =
      text_with(language, done.before ? "cli.archive.before" : "cli.archive.done",
                {{"no", done.order.no}, {"sha", done.file.sha}, {"certificate", fingerprint}}) +
      '\n';
  lines += cli::missing_line(language, done.missing);
  if (!options.out.empty()) {
    lines += text_with(language, "cli.photo.written", {{"out", options.out}}) + '\n';
  }
  context.console.answer(document.dump(), lines);
}

Refusable archive(cli::Context& context, const ArchiveOptions& options) {
  App app({context.data, context.store});
  const auto hand = hand_of(app, options.as);
  if (!hand) return hand.error();
  const auto fonts = app.fonts();
  if (!fonts) return fonts.error();
  const auto stamp = desk_stamp(context.data, options.stamp, app.desk.now_ms());
  if (!stamp) return stamp.error();
  app.archive.seal_with(stamp.value());
  const auto done = app.archive.archive(hand.value(), options.no, *fonts.value());
  if (!done) return done.error();
  if (!options.out.empty()) write_file(path_from_utf8(options.out), done.value().pdf);
  say_archived(context, options, done.value(), app.archive.fingerprint());
  return Done{};
}

}  // namespace

void add_seal_options(cli::Program& program, CLI::App* verb, StampFiles& files) {
  program.setting(program.option(verb, "--seal-key", &files.key));
  program.setting(program.option(verb, "--seal-cert", &files.certificate));
}

void add_archive(cli::Program& program) {
  auto options = std::make_shared<ArchiveOptions>();
  CLI::App* verb = program.verb(
      "archive", [options](cli::Context& context) { return archive(context, *options); });
  program.required(verb, "NO", &options->no);
  program.option(verb, "--out", &options->out);
  program.option(verb, "--as", &options->as);
  add_seal_options(program, verb, options->stamp);
}

}  // namespace huidan::server
