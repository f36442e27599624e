#include "client/page/first_screen.hpp"

#include <algorithm>
#include <array>

#include "sync/base/bytes.hpp"
#include "sync/base/limits.hpp"
#include "sync/core/wire_order.hpp"

namespace huidan::client {
namespace {

constexpr Statuses kClosed{Status::in_check, Status::archived, Status::terminated};
constexpr Statuses kResting{Status::suspended, Status::cannot_continue};

/// As the text of an element or of an attribute in quotes: an order may say anything.
std::string html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string chip(std::string_view text, std::string_view colour = "") {
  return "<span class=\"chip " + std::string(colour) + "\">" + html(text) + "</span>";
}

std::string card(const WorkOrder& order, Language language) {
  const std::string& priority = value_of(order, Field::priority);
  std::string chips;
  if (turn_of(order) == Turn::sent_back) chips += chip(text(language, "page.sent_back"), "bad");
  if (!priority.empty()) {
    chips += chip(text(language, "choice.priority." + priority), priority == "1" ? "bad" : "quiet");
  }
  chips += chip(text(language, "status." + value_of(order, Field::status)));
  const std::array said{&value_of(order, Field::description), &value_of(order, Field::symptoms),
                        &value_of(order, Field::equipment)};
  const auto* what = std::ranges::find_if_not(said, &std::string::empty,
                                              [](const std::string* one) { return *one; });
  return "<article class=\"card order\"><div class=\"row spread\"><h2><a href=\"#/orders/" +
         percent_encoded(order.no) + "\">" + html(order.no) + "</a></h2><span class=\"row\">" +
         chips + "</span></div><div class=\"body\"><div class=\"what\"><p class=\"pre\"><strong>" +
         html(value_of(order, Field::reporter_unit)) + "</strong></p><p class=\"pre clip\">" +
         (what == said.end() ? std::string() : html(**what)) + "</p></div></div></article>";
}

}  // namespace

Turn turn_of(const WorkOrder& order) noexcept {
  const Status status = status_of(order);
  const bool closed = kClosed.has(status);
  const bool rests = kResting.has(status);
  const bool worked = std::ranges::any_of(
      order.visits, [](const Visit& visit) { return !visit.completed_at.empty(); });
  // He had done with it once, which ends every reason of his own: the desk says why it wants more.
  const bool wanted = worked && !value_of(order, Field::status_reason).empty();
  if (wanted && !closed && !rests) return Turn::sent_back;
  if (closed || !current_visit(order).completed_at.empty()) return Turn::done;
  return rests ? Turn::rests : Turn::open;
}

std::string told(Device& device, const WorkOrder& order) {
  constexpr std::array<std::string_view, 4> kNames{"sent_back", "open", "rests", "done"};
  std::string document = core::encode_order(device.shown(order), core::Empty::shown);
  document.pop_back();  // the closing brace
  return document + ",\"turn\":\"" +
         std::string(kNames.at(static_cast<std::size_t>(turn_of(order)))) + "\"}";
}

std::string first_screen(Device& device, Language language) {
  const auto me = device.identity();
  auto orders = device.orders();
  if (!me || !orders) return {};
  std::vector<WorkOrder>& all = orders.value();
  std::erase_if(all, [&](const WorkOrder& order) {
    const bool given = value_of(order, Field::assignee) != me.value().person.name;
    return given || turn_of(order) == Turn::done;
  });
  std::ranges::sort(all, {}, [](const WorkOrder& order) {
    return std::tuple(turn_of(order), value_of(order, Field::reported_at), order.no);
  });
  if (all.size() > limits::kFirstOrders_max) all.resize(limits::kFirstOrders_max);
  std::string cards;
  for (const WorkOrder& order : all) cards += card(order, language);
  if (cards.empty()) return {};
  return "<header><div class=\"bar\"><strong class=\"brand\">" +
         html(text(language, "page.title")) +
         "</strong></div></header><main><div class=\"row spread\"><h1>" +
         html(text(language, "page.today")) + "</h1></div>" + cards + "</main>";
}

}  // namespace huidan::client
