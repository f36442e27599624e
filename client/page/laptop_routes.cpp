// The laptop itself: what is saved here, what waits, what the desk has confirmed.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>

#include "client/drive.hpp"
#include "client/enrol.hpp"
#include "client/page/page.hpp"
#include "client/page/ready.hpp"
#include "client/refusals.hpp"
#include "client/work.hpp"
#include "sync/base/time.hpp"
#include "sync/core/json.hpp"

namespace huidan::client {
namespace {

using http::Request;
using http::Response;
using nlohmann::ordered_json;

ordered_json document_of(const News::Last& last) {
  return {{"number", last.number},         {"sync_at", last.sync_at},
          {"sync_error", last.sync_error}, {"handed_refused", last.handed_refused},
          {"pulled", last.pulled},         {"total", last.total}};
}

ordered_json document_of(const std::vector<store::LaptopRecords::QueueRow>& queue) {
  ordered_json rows = ordered_json::array();
  for (const auto& row : queue) {
    rows.push_back({{"id", row.order.value},
                    {"ops", row.ops},
                    {"ops_bytes", row.ops_bytes},
                    {"photos", row.photos},
                    {"photos_bytes", row.photos_bytes}});
  }
  return rows;
}

/// The three truths; "enrolled": false on a laptop that is nobody's yet.
Response status(Page& page, const Request& request) {
  return page.alone([&](Device& device) {
    ordered_json document{{"language", language_tag(request.language)},
                          {"news", document_of(page.news().now())}};
    const auto me = device.identity();
    document["enrolled"] = me.ok();
    if (!me) return Response::json(document.dump());
    core::SyncState state;
    device.store().transact(store::Transaction::Kind::read, [&](store::LaptopRecords& records) {
      state = records.state();
      document["unsent_ops"] = records.unsent_count();
      document["unsent_blobs"] = records.waiting_blobs().size();
      document["queue"] = document_of(records.queue());
      document["packets"] = records.packets().size();  // of colleagues, for the desk
    });
    document["refused"] = document_of(refusals(device), request.language);
    document["user"] = me.value().person.name;
    document["device"] = me.value().device.value;
    document["server"] = me.value().server;
    document["last_receipt"] = {{"id", state.receipt.id}, {"at", state.receipt.at}};
    document["clock_offset_ms"] = state.clock_offset_ms;
    ordered_json& needed = document["needed"] = ordered_json::array();
    for (const Field field : needed_to_complete()) needed.push_back(name_of(field));
    return Response::json(document.dump());
  });
}

Response ready(Page& page, const Request& request) {
  return page.alone([&](Device& device) {
    const auto aboard = look_aboard(device);
    if (!aboard) return Response::error(aboard.error(), request);
    ordered_json rows = ordered_json::array();
    bool all = true;
    for (const Check& check : departure_checks(aboard.value())) {
      all = all && check.ok;
      rows.push_back({{"name", check.name},
                      {"ok", check.ok},
                      {"says", words_of(request.language, check, aboard.value(), Reads::page)}});
    }
    return Response::json(ordered_json{{"ready", all}, {"checks", rows}}.dump());
  });
}

/// ?seen=: waits until there is something newer.
Response news(Page& page, const Request& request) {
  const std::string seen(request.query_value("seen"));
  return Response::json(
      document_of(page.news().after(std::strtoll(seen.c_str(), nullptr, 10))).dump());
}

/// Syncs now, over a connection of its own: the page goes on meanwhile.
Response sync_now(Page& page, const Request& request) {
  Device device(page.folder());
  page.tells_of(device);
  const auto run = sync_once(device);
  page.news().synced(time_from_ms(device.clock().wall_ms()), run);
  if (!run) return Response::error(run.error(), request);
  const core::SyncReport& report = run.value().report;
  const ordered_json document{{"pushed", report.pushed},
                              {"pulled", report.pulled},
                              {"parked", report.parked},
                              {"rejected", report.rejected},
                              {"blobs_up", run.value().photos.report.up},
                              {"receipt", report.receipt}};
  return Response::json(document.dump());
}

/// {"server","code"}
Response join(Page& page, const Request& request) {
  const auto body = core::parse_json(request.body);
  if (!body) return Response::error(body.error(), request);
  const auto server = core::string_at(body.value(), "server");
  if (!server) return Response::error({Code::missing_value, {}, "server"}, request);
  const auto code = core::string_at(body.value(), "code");
  if (!code) return Response::error({Code::missing_value, {}, "code"}, request);
  Device device(page.folder());
  const auto me = enrol(device, *server, *code);
  if (!me) return Response::error(me.error(), request);
  page.news().changed();
  return Response::json(ordered_json{{"user", me.value().person.name}}.dump());
}

constexpr PageRow kLaptopRows[]{
    {"GET", "/v1/page/status", "What is saved here, waits, is confirmed", status},
    {"GET", "/v1/page/ready", "The departure check", ready},
    {"GET", "/v1/page/news", "Waits for something newer (?seen=)", news},
    {"POST", "/v1/page/sync", "Syncs now", sync_now, "application/json"},
    {"POST", "/v1/page/enrol", "Joins a desk", join, "application/json"},
};

}  // namespace

void add_laptop_routes(http::Router& router, Page& page) {
  add_page_rows(router, page, kLaptopRows);
}

}  // namespace huidan::client
