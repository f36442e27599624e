// Two hundred generated orders once more: what their sealed files carry, and what a second print
// is.

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "pdf/layout.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/file.hpp"
#include "tests/pdf/stack.hpp"
#include "tests/pdf/told.hpp"

namespace huidan::test {
namespace {

std::vector<std::string> drawn(const GeneratedPaper& paper, const pdf::Sheets& sheets) {
  return rows_of(told(pdf::lay_out(paper.form, sheets, shelf())));
}

/// What the next reprint draws that this print does not, its codes and the word for it aside.
std::string more_than_its_word(const GeneratedPaper& paper) {
  pdf::Sheets next = paper.sheets;
  const std::string n = std::to_string(next.customer_print++);
  next.desk_print = next.customer_print;
  const std::string word = text_with(paper.form.language, "form.reprint", {{"n", n}});
  const std::vector<std::string> once = drawn(paper, paper.sheets);
  const std::set<std::string> before(once.begin(), once.end());
  int said = 0;
  for (const std::string& row : drawn(paper, next)) {
    if (before.contains(row) || row.starts_with("code ")) continue;
    if (!row.ends_with("  " + word)) return row;
    ++said;
  }
  return said >= (paper.printed.pages == 1 ? 2 : paper.printed.pages) ? "" : "no word for it";
}

}  // namespace

TEST_CASE("the record comes out of each of two hundred sealed files byte for byte") {
  const PaperFile place("");
  std::set<std::string> hashes;
  for (const GeneratedPaper& paper : generated_papers()) {
    put_file(place.path(), paper.printed.pdf);
    const Ran ran = run({"pdfdetach", "-saveall", "-o", place.beside(""), place.path()});
    CAPTURE(ran.err);
    REQUIRE(ran.exit == 0);
    const auto form = read_file(place.beside("form.json"), std::uintmax_t{1} << 20);
    REQUIRE(form.ok());
    CHECK(sha256_hex(form.value()) == paper.form.form_hash);
    CHECK(read_file(place.beside("signatures.json"), std::uintmax_t{1} << 20).value() ==
          paper.form.signatures);
    hashes.insert(paper.form.form_hash);
  }
  CHECK(hashes.size() == generated_papers().size());
}

TEST_CASE("two hundred orders printed again are the same files, and their reprints say so alone") {
  for (const GeneratedPaper& paper : generated_papers()) {
    CAPTURE(paper.sheets.desk_print);
    const pdf::Printed once = printed(paper.form, paper.sheets);
    CHECK(once.pdf == printed(paper.form, paper.sheets).pdf);
    CHECK(more_than_its_word(paper) == "");
  }
}

}  // namespace huidan::test
