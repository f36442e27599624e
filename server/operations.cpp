#include "server/operations.hpp"

#include <algorithm>

#include "server/desk/people/people_routes.hpp"
#include "server/operations_queries.hpp"
#include "sync/base/address.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/file.hpp"
#include "sync/base/limits.hpp"
#include "sync/base/time.hpp"

namespace huidan::server {
namespace {

constexpr std::string_view kProbe = "probe";

/// One metric after the other, each with what it is.
class Page {
 public:
  void begin(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    text_ += "# HELP " + name_ + ' ' + std::string(help) + "\n# TYPE " + name_ + ' ' +
             std::string(type) + '\n';
  }

  void value(const std::string& labels, const std::string& number, std::string_view ending = "") {
    text_ += name_ + std::string(ending) + labels + ' ' + number + '\n';
  }

  void value(std::int64_t number) { value("", std::to_string(number)); }

  void gauge(std::string_view name, std::string_view help, std::int64_t number) {
    begin(name, "gauge", help);
    value(number);
  }

  void add(const std::string& text) { text_ += text; }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string name_{};
  std::string text_{};
};

/// Whoever makes up methods must not make up series.
std::string_view known_method(std::string_view method) {
  constexpr std::array<std::string_view, 6> kMethods{"GET", "HEAD",  "POST",
                                                     "PUT", "PATCH", "DELETE"};
  return std::ranges::find(kMethods, method) == kMethods.end() ? "-" : method;
}

std::string label(std::string_view name, std::string_view text) {
  return std::string(name) + "=\"" + std::string(text) + '"';
}

std::string seconds(std::int64_t us) {
  constexpr std::int64_t kSecond_us = 1'000'000;
  std::string rest = std::to_string(us % kSecond_us);
  rest.insert(0, 6 - rest.size(), '0');
  return std::to_string(us / kSecond_us) + '.' + rest;
}

struct DeviceNumbers {
  std::string label;
  std::int64_t pending = 0;
  std::int64_t heard_s = 0;
  std::int64_t unsynced_s = 0;
};

/// What can be known of a laptop that is elsewhere. Nothing that it holds unsent can be older than
/// the exchange in which it last had nothing more to send. What was before this process began its
/// receipts tell, or the day it joined.
DeviceNumbers numbers_of(const store::Rows& row, const Heard& heard, std::int64_t now_ms) {
  DeviceNumbers numbers{'{' + label("device", row.view(0)) + '}', row.integer(1)};
  const auto joined = time_to_ms(row.view(3));
  const auto receipt = time_to_ms(row.view(2));
  const std::int64_t joined_ms = joined ? joined.value() : now_ms;
  const std::int64_t told_ms = receipt ? std::max(joined_ms, receipt.value()) : joined_ms;
  const Heard::At at = heard.of(row.text(0)).value_or(Heard::At{});
  const std::int64_t whole_ms = numbers.pending == 0 ? told_ms : joined_ms;
  numbers.heard_s = (now_ms - std::max(at.any_ms, told_ms)) / 1000;
  numbers.unsynced_s = (now_ms - std::max(at.whole_ms.value_or(whole_ms), whole_ms)) / 1000;
  return numbers;
}

void add_devices(Page& page, store::Database& database, const Heard& heard, std::int64_t now_ms) {
  std::vector<DeviceNumbers> all;
  store::Rows found = database.query(operations::kDevices);
  while (found.next()) all.push_back(numbers_of(found, heard, now_ms));
  const auto add = [&](std::string_view name, std::string_view help,
                       std::int64_t DeviceNumbers::*number) {
    page.begin(name, "gauge", help);
    for (const DeviceNumbers& device : all) {
      page.value(device.label, std::to_string(device.*number));
    }
  };
  add("huidan_device_pending_edits", "Edits that did not fit a laptop's last push",
      &DeviceNumbers::pending);
  add("huidan_device_heard_seconds", "Since the laptop was last heard", &DeviceNumbers::heard_s);
  add("huidan_device_unsynced_seconds",
      "How old its oldest unsent edit can be at most: since it last had nothing more to send",
      &DeviceNumbers::unsynced_s);
}

void add_commits(Page& page, const Writer::Numbers& numbers) {
  page.begin("huidan_commit_writes", "histogram", "Writes that shared one transaction");
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < Writer::kSizes.size(); ++i) {
    sum += numbers.groups.at(i);
    page.value('{' + label("le", std::to_string(Writer::kSizes.at(i))) + '}', std::to_string(sum),
               "_bucket");
  }
  page.value('{' + label("le", "+Inf") + '}', std::to_string(numbers.commits), "_bucket");
  page.value("", std::to_string(numbers.writes), "_sum");
  page.value("", std::to_string(numbers.commits), "_count");
  page.gauge("huidan_write_queue", "Writes that wait for a commit", numbers.waiting);
}

void add_backups(Page& page, const Backups& backups, std::int64_t now_ms) {
  if (!backups.planned()) return;
  const auto newest = backups.newest_ms();
  page.gauge("huidan_backup_overdue", "1: the newest verified backup is too old, or there is none",
             backups.overdue() ? 1 : 0);
  if (!newest) return;
  page.gauge("huidan_backup_age_seconds", "Age of the newest verified backup",
             (now_ms - *newest) / 1000);
}

void add_orders(Page& page, store::Database& database) {
  {
    store::Rows orders = database.query(operations::kOrders);
    if (orders.next()) {
      page.gauge("huidan_orders", "Orders", orders.integer(0));
      page.gauge("huidan_disputes_open", "Disputes that wait for a person", orders.integer(1));
    }
  }
  store::Rows waiting = database.query(operations::kWaiting);
  if (!waiting.next()) return;
  page.gauge("huidan_edits_waiting", "Edits on an order that is not here yet", waiting.integer(0));
}

}  // namespace

void Served::count(const http::LogLine& line) {
  const std::lock_guard lock(mutex_);
  Times& times =
      times_[{std::string(known_method(line.method)), std::string(line.route), line.status}];
  ++times.count;
  times.us += line.duration_us;
}

std::string Served::text() const {
  Page page;
  const std::lock_guard lock(mutex_);
  page.begin("huidan_requests_total", "counter", "Requests by route and status");
  const auto labels_of = [](const Key& key) {
    return '{' + label("method", key.method) + ',' + label("route", key.route) + ',' +
           label("status", std::to_string(key.status)) + '}';
  };
  for (const auto& [key, times] : times_) page.value(labels_of(key), std::to_string(times.count));
  page.begin("huidan_request_seconds_total", "counter", "Time spent on them");
  for (const auto& [key, times] : times_) page.value(labels_of(key), seconds(times.us));
  return page.take();
}

/// As any write: what fails here would have failed for somebody's edit. A disk may take everything
/// but the commit, so one is made, unless somebody's has just gone well.
Refusable Operations::writable() {
  const Writer::Numbers numbers = desk_.writer_numbers();
  const bool proven = commits_seen_.exchange(numbers.commits) < numbers.commits && !numbers.broken;
  // Another word each time: what stands there already SQLite does not write.
  const std::string word = std::to_string(desk_.now_ms()) + ' ' + std::to_string(numbers.commits);
  const auto probe = [&](Records& records) -> Refusable {
    records.orders.put_setting(kProbe, word);
    return Done{};
  };
  try {
    if (proven) return desk_.rehearse(probe);
    auto written = desk_.write(probe);
    commits_seen_ = desk_.writer_numbers().commits;  // ours is nobody's
    return written;
  } catch (const Failure& failure) {
    return failure.error();
  }
}

Result<Operations::Readiness> Operations::readiness() {
  if (damaged_) return Error{Code::db_corrupt};
  if (auto may = writable(); !may) return may.error();
  Readiness readiness;
  const auto& folder = desk_.folder();
  const std::int64_t free_bytes = folder.empty() ? limits::kDiskLow_bytes : disk_free_bytes(folder);
  // The commit would fail: there is no room for what one request may say.
  if (free_bytes < static_cast<std::int64_t>(limits::kBody_bytes)) return Error{Code::disk_full};
  readiness.disk_low = free_bytes < limits::kDiskLow_bytes;
  readiness.backup_overdue = backups_.overdue();
  const bool well = !readiness.disk_low && !readiness.backup_overdue;
  readiness.state = well ? State::ready : State::degraded;
  return readiness;
}

Refusable Operations::may_read(const http::Request& request) const {
  if (access_.loopback && is_loopback(request.peer)) return Done{};
  const std::string_view token = token_of(request);
  const bool right = !access_.token_hash.empty() && sha256_hex(token) == access_.token_hash;
  return right ? Refusable(Done{}) : Refusable(Error{Code::unauthorized});
}

std::string Operations::metrics() {
  Page page;
  page.begin("huidan_build_info", "gauge", "The program's version");
  page.value('{' + label("version", HUIDAN_VERSION) + '}', "1");
  page.add(served_.text());
  const std::int64_t now_ms = desk_.now_ms();
  static_cast<void>(desk_.read([&](Records& records) -> Refusable {
    add_orders(page, records.database);
    add_devices(page, records.database, heard_, now_ms);
    return Done{};
  }));
  add_commits(page, desk_.writer_numbers());
  add_backups(page, backups_, now_ms);
  if (!desk_.folder().empty()) {
    page.gauge("huidan_disk_free_bytes", "Free where the desk's data are",
               disk_free_bytes(desk_.folder()));
  }
  return page.take();
}

void add_operations_routes(http::Router& router, Operations& operations) {
  router.add({"GET", "/healthz", "Whether the process answers", "anyone",
              [](const http::Request&) { return http::Response::text("ok\n"); }});
  router.add({"GET", "/readyz", "Whether the desk can be used", "anyone",
              [&operations](const http::Request& request) {
                const auto found = operations.readiness();
                if (!found) {
                  // Whatever it is: send your requests elsewhere.
                  auto refused = http::Response::error({found.error().code}, request);
                  refused.status = http_status(Code::busy);
                  return refused;
                }
                const auto& ready = found.value();
                const auto word = [](bool wrong, const char* name) {
                  return std::string(wrong ? name : "ok");
                };
                const bool degraded = ready.state == Operations::State::degraded;
                return http::Response::json(
                    R"({"status":")" + std::string(degraded ? "degraded" : "ready") +
                    R"(","database":"ok","disk":")" + word(ready.disk_low, "low") +
                    R"(","backup":")" + word(ready.backup_overdue, "overdue") + "\"}");
              }});
  router.add({"GET", "/metrics", "Numbers for Prometheus", "loopback, or the operator's token",
              [&operations](const http::Request& request) {
                if (auto may = operations.may_read(request); !may) {
                  return http::Response::error(may.error(), request);
                }
                return http::Response::text(operations.metrics());
              }});
}

}  // namespace huidan::server
