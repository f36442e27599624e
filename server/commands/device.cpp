#include <memory>
#include <nlohmann/json.hpp>

#include "server/app.hpp"
#include "server/commands/commands.hpp"
#include "sync/cli/receipts.hpp"
#include "sync/core/receipt.hpp"

namespace huidan::server {
namespace {

using nlohmann::ordered_json;

Refusable code(cli::Context& context, const std::string& user) {
  App app({context.data, context.store});
  const auto made = app.people.enrol_code(user);
  if (!made) return made.error();
  const ordered_json document{{"code", made.value().code}, {"expires_at", made.value().expires_at}};
  context.console.answer(
      document.dump(),
      text_with(context.console.language(), "cli.device.code",
                {{"code", made.value().code}, {"at", time_for_people(made.value().expires_at)}}) +
          '\n');
  return Done{};
}

Refusable list_laptops(cli::Context& context) {
  App app({context.data, context.store});
  ordered_json devices = ordered_json::array();
  std::string lines;
  for (const store::LaptopRow& laptop : app.people.laptops()) {
    devices.push_back({{"id", laptop.id.value},
                       {"name", laptop.name},
                       {"user", laptop.person},
                       {"created_at", laptop.created_at},
                       {"revoked_at", laptop.revoked_at},
                       {"revoked", laptop.revoked},
                       {"incarnation", laptop.incarnation},
                       {"last_n", laptop.last_n},
                       {"unsent", laptop.pending}});
    lines += laptop.id.value + '\t' + laptop.person + '\t' + laptop.name + '\t' +
             time_for_people(laptop.created_at) + '\t' + time_for_people(laptop.revoked_at) + '\n';
  }
  context.console.answer(ordered_json{{"devices", devices}}.dump(), lines);
  return Done{};
}

Refusable revoke(cli::Context& context, const std::string& device, core::Revoked how) {
  App app({context.data, context.store});
  if (auto done = app.people.revoke(device, how); !done) return done.error();
  const char* word = how == core::Revoked::lost ? "lost" : "retired";
  context.console.answer(ordered_json{{"id", device}, {"revoked", word}}.dump(), device + '\n');
  return Done{};
}

/// The receipts of a laptop, or the one that somebody reads out.
Refusable receipts(cli::Context& context, const std::string& device_or_number) {
  App app({context.data, context.store});
  const auto found = app.people.receipts({}, device_or_number);
  if (!found) return found.error();
  context.console.answer(core::encode_receipts(found.value()),
                         cli::receipt_lines(context.console.language(), found.value()));
  return Done{};
}

}  // namespace

void add_device(cli::Program& program) {
  auto name = std::make_shared<std::string>();
  CLI::App* coding =
      program.verb("device code", [name](cli::Context& context) { return code(context, *name); });
  program.required(coding, "USER", &*name);
  program.verb("device list", list_laptops);
  CLI::App* looking_up = program.verb(
      "device receipts", [name](cli::Context& context) { return receipts(context, *name); });
  program.required(looking_up, "DEVICE|NUMBER", &*name);
  auto retired = std::make_shared<bool>(false);
  CLI::App* revoking = program.verb("device revoke", [name, retired](cli::Context& context) {
    return revoke(context, *name, *retired ? core::Revoked::retired : core::Revoked::lost);
  });
  program.required(revoking, "DEVICE", &*name);
  program.option(revoking, "--retired", &*retired);
}

}  // namespace huidan::server
