// `./dev bench [sync|store|form]`: prints a table of ratios and writes it as JSON to the folder
// given.

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "sync/base/file.hpp"
#include "sync/base/memory.hpp"
#include "tests/bench/bench.hpp"

namespace {

using huidan::bench::BenchRow;

void print_table(const std::string& name, const std::vector<BenchRow>& rows) {
  std::printf("%s\n", name.c_str());
  for (const BenchRow& row : rows) {
    std::printf("  %-44s %12.2f %-4s", row.name.c_str(), row.value, row.unit.c_str());
    if (row.ratio != 0) std::printf("  %7.2f x %s", row.ratio, row.against.c_str());
    if (!row.gate.empty())
      std::printf("  [%s: %s]", row.gate.c_str(), row.holds ? "holds" : "MISSED");
    if (row.aim != 0) std::printf("  moonshot %g: %.2f x", row.aim, row.measured / row.aim);
    std::printf("\n");
  }
}

huidan::bench::Ground ground_of(const std::string& program) {
  const auto path = huidan::path_from_utf8(program);
  return {program, (path.parent_path() / "huidan-server").string(),
          path.parent_path() / "bench-sync"};
}

bool run_bench(const std::string& name, const std::string& folder, const std::string& huidan) {
  std::vector<BenchRow> rows;
  if (name == "form") huidan::bench::bench_form(rows);
  if (name == "store") huidan::bench::bench_store(rows, ground_of(huidan));
  if (name == "sync") huidan::bench::bench_sync(rows, ground_of(huidan));
  print_table(name, rows);
  nlohmann::ordered_json document = nlohmann::ordered_json::array();
  bool holds = true;
  for (const BenchRow& row : rows) {
    document.push_back({{"name", row.name},
                        {"value", row.value},
                        {"unit", row.unit},
                        {"ratio", row.ratio},
                        {"against", row.against},
                        {"gate", row.gate},
                        {"holds", row.holds},
                        {"moonshot", row.aim},
                        {"measured", row.measured}});
    holds = holds && row.holds;
  }
  huidan::write_file(huidan::path_from_utf8(folder) / (name + ".json"), document.dump(2) + '\n');
  return holds;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  huidan::keep_freed_memory();  // as every program of ours
  const std::string folder = argv[1];
  const std::string huidan = argv[2];
  huidan::make_folder(huidan::path_from_utf8(folder));
  bool holds = true;
  for (const char* name : {"sync", "store", "form"}) {
    if (argc == 3 || name == std::string(argv[3])) holds = run_bench(name, folder, huidan) && holds;
  }
  return holds ? 0 : 1;
}
