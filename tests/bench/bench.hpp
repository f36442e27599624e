#pragma once
// One row of `./dev bench`: a figure, and as a ratio against what a user would take instead,
// measured in the same run on the same machine.

#include <filesystem>
#include <string>
#include <vector>

namespace huidan::bench {

struct BenchRow {
  std::string name;
  double value = 0;
  std::string unit;
  double ratio = 0;  // against `against`, as its words say; 0: there is nothing to compare with
  std::string against{};
  std::string gate{};   // what must hold, in words; empty when nothing must
  bool holds = true;    // whether it did
  double aim = 0;       // what PERFORMANCE §3 calls the moonshot, in the gate's measure; 0: none
  double measured = 0;  // in that measure
};

/// The two programs, and a folder that may be filled.
struct Ground {
  std::string huidan;
  std::string server;
  std::filesystem::path folder;
};

/// PERFORMANCE §3, each against a floor measured in the same run: pulls and pushes against U
/// (10,000 raw upserts of the same rows in one transaction), an idle sync against a route that does
/// nothing, group commit against raw commits, the laptop's program against one that does nothing.
void bench_sync(std::vector<BenchRow>& rows, const Ground& ground);

/// The desk's two stores under the same load, against raw commits.
void bench_store(std::vector<BenchRow>& rows, const Ground& ground);

/// The repair form: warm, cold, its bytes and memory, against wkhtmltopdf and headless Chromium on
/// the same form as HTML; and a report of 3,000 rows.
void bench_form(std::vector<BenchRow>& rows);

}  // namespace huidan::bench
