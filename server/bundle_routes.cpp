#include "server/bundle_routes.hpp"

#include "sync/core/handover.hpp"
#include "sync/core/proof.hpp"

namespace huidan::server {

void add_bundle_routes(http::Router& router, BundleDesk& bundles, Proofs& proofs) {
  http::Route route{"POST", "/v1/bundle", "A hand-over that another laptop brings for its giver",
                    "device", [&](const http::Request& request) {
                      const auto bringer = proofs.device(request.header(core::kProofHeader),
                                                         core::sync_statement(request.body));
                      const auto handed = bringer
                                              ? bundles.take_handed(bringer.value(), request.body)
                                              : Result<core::HandedOver>(bringer.error());
                      if (!handed) return http::Response::error(handed.error(), request);
                      return http::Response::json(core::encode_handed_over(handed.value()));
                    }};
  route.content_types = {std::string(core::kBundleType)};
  router.add(std::move(route));
}

}  // namespace huidan::server
