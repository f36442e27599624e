#pragma once
// A printed form as other people's programs see it.

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/forms.hpp"
#include "tests/support/process.hpp"

namespace huidan::test {

/// Unlike write_file it waits for no disk: a test's file need not outlive a power cut.
void put_file(const std::filesystem::path& path, std::string_view bytes);

/// A PDF in a file of its own, gone with the object.
class PaperFile {
 public:
  explicit PaperFile(std::string_view pdf);
  PaperFile(const PaperFile&) = delete;
  PaperFile& operator=(const PaperFile&) = delete;
  PaperFile(PaperFile&&) = delete;
  PaperFile& operator=(PaperFile&&) = delete;
  ~PaperFile();

  [[nodiscard]] std::string path() const { return path_.string(); }

  /// A path beside it; what is put there goes with it.
  [[nodiscard]] std::string beside(std::string_view name) const;

 private:
  std::filesystem::path folder_;
  std::filesystem::path path_;
};

/// Prints or fails the test.
[[nodiscard]] pdf::Printed printed(const pdf::FormContent& form, const pdf::Sheets& sheets = {});

/// Its lines.
[[nodiscard]] std::vector<std::string> rows_of(const std::string& text);

/// A folder beside `place`: the certificates of a program that trusts the seal of all tests.
[[nodiscard]] std::string trusting_store(const PaperFile& place);

/// How often `needle` stands in `haystack`, without overlap.
[[nodiscard]] std::size_t count_of(std::string_view haystack, std::string_view needle);

}  // namespace huidan::test
