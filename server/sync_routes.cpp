#include "server/sync_routes.hpp"

namespace huidan::server {

void add_sync_routes(http::Router& router, SyncDesk& sync) {
  http::Route route{"POST", "/v1/sync", "One exchange between a laptop and the desk", "device",
                    [&sync](const http::Request& request) {
                      auto frame = sync.exchange({request.header(core::kProofHeader),
                                                  request.header("Content-Type"), request.body});
                      if (!frame) return http::Response::error(frame.error(), request);
                      http::Response response;
                      response.content_type = std::string(frame.value().content_type);
                      response.body = std::move(frame).value().bytes;
                      return response;
                    }};
  route.content_types = {std::string(core::kJsonType), std::string(core::kZstdType)};
  router.add(std::move(route));
}

}  // namespace huidan::server
