#pragma once
// The URL of a sync.

#include "server/sync_desk.hpp"
#include "sync/http/router.hpp"

namespace huidan::server {

/// `sync` outlives the router.
void add_sync_routes(http::Router& router, SyncDesk& sync);

}  // namespace huidan::server
