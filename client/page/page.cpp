#include "client/page/page.hpp"

#include "client/page/first_screen.hpp"
#include "client/page/fonts.hpp"

namespace huidan::client {

http::Response Page::alone(const Work& work) {
  const std::lock_guard lock(mutex_);
  return work(device_);
}

Result<const pdf::FontShelf*> Page::fonts() {
  if (!fonts_) {
    auto opened = open_fonts();
    if (!opened) return opened.error();
    fonts_ = std::make_unique<pdf::FontShelf>(std::move(opened).value());
  }
  return static_cast<const pdf::FontShelf*>(fonts_.get());
}

http::Response order_answer(Device& device, const Result<WorkOrder>& order,
                            const http::Request& request) {
  if (!order) return http::Response::error(order.error(), request);
  return http::Response::json(told(device, order.value()));
}

void add_page_rows(http::Router& router, Page& page, std::span<const PageRow> rows) {
  for (const PageRow& row : rows) {
    http::Route route{row.method, row.pattern, row.summary, std::string(kEngineer),
                      [&page, answer = row.answer](const http::Request& request) {
                        return answer(page, request);
                      }};
    if (*row.takes != '\0') route.content_types = {row.takes};
    route.body_limit_bytes = row.body_limit_bytes;
    router.add(std::move(route));
  }
}

}  // namespace huidan::client
