// Orders, worked on: each body is read into what the command line's verb would have been given.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>

#include "client/page/page.hpp"
#include "client/work.hpp"
#include "sync/base/time.hpp"
#include "sync/core/canon.hpp"
#include "sync/core/json.hpp"
#include "sync/core/settle.hpp"
#include "sync/core/wire_patch.hpp"

namespace huidan::client {
namespace {

using http::Request;
using http::Response;

Result<Words> body_words(const Request& request) {
  const auto body = core::parse_json(request.body);
  if (!body) return body.error();
  return core::texts_of(body.value());
}

std::string word(const Words& words, std::string_view name) {
  for (const auto& [key, value] : words) {
    if (key == name) return value;
  }
  return {};
}

using ComposeFrom = std::function<Result<core::OpBody>(Device&, const WorkOrder&, const Words&)>;

/// ?correct=1: the engineer said that he corrects what a party has signed.
OnSigned said_in(const Request& request) {
  return request.query_value("correct").empty() ? OnSigned::refuse : OnSigned::correct;
}

/// Reads the body, writes one op, answers with the order after: on disk before anybody hears of it.
Response written(Page& page, const Request& request, const ComposeFrom& compose) {
  const auto words = body_words(request);
  if (!words) return Response::error(words.error(), request);
  return page.alone([&](Device& device) {
    const auto order = device.write(
        request.parameter("no"),
        [&](const WorkOrder& as_it_stands) { return compose(device, as_it_stands, words.value()); },
        said_in(request));
    return order_answer(device, order, request);
  });
}

std::string time_of(const Device& device, const Words& words) {
  const std::string at = word(words, "at");
  return at.empty() ? time_from_ms(device.clock().wall_ms()) : at;
}

/// Of a version that has passed, this laptop knows no more than that something came in since: who
/// names it says what he saw of each field that he writes, or looks again.
Refusable no_older(const WorkOrder& order, const core::Patch& patch) {
  if (patch.version == 0 || patch.version >= order.version) return Done{};
  for (const auto& [name, value] : patch.fields) {
    if (!std::ranges::count(patch.seen, name, &Words::value_type::first)) {
      return Error{Code::changed_meanwhile, {}, name.substr(0, 80)};
    }
  }
  return Done{};
}

Response change(Page& page, const Request& request) {
  const auto patch = core::decode_patch(request.body);
  if (!patch) return Response::error(patch.error(), request);
  return page.alone([&](Device& device) {
    const auto order = device.write(
        request.parameter("no"),
        [&](const WorkOrder& as_it_stands) -> Result<core::OpBody> {
          if (auto new_enough = no_older(as_it_stands, patch.value()); !new_enough)
            return new_enough.error();
          if (auto same = core::still_as_seen(as_it_stands, patch.value().seen); !same)
            return same.error();
          return set_fields(as_it_stands, patch.value().fields);
        },
        said_in(request));
    return order_answer(device, order, request);
  });
}

/// {"what","at","note"}: a time that is set right is written with its reason, both or neither.
Response stamp_visit(Page& page, const Request& request) {
  const auto body = body_words(request);
  if (!body) return Response::error(body.error(), request);
  const Words& words = body.value();
  return page.alone([&](Device& device) {
    std::vector<Compose> steps{[&](const WorkOrder& order) {
      return stamp(order, word(words, "what"), time_of(device, words));
    }};
    if (const std::string why = word(words, "note"); !why.empty()) {
      steps.emplace_back([why](const WorkOrder&) { return add_note(why); });
    }
    return order_answer(device, device.write_all(request.parameter("no"), steps, said_in(request)),
                        request);
  });
}

Response put_part(Page& page, const Request& request) {
  return written(
      page, request,
      [&](Device& device, const WorkOrder& order, const Words& words) -> Result<core::OpBody> {
        const RowId id(new_uuid7(device.clock().wall_ms(), device.random()));
        return add_part(order, id, words);
      });
}

/// {"fields": {name: value}}: an order made on site, under a number that is final.
Response make(Page& page, const Request& request) {
  const auto body = core::parse_json(request.body);
  if (!body) return Response::error(body.error(), request);
  const auto fields = core::texts_of(body.value().is_object()
                                         ? body.value().value("fields", nlohmann::json::object())
                                         : nlohmann::json());
  if (!fields) return Response::error(fields.error(), request);
  return page.alone([&](Device& device) {
    const auto me = device.identity();
    if (!me) return Response::error(me.error(), request);
    const auto order = device.make([&](const std::string& no) {
      return new_order(no, me.value().person.name, time_from_ms(device.clock().wall_ms()),
                       fields.value());
    });
    return order_answer(device, order, request);
  });
}

Response drop_part(Page& page, const Request& request) {
  return page.alone([&](Device& device) {
    const auto order = device.write(
        request.parameter("no"),
        [&](const WorkOrder& as_it_stands) {
          return remove_part(as_it_stands, request.parameter("id"));
        },
        said_in(request));
    return order_answer(device, order, request);
  });
}

Response note(Page& page, const Request& request) {
  return written(page, request, [](Device&, const WorkOrder&, const Words& words) {
    return add_note(word(words, "text"));
  });
}

Response visit_again(Page& page, const Request& request) {
  return written(page, request,
                 [](Device& device, const WorkOrder&, const Words&) -> Result<core::OpBody> {
                   return core::OpBody(
                       core::NewVisit{RowId(new_uuid7(device.clock().wall_ms(), device.random()))});
                 });
}

/// {"role","name","state","reason","satisfaction","strokes": the ink's JSON as a text, hashed as it
/// was drawn,"form": the hash of the form that was on the screen}. changed_meanwhile when that is
/// no longer the order's: nobody signs what he was not shown.
Response sign_visit(Page& page, const Request& request) {
  return written(page, request,
                 [](Device&, const WorkOrder& order, const Words& words) -> Result<core::OpBody> {
                   const std::string shown = word(words, "form");
                   if (shown.empty()) return Error{Code::missing_value, {}, "form"};
                   if (shown != core::form_hash(order)) return Error{Code::changed_meanwhile};
                   return sign(order, {word(words, "role"), word(words, "name"),
                                       word(words, "state"), word(words, "reason"),
                                       word(words, "strokes"), word(words, "satisfaction")});
                 });
}

Response finish(Page& page, const Request& request) {
  const auto words = body_words(request);
  if (!words) return Response::error(words.error(), request);
  return page.alone([&](Device& device) {
    const auto me = device.identity();
    if (!me) return Response::error(me.error(), request);
    const auto order = device.write(request.parameter("no"), [&](const WorkOrder& as_it_stands) {
      return complete(as_it_stands, me.value().person.name, time_of(device, words.value()));
    });
    return order_answer(device, order, request);
  });
}

/// The body is the picture; ?name= is the file's.
Response take_photo(Page& page, const Request& request) {
  auto name = canonical_line("name", request.query_value("name"));
  if (!name) return Response::error(name.error(), request);
  Photo photo;
  photo.kind = "photo";
  photo.name = std::move(name).value();
  return page.alone([&](Device& device) {
    return order_answer(device, device.add_photo(request.parameter("no"), photo, request.body),
                        request);
  });
}

/// {"value": "mine", "theirs" or the value itself}
Response settle(Page& page, const Request& request) {
  const auto words = body_words(request);
  if (!words) return Response::error(words.error(), request);
  return page.alone([&](Device& device) {
    const auto orders = device.orders();
    if (!orders) return Response::error(orders.error(), request);
    const auto found = core::find_open_dispute(orders.value(), request.parameter("id"));
    if (!found) return Response::error(found.error(), request);
    // Both values stood on the screen: whoever chooses corrects, where a form was signed.
    const auto order = device.write(
        found.value().no,
        [&](const WorkOrder& as_it_stands) {
          return core::settlement(as_it_stands, found.value().dispute.id,
                                  word(words.value(), "value"));
        },
        OnSigned::correct);
    return order_answer(device, order, request);
  });
}

constexpr const char* kJson = "application/json";

constexpr PageRow kWorkRows[]{
    {"POST", "/v1/orders", "An order made on site", make, kJson},
    {"PATCH", "/v1/orders/{no}", "Sets fields of an order", change, kJson},
    {"POST", "/v1/orders/{no}/stamp", "Departed, arrived or restored", stamp_visit, kJson},
    {"POST", "/v1/orders/{no}/parts", "Adds a part", put_part, kJson},
    {"DELETE", "/v1/orders/{no}/parts/{id}", "Removes a part", drop_part},
    {"POST", "/v1/orders/{no}/notes", "Adds a note", note, kJson},
    {"POST", "/v1/orders/{no}/visits", "Begins a further visit", visit_again, kJson},
    {"POST", "/v1/orders/{no}/sign", "Ends the visit for one party", sign_visit, kJson},
    {"POST", "/v1/orders/{no}/complete", "The visit's work is whole", finish, kJson},
    {"POST", "/v1/orders/{no}/photos", "Adds a photo (?name=)", take_photo, "image/jpeg",
     limits::kBlob_bytes},
    {"POST", "/v1/disputes/{id}/settle", "Settles a dispute", settle, kJson},
};

}  // namespace

void add_work_routes(http::Router& router, Page& page) {
  add_page_rows(router, page, kWorkRows);
}

}  // namespace huidan::client
