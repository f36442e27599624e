#pragma once
// What a refusal must be, wherever it comes from: its code, its exit code and its field, a sentence
// in each language, and nothing changed.

#include <string>
#include <vector>

#include "tests/support/small_site.hpp"

namespace huidan::e2e {

struct Refusal {
  std::string name;
  const Program& program;
  Words words;
  int exit;
  std::string code;
  std::string field{};
};

/// A site of its own for every test, ready.
struct Ready {
  Ready() { site.enrol(); }

  /// A file beside the site's; its path.
  [[nodiscard]] std::string file(const std::string& name, std::string_view bytes) const;

  Folder folder;
  SmallSite site{folder.path(), 3};
};

[[nodiscard]] bool healthy(const Desk& desk);

/// Runs the command in each language.
void check_refusal(const Refusal& row);

/// And looks at everything that both programs know after each, and whether the server still
/// answers.
void check_refusals(const SmallSite& site, const std::vector<Refusal>& rows);

}  // namespace huidan::e2e
