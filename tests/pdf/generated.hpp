#pragma once
// Orders that nobody would write but somebody may paste: every alphabet that a Chinese utility's
// old programs could hold, with whatever else a clipboard brings along.

#include <random>
#include <string>
#include <vector>

#include "pdf/repair_form.hpp"

namespace huidan::test {

class FormGenerator {
 public:
  /// The same seed gives the same forms; `HUIDAN_SEED` sets it from outside.
  explicit FormGenerator(std::uint64_t seed);

  /// One to three alphabets a form, texts of 0 to 4,000 characters, any language, 0 to 30 parts.
  [[nodiscard]] pdf::FormContent form();

  /// Characters of the standards themselves: no font may lack one of them.
  [[nodiscard]] static const std::u32string& gbk();
  [[nodiscard]] static const std::u32string& big5();

 private:
  [[nodiscard]] std::size_t below(std::size_t end);
  [[nodiscard]] std::string text(std::size_t length_max);
  void append_piece(std::string& out);

  std::mt19937_64 dice_;
  std::vector<std::size_t> alphabets_;
};

[[nodiscard]] std::uint64_t generator_seed();

}  // namespace huidan::test
