#pragma once
// What a desk must have before a laptop can join it: an engineer, and an order that is his; and how
// it joins.

#include <doctest/doctest.h>

#include <string>

#include "client/enrol.hpp"
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

/// Enrols `laptop` as that engineer's at the desk, which answers on `port` of this machine.
inline void enrol_at(Device& laptop, server::App& desk, int port, const std::string& engineer) {
  const std::string url = "http://127.0.0.1:" + std::to_string(port);
  REQUIRE(enrol(laptop, url, desk.people.enrol_code(engineer).value().code).ok());
}

}  // namespace huidan::client
