// Orders and disputes, read and printed.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>

#include "client/carry.hpp"
#include "client/page/page.hpp"
#include "client/print.hpp"
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
      body += core::encode_order(device.shown(order), core::Empty::shown);
    }
    return Response::json(body + "]}");
  });
}

Response show(Page& page, const Request& request) {
  return page.alone([&](Device& device) {
    return order_answer(device, device.order(request.parameter("no")), request);
  });
}

Response printed(Page& page, const Request& request, const PrintWish& wish) {
  return page.alone([&](Device& device) {
    const auto fonts = page.fonts();
    if (!fonts) return Response::error(fonts.error(), request);
    auto run = print_sheets(device, wish, *fonts.value(), [](const std::string&) {});
    if (!run) return Response::error(run.error(), request);
    Response response;
    response.content_type = "application/pdf";
    response.body = std::move(run).value().printed.pdf;
    response.headers = {{"Content-Security-Policy", std::string(page_policy())}};
    return response;
  });
}

core::Paper paper_of(std::string_view blank) {
  return blank.empty() ? core::Paper::as_it_stands : core::Paper::blank;
}

/// What the next print would look like (?copies=both|customer|desk, ?blank=1); no number is spent.
Response look(Page& page, const Request& request) {
  PrintWish wish{std::string(request.parameter("no"))};
  if (const auto copies = request.query_value("copies"); !copies.empty()) wish.copies = copies;
  wish.paper = paper_of(request.query_value("blank"));
  wish.books = Books::untouched;
  return printed(page, request, wish);
}

/// {"copies", "blank": "1" or ""}
Response print(Page& page, const Request& request) {
  const auto body = core::parse_json(request.body);
  if (!body) return Response::error(body.error(), request);
  PrintWish wish{std::string(request.parameter("no"))};
  wish.copies = core::string_at(body.value(), "copies").value_or("both");
  wish.paper = paper_of(core::string_at(body.value(), "blank").value_or(""));
  return printed(page, request, wish);
}

Response photo(Page& page, const Request& request) {
  return page.alone([&](Device& device) {
    const auto order = device.order(request.parameter("no"));
    if (!order) return Response::error(order.error(), request);
    const auto& photos = order.value().photos;
    const auto row = std::ranges::find_if(
        photos, [&](const Photo& one) { return one.id.value == request.parameter("id"); });
    if (row == photos.end()) return Response::error({Code::not_found, {}, "photo"}, request);
    auto bytes = photo_bytes(device, order.value().no, *row);
    if (!bytes) return Response::error(bytes.error(), request);
    Response response;
    response.content_type = row->media;
    response.body = std::move(bytes).value();
    return response;
  });
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
    {"GET", "/v1/orders/{no}/form.pdf", "A look at the next print", look},
    {"POST", "/v1/orders/{no}/print", "Prints: the sheets are counted", print, "application/json"},
    {"GET", "/v1/orders/{no}/photos/{id}", "A photo's bytes", photo},
    {"GET", "/v1/disputes", "The open disputes", disputes},
};

}  // namespace

void add_order_routes(http::Router& router, Page& page) {
  add_page_rows(router, page, kOrderRows);
}

}  // namespace huidan::client
