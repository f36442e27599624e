#include "server/commands/verify_form.hpp"

#include "pdf/seal/evidence.hpp"
#include "server/app.hpp"
#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"
#include "sync/cli/evidence_answer.hpp"

namespace huidan::server {
namespace {

constexpr std::string_view kBegins = "%PDF-";

std::optional<std::string> key_of(App& app, std::string_view device) {
  const auto key = app.desk.read([&](Records& records) -> Result<std::string> {
    const auto known = records.orders.device(DeviceId(std::string(device)));
    if (!known) return Error{Code::unknown_device};
    return known->public_key;
  });
  return key ? std::optional(key.value()) : std::nullopt;
}

Evidence weighed(const cli::Context& context, const std::string& bytes) {
  const Place place{context.data, context.store};
  std::error_code error;
  const bool there = !place.store.empty() ||
                     std::filesystem::exists(context.data / desk_holding().database, error);
  if (!there) {
    return seal::weigh(bytes, {[](std::string_view) { return std::nullopt; },
                               [](std::string_view) { return false; }, false});
  }
  App app(place);
  return seal::weigh(
      bytes, {[&](std::string_view device) { return key_of(app, device); },
              [&](std::string_view print) { return app.archive.has_sealed_with(print); }, true});
}

}  // namespace

bool is_form(const std::string& file) {
  return read_part(path_from_utf8(file), 0, kBegins.size()) == kBegins;
}

Refusable verify_form(cli::Context& context, const std::string& file) {
  const auto bytes = read_file(path_from_utf8(file), limits::kForm_bytes);
  if (!bytes) return bytes.error();
  cli::say_evidence(context, weighed(context, bytes.value()), file);
  return Done{};
}

}  // namespace huidan::server
