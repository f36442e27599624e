// A sync that fails at every one of its bytes, in either direction and in every way: in the end all
// hold what they would have held without it, nothing twice.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <random>
#include <vector>

#include "sync/base/crypto.hpp"
#include "tests/line/site.hpp"
#include "tests/support/seed.hpp"

namespace huidan::line {
namespace {

using test::Fault;

constexpr int kThreads = 2;
constexpr int kTestSeconds = 36;  // after this the rarer faults are left to other seeds

/// In memory where there is such a place: these trials try the protocol, not the disk.
fs::path fast_folder() {
  const fs::path memory = "/dev/shm";
  const fs::path under = fs::is_directory(memory) ? memory : fs::temp_directory_path();
  return under / ("huidan-line-" + random_code(2));
}

/// HUIDAN_SOAK=1: all faults at all bytes, however long it takes.
bool soaks() {
  const char* given = std::getenv("HUIDAN_SOAK");
  return given != nullptr && std::string_view(given) == "1";
}

struct Count {
  std::atomic<int> tried{0};
  std::atomic<int> wrong{0};
};

using Counts = std::array<std::array<Count, 2>, test::kFaultKinds>;

/// How many of the other faults are tried however slow the machine is.
constexpr std::size_t kOthersAtLeast = 80;

/// Some of the other faults first, then every byte with a cut, then every byte with all others,
/// these in an order of the seed's.
std::vector<Fault> plan(const test::Carried& bytes, std::uint64_t seed) {
  std::vector<Fault> faults;
  for (std::size_t kind = 0; kind < test::kFaultKinds; ++kind) {
    for (std::size_t at = 0; at <= bytes.up_bytes; ++at) {
      faults.push_back({static_cast<Fault::Kind>(kind), Fault::Way::up, at});
    }
    for (std::size_t at = 0; at <= bytes.down_bytes; ++at) {
      faults.push_back({static_cast<Fault::Kind>(kind), Fault::Way::down, at});
    }
  }
  std::mt19937_64 chance(seed);
  const std::size_t cuts = bytes.up_bytes + bytes.down_bytes + 2;
  for (std::size_t i = cuts; i + 1 < faults.size(); ++i) {
    std::swap(faults[i], faults[i + chance() % (faults.size() - i)]);
  }
  const auto others = faults.begin() + static_cast<std::ptrdiff_t>(cuts);
  std::rotate(faults.begin(), others, others + static_cast<std::ptrdiff_t>(kOthersAtLeast));
  return faults;
}

bool same(const EndState& one, const EndState& other) {
  return one.laptops_agree && one.orders == other.orders && one.of_laptops == other.of_laptops &&
         one.journal == other.journal;
}

class Run {
 public:
  Run() : folder_(fast_folder()) {}

  void run(std::uint64_t seed) {
    {
      Site site(folder_ / "plain");
      static_cast<void>(site.trial(std::nullopt));
      bytes_ = site.first_exchange();
    }
    faults_ = plan(bytes_, seed);
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) threads.emplace_back([this, i] { work(i); });
  }

  ~Run() { fs::remove_all(folder_); }

  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  Run(Run&&) = delete;
  Run& operator=(Run&&) = delete;

  void print() const {
    std::printf("  one sync: %zu bytes up, %zu bytes down\n", bytes_.up_bytes, bytes_.down_bytes);
    for (std::size_t kind = 0; kind < test::kFaultKinds; ++kind) {
      const auto& of_kind = counts_.at(kind);
      std::printf("  %-9s  up %5d tried, %d wrong;  down %5d tried, %d wrong\n",
                  std::string(test::name_of(static_cast<Fault::Kind>(kind))).c_str(),
                  of_kind[0].tried.load(), of_kind[0].wrong.load(), of_kind[1].tried.load(),
                  of_kind[1].wrong.load());
    }
    std::fflush(stdout);
  }

  [[nodiscard]] std::size_t cuts() const {
    return static_cast<std::size_t>(counts_[0][0].tried + counts_[0][1].tried);
  }

  [[nodiscard]] bool every_kind_both_ways() const {
    return std::ranges::all_of(
        counts_, [](const auto& kind) { return kind[0].tried > 0 && kind[1].tried > 0; });
  }

  [[nodiscard]] std::size_t offsets() const { return bytes_.up_bytes + bytes_.down_bytes + 2; }

  std::string first_wrong;

 private:
  void work(int thread) {
    Site site(folder_ / std::to_string(thread));
    const EndState wanted = site.trial(std::nullopt);
    if (!same(wanted, site.trial(std::nullopt))) {
      wrong("without any fault", describe(wanted));
      return;
    }
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(kTestSeconds);
    for (std::size_t i = next_++; i < faults_.size(); i = next_++) {
      const bool rare = i >= offsets() + kOthersAtLeast;
      if (rare && !soaks() && std::chrono::steady_clock::now() > deadline) return;
      one(site, faults_[i], wanted);
    }
  }

  void one(Site& site, const Fault& fault, const EndState& wanted) {
    Count& count =
        counts_.at(static_cast<std::size_t>(fault.kind)).at(fault.way == Fault::Way::up ? 0 : 1);
    ++count.tried;
    std::string said;
    try {
      const EndState end = site.trial(fault);
      if (same(end, wanted)) return;
      said = describe(end) + "\nwanted\n" + describe(wanted);
    } catch (const std::exception& problem) {
      said = problem.what();
    }
    ++count.wrong;
    wrong(std::string(test::name_of(fault.kind)) + (fault.way == Fault::Way::up ? " up" : " down") +
              " at " + std::to_string(fault.at),
          said);
  }

  static std::string describe(const EndState& end) {
    return end.orders + end.of_laptops + end.journal +
           (end.laptops_agree ? "" : "a laptop differs from the desk");
  }

  void wrong(const std::string& where, const std::string& what) {
    const std::lock_guard lock(mutex_);
    if (first_wrong.empty()) first_wrong = where + ": " + what;
  }

  fs::path folder_;
  test::Carried bytes_;
  std::vector<Fault> faults_;
  std::atomic<std::size_t> next_{0};
  Counts counts_;
  std::mutex mutex_;
};

TEST_CASE("a sync that fails at any of its bytes ends as if it had not") {
  const std::uint64_t seed = test::seed_of_run();
  std::printf("HUIDAN_SEED=%llu\n", static_cast<unsigned long long>(seed));
  CAPTURE(seed);
  Run run;
  run.run(seed);
  run.print();
  CHECK(run.cuts() == run.offsets());
  CHECK(run.every_kind_both_ways());
  CHECK_MESSAGE(run.first_wrong.empty(), run.first_wrong);
}

}  // namespace
}  // namespace huidan::line
