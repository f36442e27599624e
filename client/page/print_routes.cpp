// An order as paper: a look that costs no number, the sheets into the browser, or to a printer of
// this laptop.
#include "client/page/print.hpp"

#include <nlohmann/json.hpp>
#include <optional>

#include "client/page/page.hpp"
#include "client/page/printers.hpp"
#include "sync/core/json.hpp"
#include "sync/http/assets.hpp"

namespace huidan::client {
namespace {

using http::Request;
using http::Response;

Response printed(Page& page, const Request& request, const PrintWish& wish) {
  return page.alone([&](Device& device) {
    const auto fonts = page.fonts();
    if (!fonts) return Response::error(fonts.error(), request);
    auto run = print_sheets(device, wish, *fonts.value(), [](const std::string&) {});
    if (!run) return Response::error(run.error(), request);
    pdf::Printed& paper = run.value().printed;
    Response response =
        Response::form(std::move(paper.pdf), missing_text(paper.missing), run.value().left_out);
    response.headers.push_back({"Content-Security-Policy", std::string(http::page_policy())});
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
  wish.books = Books::look;
  return printed(page, request, wish);
}

/// What the body wishes; `printer` is empty where the browser prints by itself.
struct Wanted {
  PrintWish wish;
  std::string printer;
};

/// {"copies", "blank": "1" or "", "printer"}
Result<Wanted> wanted(const Request& request) {
  const auto body = core::parse_json(request.body);
  if (!body) return body.error();
  Wanted wanted{{std::string(request.parameter("no"))}, {}};
  wanted.wish.copies = core::string_at(body.value(), "copies").value_or("both");
  wanted.wish.paper = paper_of(core::string_at(body.value(), "blank").value_or(""));
  wanted.printer = core::string_at(body.value(), "printer").value_or("");
  return wanted;
}

Response print(Page& page, const Request& request) {
  const auto want = wanted(request);
  if (!want) return Response::error(want.error(), request);
  const auto turn = page.printing();
  return printed(page, request, want.value().wish);
}

/// The printer has the sheets before they are on the books: one that is out of paper costs no
/// number. Nobody who writes waits for it.
Response print_out(Page& page, const Request& request) {
  auto want = wanted(request);
  if (!want) return Response::error(want.error(), request);
  PrintWish& wish = want.value().wish;
  wish.books = Books::later;
  const auto turn = page.printing();
  std::optional<Result<PrintRun>> run;
  (void)page.alone([&](Device& device) {
    const auto fonts = page.fonts();
    run = fonts ? print_sheets(device, wish, *fonts.value(), [](const std::string&) {})
                : Result<PrintRun>(fonts.error());
    return Response{};
  });
  if (!*run) return Response::error(run->error(), request);
  const PrintRun& sheets = run->value();
  PrintService service(page.printers());
  if (auto out = service.print(want.value().printer, wish.no, sheets.printed.pdf); !out) {
    return Response::error(out.error(), request);
  }
  return page.alone([&](Device& device) {
    if (auto booked = book_sheets(device, wish.no, sheets); !booked) {
      return Response::error(booked.error(), request);
    }
    return order_answer(device, device.order(wish.no), request);
  });
}

Response printers(Page& page, const Request& request) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  if (!page.printers().empty()) {
    const auto found = PrintService(page.printers()).printers();
    if (!found) return Response::error(found.error(), request);
    for (const Printer& printer : found.value()) {
      rows.push_back({{"name", printer.name},
                      {"title", printer.title},
                      {"ready", printer.ready},
                      {"preferred", printer.preferred}});
    }
  }
  return Response::json(nlohmann::ordered_json{{"printers", rows}}.dump());
}

constexpr PageRow kPrintRows[]{
    {"GET", "/v1/orders/{no}/form.pdf", "A look at the next print", look},
    {"POST", "/v1/orders/{no}/print", "Prints: the sheets are counted", print, "application/json"},
    {"POST", "/v1/orders/{no}/print/out", "Prints on a printer of this laptop", print_out,
     "application/json"},
    {"GET", "/v1/page/printers", "The printers of this laptop", printers},
};

}  // namespace

void add_print_routes(http::Router& router, Page& page) {
  add_page_rows(router, page, kPrintRows);
}

}  // namespace huidan::client
