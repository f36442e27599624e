#pragma once
// Clears a laptop's folder of photos of the files that nothing needs any more.

#include "sync/core/op.hpp"
#include "sync/store/blobs.hpp"
#include "sync/store/laptop_store.hpp"

namespace huidan::store {

/// Removes what no order shows, as `writer` sees it, and no op of this laptop still answers for:
/// crashes leave a file without its row. Under the database's write lock, so that no photo is
/// between its file and its op.
void sweep_blobs(BlobFiles& files, LaptopStore& store, const core::Writer& writer);

}  // namespace huidan::store
