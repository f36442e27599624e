// Prints one sample form and ends: what a cold start costs is measured on this program.
//   print_once FONTS SAMPLE OUT.pdf

#include <fstream>
#include <iostream>

#include "sync/base/memory.hpp"
#include "tests/support/forms.hpp"

int main(int argc, char** argv) {
  using namespace huidan;
  keep_freed_memory();  // as every program of ours
  if (argc != 4) return 2;
  const auto fonts = pdf::FontShelf::open(argv[1]);
  if (!fonts) {
    std::cerr << fonts.error().detail << '\n';
    return exit_code(fonts.error().code);
  }
  const auto sample = test::form_named(argv[2]);
  if (!sample) return 2;
  const auto printed = pdf::print_form(sample->form, sample->sheets, fonts.value());
  if (!printed) return exit_code(printed.error().code);
  // As the rivals write theirs: not pressed onto the disk, which takes what the disk takes.
  std::ofstream out(argv[3], std::ios::binary);
  out << printed.value().pdf;
  return out.flush().good() ? 0 : 1;
}
