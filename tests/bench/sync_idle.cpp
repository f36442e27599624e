// What a sync costs in which nothing happens: bytes, requests, the server's CPU against a route of
// the same host that does nothing, and that it grows with nothing.

#include <algorithm>

#include "client/drive.hpp"
#include "sync/base/time.hpp"
#include "sync/core/frame.hpp"
#include "sync/core/proof.hpp"
#include "tests/bench/sync_desk.hpp"
#include "tests/support/socket.hpp"

namespace huidan::bench {
namespace {

constexpr int kRounds = 5;
constexpr int kRequests = 400;  // of a round
constexpr std::string_view kHello = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

std::string asked(int port, std::string_view message) {
  const auto socket = test::Socket::connected_to(port);
  socket.send(message);
  std::string reply = socket.receive_message();
  if (test::status_of(reply) != 200) throw std::runtime_error("bench: " + reply);
  return reply;
}

double cpu_of(const ServingProgram& server, std::string_view message) {
  const double before = server.cpu_ms();
  for (int i = 0; i < kRequests; ++i) static_cast<void>(asked(server.port(), message));
  return (server.cpu_ms() - before) * 1e3 / kRequests;
}

/// A laptop of whom the desk knows, without its own program.
struct KnownLaptop {
  KeyPair key = new_key_pair();
  core::DeviceRow device;
  std::optional<core::Prover> prover{};

  [[nodiscard]] server::Packed packed(const std::string& body, std::string& proof) const {
    const core::Frame frame = core::pack(body);
    proof = prover.value().prove(core::sync_statement(frame.bytes));
    return {proof, frame.content_type, frame.bytes};
  }
};

/// `count` orders of somebody else, lean ones: an idle sync reads none of them.
void fill(server::App& app, std::int64_t count) {
  const std::string n = std::to_string(count);
  const std::string rows =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + n +
      ") INSERT INTO ";
  const std::string id = "printf('01980000-0000-7000-8000-%012x', i)";
  must(app.desk.write([&](server::Records& records) -> Refusable {
    records.database.script(rows + "work_order SELECT " + id +
                            ", 'G-' || i, 1, i, 'received', '', 0, 0, 0, 0, '{}', '{}' FROM n;" +
                            rows + "order_grant SELECT " + id + ", 'other', i, NULL, i FROM n;" +
                            "UPDATE feed_head SET seq = " + n + ";INSERT INTO feed_salt VALUES (" +
                            n + ", 'salt', 0)");
    return Done{};
  }));
}

KnownLaptop join(server::App& app) {
  KnownLaptop laptop;
  must(app.desk.write([&](server::Records& records) -> Refusable {
    const core::Moment moment = app.desk.moment();
    const PersonId person(new_uuid7(moment.wall_ms, moment.random));
    records.orders.add_person({person, "e1", Role::engineer, "", true});
    laptop.device.id = DeviceId(new_uuid7(moment.wall_ms, moment.random));
    laptop.device.person = person;
    laptop.device.public_key = laptop.key.public_key;
    records.orders.add_device(laptop.device, time_from_ms(moment.wall_ms));
    return Done{};
  }));
  laptop.prover.emplace(laptop.device.id, laptop.key.secret_key,
                        public_half(app.desk.secret_key()));
  return laptop;
}

struct Idle {
  double us = 0;
  std::size_t bytes = 0;  // of both bodies as they travel
};

Idle idle_with(const fs::path& folder, std::int64_t orders) {
  server::App app(folder);
  fill(app, orders);
  const KnownLaptop laptop = join(app);
  core::SyncRequest request;
  request.device = laptop.device.id;
  request.request = new_uuid7(app.desk.now_ms(), app.desk.moment().random);
  request.now = time_from_ms(app.desk.now_ms());
  std::string proof;
  const auto ask = [&](const std::string& body) {
    return must(app.sync.exchange(laptop.packed(body, proof)));
  };
  const core::Frame first = ask(core::encode_request(request));
  request.cursor =
      must(core::decode_reply(must(core::unpack(first.content_type, first.bytes, 1 << 20))))
          .cursor.value();
  const std::string body = core::encode_request(request);
  Idle idle;
  for (int i = 0; i < 2000; ++i) {
    const server::Packed packed = laptop.packed(body, proof);
    const auto start = Clock::now();
    const core::Frame reply = must(app.sync.exchange(packed));
    const double us = ms_since(start) * 1e3;
    if (i == 0 || us < idle.us) idle = {us, packed.body.size() + reply.bytes.size()};
  }
  return idle;
}

/// Changes whenever another connection has committed.
std::int64_t data_version(store::Database& database) {
  store::Rows rows = database.query("PRAGMA data_version");
  return rows.next() ? rows.integer(0) : 0;
}

}  // namespace

void bench_idle(std::vector<BenchRow>& rows, const Ground& ground) {
  const ServingProgram server(ground.server, ground.folder / "desk");
  client::Device device(ground.folder / "laptop");
  const std::string message = http_message(packed_request(device));
  store::Database other(ground.folder / "desk" / "desk.db");
  const std::int64_t version = data_version(other);
  std::vector<double> hello;
  std::vector<double> idle;
  std::string reply;
  for (int i = 0; i < kRounds; ++i) {
    hello.push_back(cpu_of(server, kHello));
    idle.push_back(cpu_of(server, message));
    reply = asked(server.port(), message);
  }
  const auto bytes = static_cast<double>(message.size() + reply.size());
  rows.push_back(at_most("idle sync, request and reply", bytes, "B", 500, 330));
  BenchRow cpu{"  server CPU", median(idle), "us", 0, "a route that does nothing"};
  rows.push_back(ratio_at_most(cpu, median(idle) / median(hello), 3, 1.7));
  rows.push_back(
      at_most("  writes to the database", data_version(other) == version ? 0 : 1, "", 0));
}

void bench_growth(std::vector<BenchRow>& rows, const Ground& ground) {
  const Idle small = idle_with(ground.folder / "growth-1k", 1'000);
  const Idle middle = idle_with(ground.folder / "growth-100k", 100'000);
  const Idle large = idle_with(ground.folder / "growth-1m", 1'000'000);
  fs::remove_all(ground.folder / "growth-1m");
  BenchRow row{"idle sync with 100,000 orders there", middle.us, "us", 0, "with 1,000"};
  rows.push_back(ratio_at_most(row, middle.us / small.us, 1.3, 1.05));
  row = {"idle sync with 1,000,000 orders there", large.us, "us", 0, "with 1,000"};
  rows.push_back(ratio_at_most(row, large.us / small.us, 1.3, 1.05));
  rows.push_back(at_most(
      "  bytes more", static_cast<double>(large.bytes) - static_cast<double>(small.bytes), "B", 4));
}

}  // namespace huidan::bench
