#pragma once
// Two prints of one form, as other people's programs see them.

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace huidan::e2e {

/// Everything a PDF draws, in the words of `mutool trace`.
struct Marks {
  /// Each character with its place, size, colour and typeface. A subset's own name and glyph
  /// numbers are left out: they follow from which characters a file holds.
  std::multiset<std::string> glyphs;
  /// All that is no text, step by step: rules, ticks, ink.
  std::vector<std::string> paths;
  /// How many areas are filled: the QR codes alone are, and what they say differs from print to
  /// print.
  std::size_t codes = 0;
  /// How many of them are signatures: ink is blue, all else on the form is black or grey.
  std::size_t signatures = 0;
};

[[nodiscard]] Marks marks_of(const std::filesystem::path& pdf);

/// The lines of text that `pdftotext` finds, sorted; where a reader's eye would put them is a
/// matter of places, which Marks compares.
[[nodiscard]] std::multiset<std::string> lines_of(const std::filesystem::path& pdf);

/// Checks that `duplicate` is the `first` print once more, as two programs that are not ours read
/// them: the same lines of text, and every character, rule and stroke of ink at the same place, and
/// as many codes. Allowed to differ: each sheet of the duplicate says, in the form's language and
/// in its code, that it is one. `signatures` were drawn, and stand on both copies.
void check_duplicate(const std::filesystem::path& first, const std::filesystem::path& duplicate,
                     std::size_t signatures);

}  // namespace huidan::e2e
