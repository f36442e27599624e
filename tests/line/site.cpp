#include "tests/line/site.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <stdexcept>

#include "client/drive.hpp"
#include "client/enrol.hpp"
#include "client/work.hpp"
#include "sync/base/file.hpp"
#include "sync/base/time.hpp"
#include "sync/core/wire_order.hpp"
#include "tests/support/quick_hash.hpp"

namespace huidan::line {
namespace {

using nlohmann::json;

template <typename T>
T must(Result<T> result) {
  if (!result) {
    const Error& error = result.error();
    throw std::runtime_error(std::string(code_name(error.code)) + ' ' + error.detail + ' ' +
                             error.field);
  }
  return std::move(result).value();
}

const std::string kFirst = "WX-1";
const std::string kSecond = "WX-2";

void set(client::Device& laptop, const std::string& no, const client::Words& words) {
  must(laptop.write(no, [&](const WorkOrder& order) { return client::set_fields(order, words); }));
}

void note(client::Device& laptop, const std::string& no, const std::string& text) {
  must(laptop.write(no, [&](const WorkOrder&) -> Result<core::OpBody> {
    return core::OpBody(core::AddNote{text});
  }));
}

void part(client::Device& laptop, const std::string& no, const std::string& name) {
  must(laptop.write(no, [&](const WorkOrder& order) {
    const RowId id(new_uuid7(laptop.clock().wall_ms(), laptop.random()));
    return client::add_part(order, id, {{"name", name}, {"qty", "1"}});
  }));
}

void sign(client::Device& laptop, const std::string& no) {
  for (const char* what : {"departed", "arrived", "restored"}) {
    must(laptop.write(no, [&](const WorkOrder& order) {
      return client::stamp(order, what, time_from_ms(laptop.clock().wall_ms()));
    }));
  }
  must(laptop.write(no, [&](const WorkOrder& order) {
    return client::sign(order, {"customer", "王例舟", "absent", "(样例)不在现场", ""});
  }));
}

Result<core::SyncReport> synced(client::Device& laptop) {
  auto run = client::sync_once(laptop);
  if (!run) return run.error();
  return run.value().report;
}

/// Rows in an order that does not depend on whose came first.
void sort_rows(json& order) {
  for (auto& [name, value] : order.items()) {
    if (value.is_array())
      std::sort(value.begin(), value.end(), [](const json& a, const json& b) {
        const auto key = [](const json& row) {
          return row.is_object()
                     ? row.value("text", "") + row.value("name", "") + row.value("id", "")
                     : row.dump();
        };
        return key(a) < key(b);
      });
  }
}

/// Replaces every match by its kind and the order in which it first appeared.
std::string numbered(const std::string& text, const std::regex& pattern, char kind) {
  std::map<std::string, std::size_t> seen;
  std::string out;
  auto last = text.cbegin();
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
    out.append(last, (*at)[0].first);
    const std::size_t number = seen.emplace(at->str(), seen.size()).first->second;
    out += kind + (kind == 'T' ? std::string() : std::to_string(number));
    last = (*at)[0].second;
  }
  out.append(last, text.cend());
  return out;
}

std::string without_chance(const std::string& text) {
  static const std::regex ids("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}");
  static const std::regex times("20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(Z|[+-][0-9]{2}:[0-9]{2})");
  return numbered(numbered(text, times, 'T'), ids, '#');
}

std::string shown(const std::vector<WorkOrder>& orders) {
  json all = json::array();
  for (const WorkOrder& order : orders) {
    all.push_back(json::parse(core::encode_order(order, core::Empty::shown)));
    sort_rows(all.back());
  }
  return without_chance(all.dump(1));
}

std::string rows_of(store::Database& database, std::string_view sql) {
  std::string out;
  store::Rows rows = database.query(sql);
  while (rows.next()) {
    for (int column = 0; column < 4; ++column) out += rows.text(column) + ' ';
    out += '\n';
  }
  return out;
}

constexpr std::string_view kJournal =
    "SELECT kind, state, COUNT(*), COUNT(DISTINCT op_id) FROM journal GROUP BY kind, state "
    "ORDER BY kind, state";
constexpr std::string_view kKept =
    "SELECT (SELECT COUNT(*) FROM outbox), (SELECT COUNT(*) FROM sent_op), "
    "(SELECT COUNT(DISTINCT op_id) FROM sent_op), (SELECT COUNT(*) FROM shadow)";

}  // namespace

Serving::Serving(const http::Router& router)
    : host_(router, {}), port_(must(host_.listen("127.0.0.1:0"))) {
  thread_ = std::jthread([this] { static_cast<void>(host_.run()); });
}

Serving::~Serving() {
  host_.stop();
}

Site::Site(const fs::path& folder) : prepared_(folder / "prepared"), work_(folder / "work") {
  fs::remove_all(folder);
  for (const char* path : {"/v1/sync", "/v1/enrol"}) {
    http::Route route{"POST", path, "", "",
                      [this](const http::Request& request) { return answer(request); }};
    route.content_types = {"application/json", "application/vnd.huidan.sync+zstd"};
    router_.add(std::move(route));
  }
  serving_ = std::make_unique<Serving>(router_);
  line_.passes_on_to(serving_->port());
  prepare();
}

Site::~Site() {
  line_.settle();
  serving_.reset();
  app_.reset();
  fs::remove_all(prepared_.parent_path());
}

http::Response Site::answer(const http::Request& request) {
  const std::shared_lock here(swapping_);
  return app_->router().handle(request);
}

void Site::enrol(const char* laptop) {
  client::Device device(prepared_ / laptop);
  const std::string url = "http://127.0.0.1:" + std::to_string(line_.port());
  must(client::enrol(device, url, must(app_->people.enrol_code("e1")).code));
  must(client::sync_once(device));
}

void Site::desk_edits(const std::string& no, const char* field, const std::string& value) {
  must(app_->dispatch.set({}, no, 0, {{field, value}}));
}

/// Both laptops of one engineer, who edit each other's orders without a network, while the desk
/// changes one value that one of them changes too.
void Site::prepare() {
  app_ = std::make_unique<server::App>(prepared_ / "desk", test::kQuickHash);
  must(app_->people.add("e1", Role::engineer, "", "correct horse (样例)"));
  std::string lines;
  for (const std::string& no : {kFirst, kSecond}) {
    lines += json{{"no", no}, {"reporter_unit", "东岭供电公司(样例)"}, {"description", "样例故障"}}
                 .dump() +
             '\n';
  }
  const auto plan = server::read_import(lines, server::ImportFormat::jsonl, {}, {});
  must(app_->intake.import(plan.value(), server::Rehearsal::real, {}));
  for (const std::string& no : {kFirst, kSecond}) must(app_->dispatch.assign({}, no, "e1"));
  enrol("a");
  enrol("b");
  client::Device a(prepared_ / "a");
  client::Device b(prepared_ / "b");
  set(a, kFirst, {{"treatment", "更换光模块"}, {"contact", "现场另有联系人"}});
  note(a, kFirst, "机柜钥匙在门卫处");
  part(a, kSecond, "光模块");
  sign(a, kFirst);
  set(b, kSecond, {{"remarks", "下月复查"}, {"treatment", "清洁尾纤"}});
  desk_edits(kFirst, "contact", "来电改为夜班");
  desk_edits(kSecond, "phone", "0371-5550 8123");
  app_.reset();
}

void Site::fresh_copy() {
  line_.settle();
  const std::unique_lock alone(swapping_);
  app_.reset();
  fs::remove_all(work_);
  fs::copy(prepared_, work_, fs::copy_options::recursive);
  app_ = std::make_unique<server::App>(work_ / "desk", test::kQuickHash);
}

EndState Site::trial(const std::optional<test::Fault>& fault) {
  fresh_copy();
  client::Device a(work_ / "a");
  client::Device b(work_ / "b");
  if (fault) line_.fail_next(*fault);
  const auto struck = synced(a);
  if (!fault) first_ = line_.settle();
  // A server that heard an end where there was none refuses; all else looks like no network.
  const bool refused = fault && fault->kind == test::Fault::Kind::truncate;
  const bool told = !struck && refused && struck.error().code == Code::bad_request;
  if (!struck && !told && struck.error().code != Code::no_network) {
    throw std::runtime_error("the struck sync: " + std::string(code_name(struck.error().code)));
  }
  note(a, kSecond, "再次到场");
  desk_edits(kSecond, "reporter", "李例行");
  must(synced(b));
  note(b, kFirst, "另一台笔记本");
  set(a, kFirst, {{"result", "已恢复供电"}});
  until_rest(a, b);
  return end_state(a, b);
}

void Site::until_rest(client::Device& one, client::Device& other) {
  must(synced(one));
  line_.settle();  // what was late has come
  for (int round = 0; round < 4; ++round) {
    const core::SyncReport here = must(synced(one));
    const core::SyncReport there = must(synced(other));
    if (here.pushed + here.pulled + there.pushed + there.pulled == 0) return;
  }
  throw std::runtime_error("the laptops do not come to rest");
}

EndState Site::end_state(client::Device& one, client::Device& other) {
  EndState end;
  const auto orders = app_->dispatch.list({});
  end.orders = shown(orders);
  const auto of_desk = [&](const std::string& no) {
    return core::encode_order(*std::ranges::find(orders, no, &WorkOrder::no), core::Empty::shown);
  };
  end.laptops_agree = true;
  for (client::Device* laptop : {&one, &other}) {
    const auto held = must(laptop->orders());
    end.of_laptops += shown(held);
    for (const WorkOrder& order : held) {
      const bool same = core::encode_order(order, core::Empty::shown) == of_desk(order.no);
      end.laptops_agree = end.laptops_agree && same;
    }
    store::Database database(laptop->folder() / "laptop.db");
    end.journal += rows_of(database, kKept);
  }
  store::Database database(app_->desk.folder() / "desk.db");
  end.journal += rows_of(database, kJournal);
  return end;
}

}  // namespace huidan::line
