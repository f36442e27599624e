// A sync by courier, through the browser: what `huidan bundle` does, its files a download and an
// upload, because a page cannot write to a stick itself.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "client/bundle.hpp"
#include "client/page/page.hpp"
#include "sync/base/file.hpp"

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

http::Response bundle_coming(Page& page, const http::Request& request) {
  return page.alone([&](Device& device) {
    const Passing file(page.folder(), "coming.bundle");
    write_file(file.path(), request.body);
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
    {"POST", "/v1/page/bundle/in", "Takes in the desk's answer to it", bundle_coming, kBundleType,
     limits::kPageBundle_bytes},
};

}  // namespace

void add_bundle_routes(http::Router& router, Page& page) {
  add_page_rows(router, page, kBundleRows);
}

}  // namespace huidan::client
