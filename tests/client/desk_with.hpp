#pragma once
// What a desk must have before a laptop can join it: an engineer, and an order that is his.

#include <doctest/doctest.h>

#include <string>

#include "server/app.hpp"

namespace huidan::client {

/// Takes in the order `no` and assigns it to `engineer`, who is new.
inline void receive_order(server::App& desk, const std::string& no, const std::string& engineer) {
  REQUIRE(desk.people.add(engineer, Role::engineer, "", "correct horse (样例)").ok());
  const auto plan = server::read_import(
      R"~({"no":")~" + no + R"~(","reporter_unit":"东岭供电公司(样例)","description":"样例"})~",
      server::ImportFormat::jsonl, {}, {});
  REQUIRE(desk.intake.import(plan.value(), server::Rehearsal::real, {}).ok());
  REQUIRE(desk.dispatch.assign({}, no, engineer).ok());
}

}  // namespace huidan::client
