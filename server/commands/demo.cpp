#include <memory>
#include <nlohmann/json.hpp>

#include "server/commands/commands.hpp"
#include "server/demo/sample.hpp"
#include "server/seal_key.hpp"

namespace huidan::server {

void add_demo(cli::Program& program) {
  auto large = std::make_shared<bool>(false);
  CLI::App* verb = program.verb("demo", [large](cli::Context& context) -> Refusable {
    App app({context.data, context.store});
    auto stamp = desk_stamp(context.data, {}, app.desk.now_ms());
    if (!stamp) return stamp.error();
    app.archive.seal_with(std::move(stamp).value());
    const auto sample = fill_with_sample(app, *large ? SampleSize::large : SampleSize::some);
    if (!sample) return sample.error();
    nlohmann::ordered_json logins = nlohmann::ordered_json::array();
    std::string lines;
    for (const SampleLogin& login : sample.value().logins) {
      logins.push_back(
          {{"name", login.name}, {"roles", login.roles}, {"password", login.password}});
      lines += login.name + '\t' + login.roles + '\t' + login.password + '\n';
    }
    const nlohmann::ordered_json document{{"orders", sample.value().orders}, {"logins", logins}};
    context.console.answer(document.dump(), lines);
    return Done{};
  });
  program.option(verb, "--large", &*large);
}

}  // namespace huidan::server
