#pragma once
// An enrolled laptop with one order and its page, without a socket.

#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "client/page/page.hpp"
#include "sync/core/apply.hpp"
#include "sync/core/wire_order.hpp"
#include "tests/support/folder.hpp"

namespace huidan::client {

inline const OrderId kOrder("01980000-0000-7000-8000-000000000001");
inline const PageKey kKey = page_key("127.0.0.1:4123", "32 random bytes");

inline constexpr std::string_view kPack =
    "index.html\ttext/html\t\tabc\t58\nassets/a.js\ttext/javascript\tgzip\tdef\t4\n\n"
    "<html lang=\"zh-Hans\"><div id=\"app\"><h1>x</h1></div></html>gzip";

/// An enrolled laptop with one order, as a pull would have brought it.
inline void bring(const std::filesystem::path& folder) {
  Device device(folder);
  const KeyPair key = new_key_pair();
  Identity me;
  me.server = "http://127.0.0.1:1";
  me.person = {PersonId("01980000-0000-7000-8000-000000000002"), "e1", Role::engineer, "", true};
  me.device = DeviceId("01980000-0000-7000-8000-000000000003");
  me.secret_key = key.secret_key;
  me.desk_key = new_key_pair().public_key;
  REQUIRE(device.enrolled(me).ok());
  WorkOrder order;
  order.id = kOrder;
  order.no = "WX-1";
  order.version = 4;
  order.visits.emplace_back().id = RowId(kOrder.value);
  *core::value_at(order, RowId(kOrder.value), Field::status) = "on_site";
  *core::value_at(order, RowId(kOrder.value), Field::assignee) = "e1";
  device.store().transact(store::Transaction::Kind::write, [&](store::LaptopRecords& records) {
    records.put_change({kOrder, "WX-1", 4, core::encode_order(order, core::Empty::omitted)});
  });
}

inline http::Request asked(const std::string& method, const std::string& target,
                           const std::string& body = {}) {
  http::Request request;
  request.method = method;
  request.target = target;
  request.body = body;
  request.headers = {{"Host", kKey.host}, {"Cookie", "a=b; " + kKey.cookie + '=' + kKey.token}};
  if (!body.empty()) request.headers.push_back({"Content-Type", "application/json"});
  if (method != "GET") request.headers.push_back({"Origin", "http://" + kKey.host});
  return request;
}

inline http::Request changed(http::Request request, const std::string& name,
                             const std::string& value) {
  std::erase_if(request.headers, [&](const auto& header) { return header.name == name; });
  if (!value.empty()) request.headers.push_back({name, value});
  return request;
}

struct Open {
  test::Folder folder{};
  Page page;
  http::Router router;

  Open() : page((bring(folder.path()), folder.path())) {
    add_file_routes(router, page, kKey, http::read_pack(kPack));
    add_order_routes(router, page);
    add_print_routes(router, page);
    add_work_routes(router, page);
    add_laptop_routes(router, page);
    add_bundle_routes(router, page);
    router.set_guard(page_guard(kKey));
  }

  nlohmann::json answer(const http::Request& request, int status = 200) const {
    const http::Response response = router.handle(request);
    CHECK(response.status == status);
    return nlohmann::json::parse(response.body);
  }
};

}  // namespace huidan::client
