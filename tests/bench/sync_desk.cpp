#include "tests/bench/sync_desk.hpp"

#include <time.h>

#include <algorithm>

#include "server/demo/sample.hpp"
#include "sync/base/bytes.hpp"
#include "sync/core/frame.hpp"
#include "sync/core/session.hpp"

namespace huidan::bench {
namespace {

std::string in_words(double limit) {
  std::string text = std::to_string(limit);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

BenchRow at_most(const std::string& name, double value, const std::string& unit, double most,
                 double aim) {
  return {name, value, unit, 0, "", "<= " + in_words(most) + ' ' + unit, value <= most, aim, value};
}

BenchRow ratio_at_most(BenchRow row, double ratio, double most, double aim) {
  row.ratio = row.measured = ratio;
  row.gate = "ratio <= " + in_words(most);
  row.holds = ratio <= most;
  row.aim = aim;
  return row;
}

BenchRow ratio_at_least(BenchRow row, double ratio, double least, double aim) {
  row.ratio = row.measured = ratio;
  row.gate = "ratio >= " + in_words(least);
  row.holds = ratio >= least;
  row.aim = aim;
  return row;
}

LargeDesk::LargeDesk(const fs::path& folder) : app_(folder) {
  app_.archive.seal_with(
      seal::ReadyStamp::read(seal::new_stamp("desk", app_.desk.now_ms())).value());
  must(server::fill_with_sample(app_, server::SampleSize::large));
  for (const WorkOrder& order : app_.dispatch.list({})) {
    if (value_of(order, Field::status) == "received") fresh_.push_back(order);
  }
  assign_all();
  port_ = must(host_.listen("127.0.0.1:0"));
  thread_ = std::jthread([this] { static_cast<void>(host_.run()); });
}

LargeDesk::~LargeDesk() {
  host_.stop();
}

void LargeDesk::assign_all() {
  constexpr std::size_t kBatch = 500;
  for (std::size_t from = 0; from < fresh_.size(); from += kBatch) {
    std::vector<server::Edit> edits;
    for (std::size_t i = from; i < std::min(from + kBatch, fresh_.size()); ++i) {
      const WorkOrder& order = fresh_[i];
      for (const char* status : {"classified", "dispatched", "assigned"}) {
        core::Settings fields{{Field::status, status}};
        if (fields[0].value == "assigned") fields.push_back({Field::assignee, "engineer2"});
        edits.push_back({order.id, 1, core::SetFields{RowId(order.id.value), fields}});
      }
    }
    must(app_.desk.write([&](server::Records& records) -> Refusable {
      return server::all_taken(
          server::write_edits(records, {}, std::move(edits), app_.desk.moment()));
    }));
  }
}

void LargeDesk::change(std::size_t count, const std::string& value) {
  std::vector<server::Edit> edits;
  for (std::size_t i = 0; i < count; ++i) {
    const OrderId& id = fresh_[i].id;
    edits.push_back(
        {id, std::int64_t{1} << 40, core::SetFields{RowId(id.value), {{Field::contact, value}}}});
  }
  must(app_.desk.write([&](server::Records& records) -> Refusable {
    return server::all_taken(
        server::write_edits(records, {}, std::move(edits), app_.desk.moment()));
  }));
}

ServingProgram::ServingProgram(const std::string& program, const fs::path& folder)
    : child_({program, "--data", folder.string(), "serve", "--listen", "127.0.0.1:0"}) {
  const std::string line = child_.next_line(20'000);
  const std::size_t colon = line.rfind(':');
  if (colon == std::string::npos) throw std::runtime_error("bench: the server does not serve");
  port_ = std::stoi(line.substr(colon + 1));
}

double ServingProgram::cpu_ms() const {
  clockid_t clock = 0;
  timespec used{};
  if (::clock_getcpuclockid(child_.pid(), &clock) != 0) return 0;
  ::clock_gettime(clock, &used);
  return static_cast<double>(used.tv_sec) * 1e3 + static_cast<double>(used.tv_nsec) / 1e6;
}

PackedRequest packed_request(client::Device& device) {
  const client::Identity me = must(device.identity());
  core::Session session(device.store(), device.random());
  const auto action = session.start({device.clock().wall_ms(), 0});
  core::Frame frame = core::pack(std::get<core::Send>(action).body);
  const core::Prover prover(me.device, me.secret_key, me.desk_key);
  const std::string proof = prover.prove(core::sync_statement(frame.bytes));
  return {proof, std::string(frame.content_type), std::move(frame.bytes)};
}

std::string http_message(const PackedRequest& request) {
  return "POST /v1/sync HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nContent-Type: " + request.content_type +
         "\r\n" + std::string(core::kProofHeader) + ": " + request.proof +
         "\r\nContent-Length: " + std::to_string(request.body.size()) + "\r\n\r\n" + request.body;
}

}  // namespace huidan::bench
