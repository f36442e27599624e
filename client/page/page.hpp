#pragma once
// The engineer's page as its browser sees it: /v1/orders… in the desk's shape (INTERFACES),
// answered by this laptop alone, and /v1/page/… for what only a laptop has. Every edit goes through
// the functions that the command line calls.

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <span>

#include "client/device.hpp"
#include "client/page/guard.hpp"
#include "client/page/news.hpp"
#include "pdf/fonts.hpp"
#include "sync/http/assets.hpp"
#include "sync/http/router.hpp"

namespace huidan::client {

class Page {
 public:
  /// Opens the laptop's data. Throws Failure.
  explicit Page(const std::filesystem::path& folder, std::string printers = {})
      : device_(folder), printers_(std::move(printers)) {}

  using Work = std::function<http::Response(Device&)>;

  /// Runs `work` while nobody else touches the device.
  [[nodiscard]] http::Response alone(const Work& work);

  [[nodiscard]] News& news() noexcept { return news_; }

  /// Whatever that device pulls from now on is news.
  void tells_of(Device& device) {
    device.on_pull(
        [this](std::int64_t pulled, std::int64_t total) { news_.pulling(pulled, total); });
  }

  /// The fonts, read once. Only inside alone(). Error: bad_font.
  [[nodiscard]] Result<const pdf::FontShelf*> fonts();

  /// Where printers are asked for (PrintService); empty: this page has none.
  [[nodiscard]] const std::string& printers() const noexcept { return printers_; }

  /// One print at a time: the next one must not take its numbers before it has come out.
  [[nodiscard]] std::unique_lock<std::mutex> printing() { return std::unique_lock(printing_); }

  /// The same data through a connection of its own, for what takes long.
  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return device_.folder(); }

 private:
  std::mutex mutex_;
  std::mutex printing_;
  Device device_;
  std::string printers_;
  News news_;
  std::unique_ptr<pdf::FontShelf> fonts_;
};

using PageAnswer = http::Response (*)(Page&, const http::Request&);

struct PageRow {
  const char* method;
  const char* pattern;
  const char* summary;
  PageAnswer answer;
  const char* takes = "";  // the body's type
  std::size_t body_limit_bytes = limits::kBody_bytes;
};

/// The order as the page shows it, or why not.
[[nodiscard]] http::Response order_answer(Device& device, const Result<WorkOrder>& order,
                                          const http::Request& request);

void add_page_rows(http::Router& router, Page& page, std::span<const PageRow> rows);

/// Orders, read.
void add_order_routes(http::Router& router, Page& page);
/// Orders, printed: a look, into the browser, to a printer.
void add_print_routes(http::Router& router, Page& page);
/// Orders, worked on.
void add_work_routes(http::Router& router, Page& page);
/// The laptop itself: status, departure check, sync, enrolment, news.
void add_laptop_routes(http::Router& router, Page& page);
/// A sync by courier and an order for a colleague, through the browser: files to save and to read.
void add_bundle_routes(http::Router& router, Page& page);
/// The page's own files and the way in. What `files` view outlives the router.
void add_file_routes(http::Router& router, Page& page, const PageKey& key,
                     std::vector<http::Asset> files);

}  // namespace huidan::client
