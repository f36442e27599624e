#pragma once
// The URLs of photos and scans.

#include "server/blob_desk.hpp"
#include "server/desk/desk_routes.hpp"

namespace huidan::server {

/// `blobs` outlives the router. A person is asked for by `who`; a laptop proves itself.
void add_blob_routes(http::Router& router, BlobDesk& blobs, WhoAsks who);

}  // namespace huidan::server
