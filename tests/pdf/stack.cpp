#include "tests/pdf/stack.hpp"

#include <algorithm>
#include <array>
#include <thread>

#include "pdf/sealed_file.hpp"
#include "sync/base/file.hpp"
#include "tests/pdf/generated.hpp"
#include "tests/pdf/sealed.hpp"

namespace huidan::test {
namespace {

constexpr std::size_t kPapers = 200;

std::vector<GeneratedPaper> make_papers() {
  FormGenerator generator(generator_seed());
  std::vector<GeneratedPaper> papers(kPapers);
  for (std::size_t i = 0; i < kPapers; ++i) {
    GeneratedPaper& paper = papers[i];
    paper.form = proven(generator.form());
    const auto print = static_cast<std::int64_t>(i + 1);
    paper.sheets = {print, print, i % 4 < 2 ? std::string() : dense_text(300 + 5 * i, i)};
  }
  return papers;
}

/// Which pages of a paper begin a copy; the copies of one that needs more than a sheet are alike.
std::vector<int> first_sheets(const GeneratedPaper& paper) {
  if (paper.printed.pages == 1) return {1};
  return {1, paper.printed.pages / 2 + 1};
}

/// In pixels at 150 dpi.
struct Zone {
  const char* name;
  const char* x;
  const char* y;
  const char* width;
  const char* height;
  std::size_t last;
};

}  // namespace

const std::vector<GeneratedPaper>& generated_papers() {
  static const std::vector<GeneratedPaper> printed = [] {
    std::vector<GeneratedPaper> papers = make_papers();
    std::array<std::jthread, 2> threads;
    for (std::size_t t = 0; t < threads.size(); ++t) {
      threads[t] = std::jthread([&papers, t] {
        for (std::size_t i = t; i < papers.size(); i += 2) {
          papers[i].printed = sealed_print(papers[i].form, papers[i].sheets);
        }
      });
    }
    for (std::jthread& thread : threads) thread.join();
    return papers;
  }();
  return printed;
}

PaperStack::PaperStack(std::span<const GeneratedPaper> papers) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < papers.size(); ++i) {
    put_file(path_of(i), papers[i].printed.pdf);
    order.push_back(i);
  }
  std::ranges::stable_partition(order, [&](std::size_t i) { return papers[i].printed.pages == 1; });
  std::vector<std::string> argv{"qpdf", "--empty", "--pages"};
  const auto add = [&](std::size_t paper, int page) {
    argv.push_back(path_of(paper));
    argv.push_back(std::to_string(page));
    leaves_.push_back(paper);
  };
  for (const std::size_t i : order) {
    for (const int page : first_sheets(papers[i])) add(i, page);
    if (papers[i].printed.pages == 1) shared_ = leaves_.size();
  }
  first_ = leaves_.size();
  for (const std::size_t i : order) {
    const std::vector<int> first = first_sheets(papers[i]);
    for (int page = 1; page <= papers[i].printed.pages; ++page) {
      if (std::ranges::find(first, page) == first.end()) add(i, page);
    }
  }
  argv.insert(argv.end(), {"--", all()});
  const Ran ran = run(argv);
  if (ran.exit != 0 || !ran.err.empty()) complaint_ = "qpdf: " + ran.err;
}

std::vector<std::string> PaperStack::scanned() const {
  return codes_of(all(), place_, {leaves_.size(), first_, shared_});
}

std::vector<std::size_t> PaperStack::unlike() const {
  const std::size_t digits = std::to_string(leaves_.size()).size();
  const auto halves = [&](const std::string& y) {
    const std::string stem = place_.beside("half" + y);
    static_cast<void>(run({"pdftoppm", "-r", "144", "-gray", "-l", std::to_string(shared_), "-x",
                           "60", "-y", y, "-W", "740", "-H", "630", all(), stem}));
    return stem;
  };
  const std::string upper = halves("200");
  const std::string lower = halves("1042");
  std::vector<std::size_t> papers;
  for (std::size_t page = 1; page <= shared_; ++page) {
    const std::string number = std::to_string(page);
    const std::string end = '-' + std::string(digits - number.size(), '0') + number + ".pgm";
    const auto one = read_file(upper + end, std::uintmax_t{1} << 20);
    const auto other = read_file(lower + end, std::uintmax_t{1} << 20);
    const bool alike = one && other && one.value().size() > 400'000 && one.value() == other.value();
    if (!alike) papers.push_back(leaves_[page - 1]);
  }
  return papers;
}

std::vector<std::string> codes_of(const std::string& pdf, const PaperFile& place,
                                  const ScannedPages& pages) {
  // At the right of the title, beside a record at its left; on a shared sheet in both halves.
  const std::array zones{Zone{"upper", "820", "0", "420", "500", pages.first},
                         Zone{"lower", "820", "877", "420", "500", pages.shared},
                         Zone{"left", "40", "20", "220", "220", pages.first},
                         Zone{"left_lower", "40", "897", "220", "220", pages.shared}};
  std::vector<std::string> argv{"zbarimg", "--quiet", "--raw"};
  const std::size_t digits = std::to_string(pages.all).size();
  for (const Zone& zone : zones) {
    if (zone.last == 0) continue;
    const std::string stem = place.beside(zone.name);
    const Ran ran = run({"pdftoppm", "-r", "150", "-gray", "-l", std::to_string(zone.last), "-x",
                         zone.x, "-y", zone.y, "-W", zone.width, "-H", zone.height, pdf, stem});
    if (ran.exit != 0 || !ran.err.empty()) return {"pdftoppm: " + ran.err};
    for (std::size_t page = 1; page <= zone.last; ++page) {
      const std::string number = std::to_string(page);
      argv.push_back(stem + '-' + std::string(digits - number.size(), '0') + number + ".pgm");
    }
  }
  return rows_of(run(argv).out);
}

}  // namespace huidan::test
