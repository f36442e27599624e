#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "client/carry.hpp"
#include "client/commands/commands.hpp"
#include "client/commands/say.hpp"
#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"

namespace huidan::client {
namespace {

struct PhotoOptions {
  std::string no;
  std::string file;
  std::string kind = "photo";
  std::string get;
  std::string out;
};

Refusable add(cli::Context& context, const PhotoOptions& options) {
  const auto path = path_from_utf8(options.file);
  const auto bytes = read_file(path, limits::kBlob_bytes);
  if (!bytes) return bytes.error();
  const std::u8string file_name = path.filename().u8string();
  auto name = canonical_line("name", std::string(file_name.begin(), file_name.end()));
  if (!name) return name.error();
  Photo photo;
  photo.kind = options.kind;
  photo.name = std::move(name).value();
  Device device(context.data);
  return Telling(context, device, options.no)
      .written(device.add_photo(options.no, photo, bytes.value()));
}

/// The photo whose id or digest begins so, where just one does; the same bytes twice are one.
Result<Photo> find(const WorkOrder& order, const std::string& begin) {
  const Photo* found = nullptr;
  for (const Photo& photo : order.photos) {
    if (begin.empty() || !(photo.id.value.starts_with(begin) || photo.sha.starts_with(begin))) {
      continue;
    }
    if (found != nullptr && found->sha != photo.sha) {
      return Error{Code::too_many, begin, "photo"};
    }
    if (found == nullptr || photo.state == "ready") found = &photo;
  }
  if (found == nullptr) return Error{Code::not_found, begin, "photo"};
  return *found;
}

Refusable get(cli::Context& context, const PhotoOptions& options) {
  Device device(context.data);
  const auto order = device.order(options.no);
  if (!order) return order.error();
  const auto photo = find(order.value(), options.get);
  if (!photo) return photo.error();
  const auto bytes = photo_bytes(device, options.no, photo.value());
  if (!bytes) return bytes.error();
  write_file(path_from_utf8(options.out), bytes.value());
  const nlohmann::ordered_json document{{"out", options.out},
                                        {"sha", photo.value().sha},
                                        {"size", bytes.value().size()},
                                        {"media", photo.value().media}};
  context.console.answer(
      document.dump(),
      text_with(context.console.language(), "cli.photo.written", {{"out", options.out}}) + '\n');
  return Done{};
}

Refusable photo(cli::Context& context, const PhotoOptions& options) {
  const bool adds = !options.file.empty();
  const bool gets = !options.get.empty() && !options.out.empty();
  const bool half = options.get.empty() != options.out.empty();
  if (adds == gets || half) return Error{Code::usage, "FILE | --get ID --out FILE"};
  return adds ? add(context, options) : get(context, options);
}

}  // namespace

void add_photo(cli::Program& program) {
  auto options = std::make_shared<PhotoOptions>();
  CLI::App* verb =
      program.verb("photo", [options](cli::Context& context) { return photo(context, *options); });
  program.required(verb, "NO", &options->no);
  program.option(verb, "FILE", &options->file);
  program.one_of(verb, "--kind", &options->kind, {"photo", "scan", "other"});
  program.option(verb, "--get", &options->get);
  program.option(verb, "--out", &options->out);
}

}  // namespace huidan::client
