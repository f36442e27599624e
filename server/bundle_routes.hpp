#pragma once
// What a laptop brings for another one: POST /v1/bundle (sync/README.md, "Handed over").

#include "server/bundle_desk.hpp"
#include "server/proof.hpp"
#include "sync/http/router.hpp"

namespace huidan::server {

/// Both outlive the router.
void add_bundle_routes(http::Router& router, BundleDesk& bundles, Proofs& proofs);

}  // namespace huidan::server
