// Prints one sample form and ends: what a cold start costs is measured on this program.
//   print_once FONTS SAMPLE OUT.pdf

#include <iostream>

#include "sync/base/file.hpp"
#include "tests/support/forms.hpp"

int main(int argc, char** argv) {
  using namespace huidan;
  if (argc != 4) return 2;
  const auto fonts = pdf::FontShelf::open(argv[1]);
  if (!fonts) {
    std::cerr << fonts.error().detail << '\n';
    return exit_code(fonts.error().code);
  }
  for (const test::NamedForm& sample : test::all_forms()) {
    if (sample.name != argv[2]) continue;
    const auto printed = pdf::print_form(sample.form, sample.sheets, fonts.value());
    if (!printed) return exit_code(printed.error().code);
    write_file(argv[3], printed.value().pdf);
    return 0;
  }
  return 2;
}
