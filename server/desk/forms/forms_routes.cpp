#include "server/desk/forms/forms_routes.hpp"

#include <nlohmann/json.hpp>

#include "sync/core/json.hpp"

namespace huidan::server {
namespace {

Result<Copies> copies_of(std::string_view word) {
  if (word.empty() || word == "both") return Copies::both;
  if (word == "customer") return Copies::customer;
  if (word == "desk") return Copies::desk;
  return Error{Code::bad_choice, std::string(word.substr(0, 40)), "copies"};
}

Result<PrintOrder> wanted(const http::Request& request, std::string_view copies,
                          std::string_view blank) {
  const auto which = copies_of(copies);
  if (!which) return which.error();
  const auto paper = blank.empty() ? core::Paper::as_it_stands : core::Paper::blank;
  return PrintOrder{request.parameter("no"), which.value(), paper};
}

Result<PrintOrder> by_address(const http::Request& request) {
  return wanted(request, request.query_value("copies"), request.query_value("blank"));
}

/// {"copies", "blank": "1" or ""}
Result<PrintOrder> by_body(const http::Request& request) {
  const auto body = core::parse_json(request.body);
  if (!body) return body.error();
  const auto word = [&](const char* key) {
    return core::string_at(body.value(), key).value_or("");
  };
  return wanted(request, word("copies"), word("blank"));
}

http::Handler printing(Forms& forms, const WhoAsks& who, OpenFonts fonts,
                       Result<PrintOrder> (*read)(const http::Request&)) {
  return for_person(who, [&forms, fonts = std::move(fonts), read](const Hand& hand,
                                                                  const http::Request& request) {
    const auto refuse = [&](const Error& error) { return http::Response::error(error, request); };
    const auto order = read(request);
    if (!order) return refuse(order.error());
    const auto shelf = fonts();
    if (!shelf) return refuse(shelf.error());
    auto print = forms.print(hand, order.value(), *shelf.value(), [](const std::string&) {});
    if (!print) return refuse(print.error());
    pdf::Printed& printed = print.value().printed;
    return http::Response::form(std::move(printed.pdf), missing_text(printed.missing),
                                print.value().left_out);
  });
}

}  // namespace

/// The same print twice: programs ask by its address, as they always have; a page asks as the
/// laptop's does, by what no browser repeats of itself (a reload, a look ahead, a restored tab).
void add_forms_routes(http::Router& router, Forms& forms, const WhoAsks& who,
                      const OpenFonts& fonts) {
  router.add({"GET", "/v1/orders/{no}/form.pdf",
              "The next print of the form (?copies=both|customer|desk, ?blank=1)", "person",
              printing(forms, who, fonts, by_address)});
  http::Route route{"POST", "/v1/orders/{no}/print", "Prints: the sheets are counted", "person",
                    printing(forms, who, fonts, by_body)};
  route.content_types = {"application/json"};
  router.add(std::move(route));
}

/// The sealed file itself is among the order's: GET /v1/orders/{no}/blob/{sha}.
void add_archive_routes(http::Router& router, Archive& archive, const WhoAsks& who,
                        OpenFonts fonts) {
  http::Route route{
      "POST", "/v1/orders/{no}/archive", "Closes the order for good and seals its form", "person",
      for_person(who, [&archive, fonts = std::move(fonts)](const Hand& hand,
                                                           const http::Request& request) {
        const auto shelf = fonts();
        if (!shelf) return http::Response::error(shelf.error(), request);
        const auto done = archive.archive(hand, request.parameter("no"), *shelf.value());
        if (!done) return http::Response::error(done.error(), request);
        return http::Response::json(told(done.value(), archive.fingerprint()).dump());
      })};
  route.content_types = {"application/json"};
  router.add(std::move(route));
}

}  // namespace huidan::server
