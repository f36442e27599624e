#pragma once

// How a program keeps house with its memory: the allocator's own rules give every large piece back
// to the system as soon as it is freed, and take it anew, page by page, a moment later.

namespace huidan {

/// What was freed stays with the process, up to limits::kKeptMemory_bytes for each thread's share,
/// for the next form, sync or request to use: a third of the time of a form went into giving its
/// memory back and taking it again. Once, at a program's start; nothing where the allocator has no
/// such rule.
void keep_freed_memory() noexcept;

}  // namespace huidan
