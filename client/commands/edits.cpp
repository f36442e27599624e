#include <memory>

#include "client/commands/commands.hpp"
#include "client/commands/say.hpp"
#include "client/device.hpp"
#include "client/work.hpp"
#include "sync/base/time.hpp"
#include "sync/cli/order_text.hpp"

namespace huidan::client {
namespace {

struct EditsOptions {
  std::string no;
  std::string what;
  std::string at;
  std::string note;
  std::string part;
  std::string correct;  // why a signed form is corrected
  std::vector<std::string> words;
};

std::string time_of(const Device& device, const EditsOptions& options) {
  return options.at.empty() ? time_from_ms(device.clock().wall_ms()) : options.at;
}

/// Writes what `compose` makes; with --correct over a signed form as well, its reason beside it.
Refusable edit(cli::Context& context, const EditsOptions& options, Device& device,
               const Compose& compose) {
  const Telling telling(context, device, options.no);
  if (options.correct.empty()) return telling.written(device.write(options.no, compose));
  const std::string why =
      text_with(context.console.language(), "page.correction_note", {{"why", options.correct}});
  const std::vector<Compose> steps{[&](const WorkOrder&) { return add_note(why); }, compose};
  return telling.written(device.write_all(options.no, steps, OnSigned::correct));
}

Refusable set(cli::Context& context, const EditsOptions& options) {
  const auto words = cli::assignments(options.words);
  if (!words) return words.error();
  Device device(context.data);
  return edit(context, options, device,
              [&](const WorkOrder& order) { return set_fields(order, words.value()); });
}

Refusable add_part_row(cli::Context& context, const EditsOptions& options) {
  const auto words = cli::assignments(options.words);
  if (!words) return words.error();
  Device device(context.data);
  const RowId id(new_uuid7(device.clock().wall_ms(), device.random()));
  return edit(context, options, device,
              [&](const WorkOrder& order) { return add_part(order, id, words.value()); });
}

/// The row of that number in what `show` prints, else the word itself, which is a row's id.
std::string row_of(const WorkOrder& order, const std::string& word) {
  int number = 0;
  for (const Part& part : order.parts) {
    if (!part.removed && std::to_string(++number) == word) return part.id.value;
  }
  return word;
}

Refusable remove_part_row(cli::Context& context, const EditsOptions& options) {
  Device device(context.data);
  return edit(context, options, device, [&](const WorkOrder& order) {
    return remove_part(order, row_of(order, options.part));
  });
}

Refusable stamp_visit(cli::Context& context, const EditsOptions& options) {
  Device device(context.data);
  return edit(context, options, device, [&](const WorkOrder& order) {
    return stamp(order, options.what, time_of(device, options));
  });
}

Refusable note_down(cli::Context& context, const EditsOptions& options) {
  Device device(context.data);
  return edit(context, options, device, [&](const WorkOrder&) { return add_note(options.note); });
}

Refusable make(cli::Context& context, const EditsOptions& options) {
  const auto words = cli::assignments(options.words);
  if (!words) return words.error();
  Device device(context.data);
  const auto me = device.identity();
  if (!me) return me.error();
  return Telling(context, device, {}).written(device.make([&](const std::string& no) {
    return new_order(no, me.value().person.name, time_from_ms(device.clock().wall_ms()),
                     words.value());
  }));
}

Refusable finish(cli::Context& context, const EditsOptions& options) {
  Device device(context.data);
  const auto me = device.identity();
  if (!me) return me.error();
  return edit(context, options, device, [&](const WorkOrder& order) {
    return complete(order, me.value().person.name, time_of(device, options));
  });
}

Refusable visit_again(cli::Context& context, const EditsOptions& options) {
  Device device(context.data);
  const RowId id(new_uuid7(device.clock().wall_ms(), device.random()));
  return edit(context, options, device, [&](const WorkOrder&) -> Result<core::OpBody> {
    return core::OpBody(core::NewVisit{id});
  });
}

}  // namespace

void add_edits(cli::Program& program) {
  auto options = std::make_shared<EditsOptions>();
  const auto verb = [&](std::string_view path, auto run) {
    CLI::App* added = program.verb(
        path, [options, run](cli::Context& context) { return run(context, *options); });
    program.required(added, "NO", &options->no);
    return added;
  };
  const auto correctable = [&](CLI::App* changing) {
    program.option(changing, "--correct", &options->correct);
    return changing;
  };
  program.required(correctable(verb("set", set)), "FIELD=VALUE", &options->words);

  program.required(
      program.verb("new", [options](cli::Context& context) { return make(context, *options); }),
      "FIELD=VALUE", &options->words);

  CLI::App* stamping = correctable(verb("stamp", stamp_visit));
  program.required(stamping, "WHAT", &options->what);
  program.option(stamping, "--at", &options->at);

  program.required(verb("note", note_down), "TEXT", &options->note);
  program.option(verb("complete", finish), "--at", &options->at);

  // INTERFACES puts the order's number between noun and verb: part NO add …, visit NO new.
  CLI::App* part =
      verb("part", [](cli::Context&, const EditsOptions&) -> Refusable { return Done{}; });
  cli::Program::needs_subverb(part);
  CLI::App* adding = program.verb_of(part, "part.add", [options](cli::Context& context) {
    return add_part_row(context, *options);
  });
  program.required(correctable(adding), "FIELD=VALUE", &options->words);
  CLI::App* removing = program.verb_of(part, "part.remove", [options](cli::Context& context) {
    return remove_part_row(context, *options);
  });
  program.required(correctable(removing), "ID", &options->part);
  CLI::App* visit =
      verb("visit", [](cli::Context&, const EditsOptions&) -> Refusable { return Done{}; });
  cli::Program::needs_subverb(visit);
  program.verb_of(visit, "visit.new",
                  [options](cli::Context& context) { return visit_again(context, *options); });
}

}  // namespace huidan::client
