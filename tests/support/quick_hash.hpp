#pragma once
// What a guess costs in tests that make many people and many codes: the least that argon2id takes.
// The programs are run at their own cost (tests/e2e/guess_cost_test.cpp).

#include "sync/base/crypto.hpp"

namespace huidan::test {

inline constexpr HashCost kQuickHash{.passes = 1, .memory_bytes = 8192};

}  // namespace huidan::test
