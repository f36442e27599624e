// Writes the sample export into the folder given, and the table of its broken rows to stdout for
// README.md. Not part of any build: run it after changing the sources beside it.

#include <iostream>

#include "sync/base/file.hpp"
#include "tests/data/sample_export.hpp"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: generate_sample_export FOLDER\n";
    return 2;
  }
  const auto folder = huidan::path_from_utf8(argv[1]);
  for (const auto& file : {huidan::sample::csv_export(), huidan::sample::json_lines_export()}) {
    huidan::write_file(folder / huidan::path_from_utf8(file.file_name), file.bytes);
    std::cerr << file.file_name << ": " << file.orders.size() << " orders\n";
    for (const auto& row : file.broken) {
      std::cout << "| " << file.file_name << " | " << row.line << " | " << row.column << " | "
                << huidan::code_name(row.code) << " | " << row.what << " |\n";
    }
  }
  return 0;
}
