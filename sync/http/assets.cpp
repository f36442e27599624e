#include "sync/http/assets.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <string>

namespace huidan::http {
namespace {

/// Up to the next `end`, which is taken off `text` too.
std::string_view upto(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  const std::string_view head = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return head;
}

Response served(const Asset* asset, const Request& request, std::string_view keep) {
  if (asset == nullptr) return Response::error({Code::not_found}, request);
  const std::string tag = '"' + std::string(asset->hash) + '"';
  Response response;
  response.headers = {{"ETag", tag},
                      {"Cache-Control", std::string(keep)},
                      {"Content-Security-Policy", std::string(page_policy())},
                      {"Referrer-Policy", "no-referrer"},
                      {"Permissions-Policy", "camera=(self)"}};
  if (request.header("If-None-Match") == tag) {
    response.status = 304;
    return response;
  }
  response.headers.push_back({"Content-Encoding", "gzip"});
  response.content_type = asset->type;
  response.body = asset->bytes;
  return response;
}

}  // namespace

std::vector<Asset> read_pack(std::string_view pack) {
  std::vector<Asset> assets;
  std::vector<std::size_t> sizes;
  while (!pack.empty()) {
    std::string_view line = upto(pack, '\n');
    if (line.empty()) break;
    Asset asset;
    asset.path = upto(line, '\t');
    asset.type = upto(line, '\t');
    asset.hash = upto(line, '\t');
    std::size_t size = 0;
    std::from_chars(line.data(), line.data() + line.size(), size);
    sizes.push_back(size);
    assets.push_back(asset);
  }
  for (std::size_t i = 0; i < assets.size(); ++i) {
    assets[i].bytes = pack.substr(0, sizes[i]);
    pack.remove_prefix(std::min(sizes[i], pack.size()));
  }
  return assets;
}

std::string_view page_policy() noexcept {
  return "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data: blob:; "
         "frame-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
         "frame-ancestors 'self'";
}

void add_asset_routes(Router& router, std::string_view caller, std::vector<Asset> files) {
  const auto assets = std::make_shared<const std::vector<Asset>>(std::move(files));
  const auto find = [assets](std::string_view path) -> const Asset* {
    const auto found = std::ranges::find(*assets, path, &Asset::path);
    return found == assets->end() ? nullptr : &*found;
  };
  router.add({"GET", "/", "The page", std::string(caller), [find](const Request& request) {
                return served(find("index.html"), request, "no-cache");
              }});
  // Their names hold their digest: what one says, it says for ever.
  router.add({"GET", "/assets/{name}", "A file of the page", std::string(caller),
              [find](const Request& request) {
                return served(find("assets/" + std::string(request.parameter("name"))), request,
                              "public, max-age=31536000, immutable");
              }});
}

}  // namespace huidan::http
