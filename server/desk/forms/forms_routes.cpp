#include "server/desk/forms/forms_routes.hpp"

#include <nlohmann/json.hpp>

namespace huidan::server {
namespace {

Result<Copies> copies_of(std::string_view word) {
  if (word.empty() || word == "both") return Copies::both;
  if (word == "customer") return Copies::customer;
  if (word == "desk") return Copies::desk;
  return Error{Code::bad_choice, std::string(word.substr(0, 40)), "copies"};
}

}  // namespace

void add_forms_routes(http::Router& router, Forms& forms, WhoAsks who, OpenFonts fonts) {
  router.add(
      {"GET", "/v1/orders/{no}/form.pdf",
       "The next print of the form (?copies=both|customer|desk, ?blank=1)", "person",
       [&forms, who = std::move(who), fonts = std::move(fonts)](const http::Request& request) {
         const auto refuse = [&](const Error& error) {
           return http::Response::error(error, request);
         };
         const auto hand = who(request);
         if (!hand) return refuse(hand.error());
         const auto copies = copies_of(request.query_value("copies"));
         if (!copies) return refuse(copies.error());
         const auto shelf = fonts();
         if (!shelf) return refuse(shelf.error());
         const auto paper =
             request.query_value("blank").empty() ? core::Paper::as_it_stands : core::Paper::blank;
         auto print = forms.print(hand.value(), {request.parameter("no"), copies.value(), paper},
                                  *shelf.value(), [](const std::string&) {});
         if (!print) return refuse(print.error());
         pdf::Printed& printed = print.value().printed;
         return http::Response::form(std::move(printed.pdf), missing_text(printed.missing),
                                     print.value().left_out);
       }});
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
