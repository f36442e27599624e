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

std::vector<Header> guarded(std::string_view keep) {
  return {{"Cache-Control", std::string(keep)},
          {"Content-Security-Policy", std::string(page_policy())},
          {"Referrer-Policy", "no-referrer"},
          {"Permissions-Policy", "camera=(self)"}};
}

Response served(const Asset* asset, const Request& request, std::string_view keep) {
  if (asset == nullptr) return Response::error({Code::not_found}, request);
  const std::string tag = '"' + std::string(asset->hash) + '"';
  Response response;
  response.headers = guarded(keep);
  response.headers.push_back({"ETag", tag});
  if (request.header("If-None-Match") == tag) {
    response.status = 304;
    return response;
  }
  if (!asset->encoding.empty()) {
    response.headers.push_back({"Content-Encoding", std::string(asset->encoding)});
  }
  response.content_type = asset->type;
  response.body = asset->bytes;
  return response;
}

/// Puts `what` in the place of what stands between the first `begin` and the `end` behind it.
void put_between(std::string& page, std::string_view begin, std::string_view end,
                 std::string_view what) {
  const std::size_t at = page.find(begin);
  if (at == std::string::npos) return;
  const std::size_t from = at + begin.size();
  const std::size_t until = page.find(end, from);
  if (until != std::string::npos) page.replace(from, until - from, what);
}

/// The page with its first screen in it. It holds somebody's orders: no cache keeps it.
Response written(const Asset& index, const FirstScreen& first) {
  Response response;
  response.headers = guarded("no-store");
  response.content_type = index.type;
  response.body = index.bytes;
  put_between(response.body, "<html lang=\"", "\"", language_tag(first.language));
  put_between(response.body, "<div id=\"app\">", "</div>", first.html);
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
    asset.encoding = upto(line, '\t');
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

void add_asset_routes(Router& router, std::string_view caller, std::vector<Asset> files,
                      const ShowFirst& first) {
  const auto assets = std::make_shared<const std::vector<Asset>>(std::move(files));
  const auto find = [assets](std::string_view path) -> const Asset* {
    const auto found = std::ranges::find(*assets, path, &Asset::path);
    return found == assets->end() ? nullptr : &*found;
  };
  router.add({"GET", "/", "The page", std::string(caller), [find, first](const Request& request) {
                const Asset* index = find("index.html");
                const FirstScreen screen = first ? first(request) : FirstScreen{};
                if (index != nullptr && !screen.html.empty()) return written(*index, screen);
                return served(index, request, "no-cache");
              }});
  // Their names hold their digest: what one says, it says for ever.
  router.add({"GET", "/assets/{name}", "A file of the page", std::string(caller),
              [find](const Request& request) {
                return served(find("assets/" + std::string(request.parameter("name"))), request,
                              "public, max-age=31536000, immutable");
              }});
}

}  // namespace huidan::http
