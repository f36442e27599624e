#pragma once
// An engineer's work on one order, by the commands of his laptop, and what either program must show
// of the order ever after.

#include <cstddef>
#include <string>
#include <vector>

#include "tests/support/programs.hpp"

namespace huidan::e2e {

/// The order's fields of INTERFACES. `termination_reason` stands apart: it says why an order ended
/// without the work, and none of these did.
[[nodiscard]] const std::vector<std::string>& order_fields();

/// What an order says, without what only its keeping needs: the ids, moments, digests and
/// signatures of its rows, its version.
[[nodiscard]] json facts_of(const json& order);

/// How many of the fields of INTERFACES and its list of parts are not empty, in percent.
[[nodiscard]] int percent_filled(const json& order);

/// What distinguishes the visits from one another.
struct Assignment {
  json order;        // as the laptop shows it before the work
  std::string user;  // the engineer
  std::size_t n = 0;
  std::filesystem::path paper;  // the folder for ink and printed forms
};

struct Worked {
  std::string no;
  json facts;                  // what either side must show (facts_of)
  int ops = 0;                 // edits that the laptop said were kept
  std::filesystem::path form;  // the print of both copies
};

/// Six facts and the form, parts, notes, both sign-offs, completion and print, without a network.
[[nodiscard]] Worked work_order(const Laptop& laptop, const Assignment& assignment);

/// A signature of its own for every `seed`, as INTERFACES spells strokes.
[[nodiscard]] std::string strokes(std::size_t seed);

}  // namespace huidan::e2e
