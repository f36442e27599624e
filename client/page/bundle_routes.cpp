// What `huidan bundle` does, through the browser: a sync by courier and an order that goes to a
// colleague, their files a download and an upload, because a page cannot write to a stick itself.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "client/bundle.hpp"
#include "client/handover.hpp"
#include "client/page/first_screen.hpp"
#include "client/page/page.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/file.hpp"
#include "sync/core/json.hpp"
#include "sync/core/wire_order.hpp"

namespace huidan::client {
namespace {

constexpr const char* kBundleType = "application/octet-stream";

/// A file of the laptop's folder for as long as one request takes.
class Passing {
 public:
  Passing(const std::filesystem::path& folder, const char* name) : path_(folder / name) {}

  ~Passing() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }

  Passing(const Passing&) = delete;
  Passing& operator=(const Passing&) = delete;
  Passing(Passing&&) = delete;
  Passing& operator=(Passing&&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

http::Response bundle_going(Page& page, const http::Request& request) {
  return page.alone([&](Device& device) {
    const Passing file(page.folder(), "going.bundle");
    const auto bundle = bundle_out(device, file.path());
    if (!bundle) return http::Response::error(bundle.error(), request);
    auto bytes = read_file(file.path(), limits::kPageBundle_bytes);
    if (!bytes) return http::Response::error(bytes.error(), request);
    http::Response response;
    response.content_type = kBundleType;
    response.body = std::move(bytes).value();
    return response;
  });
}

/// {"to"}: the colleague's name. The code is in the answer, and in the file it is not.
http::Response order_going(Page& page, const http::Request& request) {
  const auto body = core::parse_json(request.body);
  if (!body) return http::Response::error(body.error(), request);
  const std::string to = core::string_at(body.value(), "to").value_or(std::string());
  const std::string no(request.parameter("no"));
  return page.alone([&](Device& device) {
    const Passing file(page.folder(), "going.handover");
    const auto handed = hand_over(device, {no, to}, file.path());
    if (!handed) return http::Response::error(handed.error(), request);
    const auto bytes = read_file(file.path(), limits::kReply_bytes);
    if (!bytes) return http::Response::error(bytes.error(), request);
    const auto order = device.order(no);
    if (!order) return http::Response::error(order.error(), request);
    const nlohmann::ordered_json document{{"code", handed.value().code},
                                          {"photos_here", handed.value().photos_here},
                                          {"file", to_base64(bytes.value())}};
    std::string answer = document.dump();
    answer.pop_back();
    return http::Response::json(answer + ",\"order\":" + told(device, order.value()) + '}');
  });
}

/// ?code=: what the colleague said; asked for when it is not there (missing_value, "code").
http::Response order_coming(Page& page, Device& device, const http::Request& request,
                            const std::filesystem::path& file) {
  const std::string code(request.query_value("code"));
  if (code.empty()) return http::Response::error({Code::missing_value, {}, "code"}, request);
  const auto taken = take_over(device, file, code);
  if (!taken) return http::Response::error(taken.error(), request);
  page.news().changed();
  const nlohmann::ordered_json document{
      {"handed",
       {{"no", taken.value().no}, {"from", taken.value().from}, {"old", taken.value().old}}}};
  return http::Response::json(document.dump());
}

http::Response file_coming(Page& page, const http::Request& request) {
  return page.alone([&](Device& device) {
    const Passing file(page.folder(), "coming.bundle");
    write_file(file.path(), request.body, Access::owner_only);
    if (is_handover_file(file.path())) return order_coming(page, device, request, file.path());
    const auto bundle = bundle_in(device, file.path());
    if (!bundle) return http::Response::error(bundle.error(), request);
    page.news().changed();
    const core::SyncReport& report = bundle.value().report;
    const nlohmann::ordered_json document{{"old", bundle.value().old},
                                          {"more", bundle.value().more},
                                          {"pushed", report.pushed},
                                          {"pulled", report.pulled},
                                          {"receipt", report.receipt}};
    return http::Response::json(document.dump());
  });
}

constexpr PageRow kBundleRows[]{
    {"POST", "/v1/page/bundle/out", "What waits, as a file for the desk", bundle_going,
     "application/json"},
    {"POST", "/v1/page/bundle/in", "Takes in the desk's answer to it, or a colleague's order",
     file_coming, kBundleType, limits::kPageBundle_bytes},
    {"POST", "/v1/orders/{no}/handover", "Gives the order to a colleague: a file and its code",
     order_going, "application/json"},
};

}  // namespace

void add_bundle_routes(http::Router& router, Page& page) {
  add_page_rows(router, page, kBundleRows);
}

}  // namespace huidan::client
