#include "client/enrol.hpp"

#include <memory>
#include <nlohmann/json.hpp>

#include "client/commands/commands.hpp"

namespace huidan::client {

void add_enrol(cli::Program& program) {
  struct EnrolOptions {
    std::string server;
    std::string code;
  };

  auto options = std::make_shared<EnrolOptions>();
  CLI::App* verb = program.verb("enrol", [options](cli::Context& context) -> Refusable {
    Device device(context.data);
    const auto identity = enrol(device, options->server, options->code);
    if (!identity) return identity.error();
    const Person& person = identity.value().person;
    const nlohmann::ordered_json document{{"device", identity.value().device.value},
                                          {"user", person.name},
                                          {"roles", roles_text(person.roles)}};
    context.console.answer(
        document.dump(),
        text_with(context.console.language(), "cli.enrol.done", {{"name", person.name}}) + '\n');
    return Done{};
  });
  program.required(verb, "--server", &options->server);
  program.required(verb, "--code", &options->code);
}

}  // namespace huidan::client
