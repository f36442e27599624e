#include <memory>

#include "client/device.hpp"
#include "client/page/commands/commands.hpp"
#include "pdf/seal/cms.hpp"
#include "pdf/seal/evidence.hpp"
#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"
#include "sync/cli/evidence_answer.hpp"

namespace huidan::client {
namespace {

constexpr std::uintmax_t kPem_bytes = 65536;

struct VerifyOptions {
  std::string file;
  std::string certificate;
};

/// A laptop knows its own key, and the desk's certificate when it is shown.
Refusable verify(cli::Context& context, const VerifyOptions& options) {
  const auto bytes = read_file(path_from_utf8(options.file), limits::kForm_bytes);
  if (!bytes) return bytes.error();
  std::string desk;
  if (!options.certificate.empty()) {
    const auto pem = read_file(path_from_utf8(options.certificate), kPem_bytes);
    if (!pem) return pem.error();
    const auto print = seal::fingerprint_of(pem.value());
    if (!print) return print.error();
    desk = print.value();
  }
  Device device(context.data);
  const auto me = device.identity();
  const auto key_of = [&](std::string_view asked) -> std::optional<std::string> {
    if (!me || me.value().device.value != asked) return std::nullopt;
    return public_half(me.value().secret_key);
  };
  const auto ours = [&](std::string_view print) { return !desk.empty() && print == desk; };
  const Evidence evidence = seal::weigh(bytes.value(), {key_of, ours, !desk.empty()});
  cli::say_evidence(context, evidence, options.file);
  return Done{};
}

}  // namespace

void add_verify(cli::Program& program) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* verb = program.verb(
      "verify", [options](cli::Context& context) { return verify(context, *options); });
  program.required(verb, "FILE", &options->file);
  program.option(verb, "--cert", &options->certificate);
}

}  // namespace huidan::client
