#include "server/app.hpp"

#include "server/blob_routes.hpp"
#include "server/bundle_routes.hpp"
#include "server/desk/dispatch/dispatch_routes.hpp"
#include "server/desk/forms/forms_routes.hpp"
#include "server/desk/people/people_routes.hpp"
#include "server/desk/returns/returns_routes.hpp"
#include "server/sync_routes.hpp"
#include "sync/base/file.hpp"
#include "sync/http/assets.hpp"

namespace huidan::server {

App::App(const Place& place, const HashCost& cost)
    : desk(place, clock_, random_), people(desk, cost) {
  add_sync_routes(router_, sync);
  const auto who = [this](const http::Request& request) { return people.hand(token_of(request)); };
  add_people_routes(router_, people, who);
  add_dispatch_routes(router_, dispatch, who);
  add_blob_routes(router_, blobs, who);
  add_bundle_routes(router_, bundles, proofs);
  add_forms_routes(router_, forms, who, [this] { return fonts(); });
  add_archive_routes(router_, archive, who, [this] { return fonts(); });
  add_returns_routes(router_, returns, who,
                     [this](const WorkOrder& order) { return dispatch.json(order); });
  http::add_asset_routes(router_, "anyone", http::read_pack(embedded::desk_pack()));
  add_operations_routes(router_, operations);
  router_.add({"GET", "/openapi.json", "This description", "anyone",
               [this](const http::Request&) { return http::Response::json(router_.openapi()); }});
}

Result<const pdf::FontShelf*> App::fonts() {
  const std::lock_guard lock(fonts_mutex_);
  if (!fonts_) {
    const std::string elsewhere = environment("HUIDAN_FONTS");
    auto opened = pdf::FontShelf::open(
        path_from_utf8(elsewhere.empty() ? std::string_view(HUIDAN_FONTS_DIR) : elsewhere));
    if (!opened) return opened.error();
    fonts_.emplace(std::move(opened).value());
  }
  return &*fonts_;
}

}  // namespace huidan::server
