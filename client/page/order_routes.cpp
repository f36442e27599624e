// Orders and disputes, read.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>

#include "client/carry.hpp"
#include "client/page/first_screen.hpp"
#include "client/page/page.hpp"
#include "sync/core/canon.hpp"
#include "sync/core/json.hpp"
#include "sync/core/wire_order.hpp"

namespace huidan::client {
namespace {

using http::Request;
using http::Response;

Response list(Page& page, const Request& request) {
  return page.alone([&](Device& device) {
    const auto orders = device.orders();
    if (!orders) return Response::error(orders.error(), request);
    std::string body = R"({"orders":[)";
    for (const WorkOrder& order : orders.value()) {
      if (body.back() == '}') body += ',';
      body += told(device, order);
    }
    return Response::json(body + "]}");
  });
}

/// With the hash of its form, which whoever signs what is shown here sends along.
Response show(Page& page, const Request& request) {
  return page.alone([&](Device& device) {
    const auto order = device.order(request.parameter("no"));
    Response response = order_answer(device, order, request);
    if (order) response.headers.push_back({"Huidan-Form", core::form_hash(order.value())});
    return response;
  });
}

/// The row is looked up under the lock, the bytes are not: they may have to come from the desk, and
/// nobody who writes waits for that.
Response photo(Page& page, const Request& request) {
  Result<Photo> found = Error{Code::not_found, {}, "photo"};
  std::string no;
  (void)page.alone([&](Device& device) {
    const auto order = device.order(request.parameter("no"));
    if (!order) {
      found = order.error();
      return Response{};
    }
    no = order.value().no;
    const auto& photos = order.value().photos;
    const auto row = std::ranges::find_if(
        photos, [&](const Photo& one) { return one.id.value == request.parameter("id"); });
    if (row != photos.end()) found = *row;
    return Response{};
  });
  if (!found) return Response::error(found.error(), request);
  Device device(page.folder());
  auto bytes = photo_bytes(device, no, found.value());
  if (!bytes) return Response::error(bytes.error(), request);
  Response response;
  response.content_type = found.value().media;
  response.body = std::move(bytes).value();
  return response;
}

Response disputes(Page& page, const Request& request) {
  return page.alone([&](Device& device) {
    const auto orders = device.orders();
    if (!orders) return Response::error(orders.error(), request);
    return Response::json(core::encode_open_disputes(orders.value()));
  });
}

constexpr PageRow kOrderRows[]{
    {"GET", "/v1/orders", "The orders on this laptop", list},
    {"GET", "/v1/orders/{no}", "One order", show},
    {"GET", "/v1/orders/{no}/photos/{id}", "A photo's bytes", photo},
    {"GET", "/v1/disputes", "The open disputes", disputes},
};

}  // namespace

void add_order_routes(http::Router& router, Page& page) {
  add_page_rows(router, page, kOrderRows);
}

}  // namespace huidan::client
