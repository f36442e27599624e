// The page's own files; the page itself with the first orders in it, for whoever may see them.
#include "client/page/first_screen.hpp"
#include "client/page/page.hpp"

namespace huidan::client {

void add_file_routes(http::Router& router, Page& page, const PageKey& key,
                     std::vector<http::Asset> files) {
  const auto first = [&page, key](const http::Request& request) {
    http::FirstScreen screen;
    // Whoever reloads a screen later stands on it, perhaps with a customer beside him.
    if (!knows_token(key, request) || !request.query.contains("start")) return screen;
    // What he chose on the page is a cookie (web/src/shared/remembered.ts).
    const auto chosen = language_from_tag(request.cookie("huidan-language"));
    screen.language = chosen.value_or(request.language);
    (void)page.alone([&](Device& device) {
      screen.html = first_screen(device, screen.language);
      return http::Response{};
    });
    return screen;
  };
  http::add_asset_routes(router, kAnyone, std::move(files), first);
  add_way_in(router, key);
}

}  // namespace huidan::client
