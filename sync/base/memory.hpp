#pragma once
// How a program keeps house with its memory: the allocator's own rules give every large piece back
// to the system as soon as it is freed, and take it anew, page by page, a moment later.

#include <cstddef>

#include "sync/base/limits.hpp"

namespace huidan {

/// What was freed stays with the process, up to so many bytes for each thread's share, for the next
/// form, sync or request to use: a third of the time of a form went into giving its memory back and
/// taking it again. Once, at a program's start; nothing where the allocator has no such rule.
void keep_freed_memory(int most_bytes = limits::kKeptMemory_bytes) noexcept;

/// Takes so many bytes from the system at once, for what a short program will need in a moment, and
/// as huge pages where there are such: each small page costs a fault when it is first touched, and
/// on a virtual machine another one behind it, together more than what is written there. Once,
/// after keep_freed_memory, which keeps them; nothing where the system has no such call.
void take_memory(std::size_t bytes) noexcept;

}  // namespace huidan
