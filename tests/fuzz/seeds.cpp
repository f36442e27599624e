// Writes what the fuzzers start from: real ops, real requests, real replies.
//   fuzz_seeds GOLDEN.jsonl FOLDER

#include <filesystem>
#include <fstream>
#include <iostream>

#include "sync/base/file.hpp"
#include "sync/core/op.hpp"
#include "sync/core/wire_order.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace huidan::fuzz {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  explicit Folder(fs::path path) : path_(std::move(path)) { fs::create_directories(path_); }

  void add(const std::string& bytes) { write_file(path_ / std::to_string(++count_), bytes); }

 private:
  fs::path path_;
  int count_ = 0;
};

/// One request with all ops, one for each op alone, an idle one, one that tells what it holds.
void write_exchanges(Folder& requests, Folder& replies) {
  Site& s = site();
  const core::SyncRequest whole = core::decode_request(s.request()).value();
  std::vector<core::SyncRequest> all{whole};
  core::SyncRequest idle = whole;
  idle.ops.clear();
  all.push_back(idle);
  idle.cursor = {};
  all.push_back(idle);
  idle.repairs = true;
  idle.held = {{s.mine, 1}, {s.nobodys, 2}};
  all.push_back(idle);
  core::SyncRequest forked = whole;
  forked.token = "00";
  all.push_back(forked);
  core::SyncRequest grouped = whole;
  grouped.ops.clear();
  for (std::size_t i = 0; i < 3; ++i) {
    core::Op op = core::decode_op(whole.ops[i]).value();
    op.group = "g";
    grouped.ops.push_back(core::encode_op(op));
  }
  all.push_back(grouped);
  for (const core::SyncRequest& request : all) {
    requests.add(core::encode_request(request));
    const store::Transaction undone(s.desk.database(), store::Transaction::Kind::write);
    const auto reply = core::serve(request, s.desk.records(), {1795309500000, s.desk.random()},
                                   s.desk.key().secret_key);
    if (reply) replies.add(core::encode_reply(reply.value()));
  }
}

std::string brought_back() {
  Site& s = site();
  core::Op op;
  op.id = OpId(new_uuid7(s.desk.now_ms(), s.desk.random()));
  op.n = 1;
  op.order = s.mine;
  op.at = "2026-11-22T09:05:00+08:00";
  op.body = core::BringBack{core::encode_order(s.desk.view(s.mine), core::Empty::omitted), {op.id}};
  return core::encode_op(op);
}

void write_all(const fs::path& golden, const fs::path& folder) {
  Folder ops(folder / "op");
  Folder requests(folder / "request");
  Folder replies(folder / "reply");
  std::ifstream lines(golden);
  for (std::string line; std::getline(lines, line);) ops.add(line);
  for (const std::string& op : site().unsent()) ops.add(op);
  ops.add(brought_back());
  ops.add(site().unsent().front() + '\0');
  for (const char* packed :
       {"AwlBwM.G.AUCC.AoBEB.AAgBC", "Cq3Lg9D.EA.EigC-roH.CJiO.AAgB.G6H22B", "AwlBwM.A", "A"}) {
    ops.add(packed);
  }
  write_exchanges(requests, replies);
}

}  // namespace
}  // namespace huidan::fuzz

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "fuzz_seeds GOLDEN.jsonl FOLDER\n";
    return 2;
  }
  huidan::fuzz::write_all(argv[1], argv[2]);
  return 0;
}
