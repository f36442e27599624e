#pragma once
// Two hundred generated orders, printed and sealed, and many of them in one file: another program
// that looks at the file sees them all, and is started once.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "tests/pdf/outside.hpp"

namespace huidan::test {

struct GeneratedPaper {
  pdf::FormContent form;
  pdf::Sheets sheets;  // no two papers are the same print
  pdf::Printed printed;
};

/// Printed and sealed once a program, over two threads; each carries a record that devices signed,
/// and every other one a dense code of any size.
[[nodiscard]] const std::vector<GeneratedPaper>& generated_papers();

struct ScannedPages {
  std::size_t all = 0;
  std::size_t first = 0;   // the first so many are looked at
  std::size_t shared = 0;  // of these the first so many hold both copies
};

/// What zbar reads of a PDF at 150 dpi, line by line, where the codes stand; files beside `place`.
[[nodiscard]] std::vector<std::string> codes_of(const std::string& pdf, const PaperFile& place,
                                                const ScannedPages& pages);

/// Some papers, each in its own file and all in one, where the first sheet of each copy stands
/// before what they go on on, and of those the sheets with both copies before the others.
class PaperStack {
 public:
  /// May be made on any thread: what qpdf says against it is in complaint().
  explicit PaperStack(std::span<const GeneratedPaper> papers);

  [[nodiscard]] std::string path_of(std::size_t paper) const {
    return place_.beside(std::to_string(paper) + ".pdf");
  }

  [[nodiscard]] std::string all() const { return place_.beside("all.pdf"); }

  /// To which paper each page of all() belongs.
  [[nodiscard]] const std::vector<std::size_t>& leaves() const noexcept { return leaves_; }

  [[nodiscard]] const std::string& complaint() const noexcept { return complaint_; }

  /// What zbar reads of the first sheets at 150 dpi, line by line, where the codes stand.
  [[nodiscard]] std::vector<std::string> scanned() const;

  /// The papers whose two copies on one sheet are not alike, pixel for pixel at 144 dpi, where
  /// neither has a code.
  [[nodiscard]] std::vector<std::size_t> unlike() const;

 private:
  PaperFile place_{""};
  std::vector<std::size_t> leaves_{};
  std::string complaint_{};
  std::size_t shared_ = 0;  // first sheets with both copies
  std::size_t first_ = 0;   // first sheets
};

}  // namespace huidan::test
