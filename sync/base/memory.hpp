#pragma once
// How a program keeps house with its memory: the allocator's own rules give every large piece back
// to the system as soon as it is freed, and take it anew, page by page, a moment later.

#include "sync/base/limits.hpp"

namespace huidan {

/// What was freed stays with the process, up to so many bytes for each thread's share, for the next
/// form, sync or request to use: a third of the time of a form went into giving its memory back and
/// taking it again. Once, at a program's start; nothing where the allocator has no such rule.
void keep_freed_memory(int most_bytes = limits::kKeptMemory_bytes) noexcept;

}  // namespace huidan
