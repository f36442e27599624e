#pragma once
// One row of `./dev bench`: a figure, and as a ratio against what a user would take instead,
// measured in the same run on the same machine.

#include <string>
#include <vector>

namespace huidan::bench {

struct BenchRow {
  std::string name;
  double value = 0;
  std::string unit;
  double ratio = 0;  // against `against`, as its words say; 0: there is nothing to compare with
  std::string against;
  std::string gate;   // what must hold, in words; empty when nothing must
  bool holds = true;  // whether it did
};

/// First pull of 10,000 orders, push of 1,000 edits, an idle sync: each against the floor U, 10,000
/// raw upserts of the same rows in one transaction (PERFORMANCE §3). `huidan` is the laptop's
/// program.
void bench_sync(std::vector<BenchRow>& rows, const std::string& huidan);

/// The repair form: warm, cold, its bytes, and wkhtmltopdf on the same form as HTML.
void bench_form(std::vector<BenchRow>& rows);

}  // namespace huidan::bench
