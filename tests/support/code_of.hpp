#pragma once
// What a piece of work breaks with.

#include "sync/base/result.hpp"

namespace huidan::test {

/// Code::usage, which no store says, when it breaks nothing.
template <typename Work>
Code code_of(Work work) {
  try {
    work();
  } catch (const Failure& failure) {
    return failure.error().code;
  }
  return Code::usage;
}

}  // namespace huidan::test
