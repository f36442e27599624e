#pragma once
// The URLs of photos and scans.

#include <functional>

#include "server/blob_desk.hpp"
#include "sync/http/router.hpp"

namespace huidan::server {

using WhoLooks = std::function<Result<Hand>(const http::Request&)>;

/// `blobs` outlives the router. A person is asked for by `who`; a laptop proves itself.
void add_blob_routes(http::Router& router, BlobDesk& blobs, WhoLooks who);

}  // namespace huidan::server
