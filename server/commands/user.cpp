#include <memory>
#include <nlohmann/json.hpp>

#include "server/app.hpp"
#include "server/commands/commands.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"

namespace huidan::server {
namespace {

using nlohmann::ordered_json;

struct UserOptions {
  std::string name;
  std::string roles;
  std::string group;
  std::string password_file;
};

constexpr std::size_t kPasswordGroups = 4;

/// A password never stands in argv: it comes from a file, or is made up and shown once.
Result<std::string> password_of(const UserOptions& options) {
  if (options.password_file.empty()) return random_code(kPasswordGroups);
  auto file = read_file(path_from_utf8(options.password_file), limits::kPassword_bytes_max + 2);
  if (!file) return file.error();
  return std::string(trimmed(file.value()));
}

Refusable add(cli::Context& context, const UserOptions& options) {
  const auto roles = roles_from_text(options.roles);
  if (!roles) return roles.error();
  const auto password = password_of(options);
  if (!password) return password.error();
  App app({context.data, context.store});
  const auto person = app.people.add(options.name, roles.value(), options.group, password.value());
  if (!person) return person.error();

  ordered_json document{{"name", person.value().name},
                        {"roles", roles_text(person.value().roles)},
                        {"group", person.value().group}};
  std::string lines = person.value().name + '\n';
  if (options.password_file.empty()) {
    document["password"] = password.value();
    lines = text_with(context.console.language(), "cli.user.added",
                      {{"name", person.value().name}, {"password", password.value()}}) +
            '\n';
  }
  context.console.answer(document.dump(), lines);
  return Done{};
}

Refusable list_people(cli::Context& context) {
  App app({context.data, context.store});
  ordered_json users = ordered_json::array();
  std::string lines;
  for (const Person& person : app.people.list()) {
    users.push_back({{"name", person.name},
                     {"roles", roles_text(person.roles)},
                     {"group", person.group},
                     {"active", person.active}});
    lines += person.name + '\t' + roles_text(person.roles) + '\t' + person.group + '\t' +
             (person.active ? "+" : "-") + '\n';
  }
  context.console.answer(ordered_json{{"users", users}}.dump(), lines);
  return Done{};
}

Refusable disable(cli::Context& context, const UserOptions& options) {
  App app({context.data, context.store});
  if (auto done = app.people.set_active(options.name, false); !done) return done.error();
  context.console.answer(ordered_json{{"name", options.name}, {"active", false}}.dump(),
                         options.name + '\n');
  return Done{};
}

Refusable change_password(cli::Context& context, const UserOptions& options) {
  const auto password = password_of(options);
  if (!password) return password.error();
  App app({context.data, context.store});
  if (auto done = app.people.set_password(options.name, password.value()); !done) {
    return done.error();
  }
  ordered_json document{{"name", options.name}};
  if (options.password_file.empty()) document["password"] = password.value();
  context.console.answer(document.dump(),
                         (options.password_file.empty() ? password.value() : options.name) + '\n');
  return Done{};
}

}  // namespace

void add_user(cli::Program& program) {
  auto options = std::make_shared<UserOptions>();
  CLI::App* adding =
      program.verb("user add", [options](cli::Context& context) { return add(context, *options); });
  program.required(adding, "NAME", &options->name);
  program.required(adding, "--roles", &options->roles);
  program.option(adding, "--group", &options->group);
  program.option(adding, "--password-file", &options->password_file);

  program.verb("user list", list_people);

  CLI::App* disabling = program.verb(
      "user disable", [options](cli::Context& context) { return disable(context, *options); });
  program.required(disabling, "NAME", &options->name);

  CLI::App* changing = program.verb("user passwd", [options](cli::Context& context) {
    return change_password(context, *options);
  });
  program.required(changing, "NAME", &options->name);
  program.option(changing, "--password-file", &options->password_file);
}

}  // namespace huidan::server
