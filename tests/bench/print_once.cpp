// Prints one sample form and ends: what a cold start costs is measured on this program.
//   print_once FONTS SAMPLE OUT.pdf

#include <cstdio>

#include "sync/base/memory.hpp"
#include "tests/support/forms.hpp"

int main(int argc, char** argv) {
  using namespace huidan;
  keep_freed_memory();                   // as every program of ours
  take_memory(pdf::kPrintMemory_bytes);  // as every verb that prints
  if (argc != 4) return 2;
  const auto fonts = pdf::FontShelf::open(argv[1]);
  if (!fonts) {
    std::fprintf(stderr, "%s\n", fonts.error().detail.c_str());
    return exit_code(fonts.error().code);
  }
  const auto sample = test::form_named(argv[2]);
  if (!sample) return 2;
  const auto printed = pdf::print_form(sample->form, sample->sheets, fonts.value());
  if (!printed) return exit_code(printed.error().code);
  // As the rivals write theirs: not pressed onto the disk, which takes what the disk takes.
  const std::string& bytes = printed.value().pdf;
  std::FILE* out = std::fopen(argv[3], "wb");
  if (out == nullptr) return 1;
  const bool whole = std::fwrite(bytes.data(), 1, bytes.size(), out) == bytes.size();
  return std::fclose(out) == 0 && whole ? 0 : 1;
}
