#include "tests/bench/sync_desk.hpp"

namespace huidan::bench {

void bench_sync(std::vector<BenchRow>& rows, const Ground& ground) {
  fs::remove_all(ground.folder);
  for (const auto part : {bench_pull_and_push, bench_idle, bench_growth, bench_group_commit,
                          bench_fleet, bench_finished_orders, bench_program}) {
    part(rows, ground);
  }
  fs::remove_all(ground.folder);
}

}  // namespace huidan::bench
