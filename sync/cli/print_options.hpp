#pragma once
// The options of `print`, the same in both programs.

#include "sync/cli/program.hpp"

namespace huidan::cli {

struct PrintOptions {
  std::string no;
  std::string copies = "both";  // both | customer | desk
  bool blank = false;
  std::string out;  // the PDF's path
};

/// Adds `print NO` with --copies, --blank and --out.
void add_print_verb(Program& program,
                    const std::function<Refusable(Context&, const PrintOptions&)>& print);

/// What was printed: one JSON document, and a line that names the sheets and any character that no
/// font has (painted 〓).
struct PrintedSheets {
  std::string form_hash;
  bool stale = false;
  std::vector<std::string> changed{};  // paths of the form
  std::int64_t customer_print = 0;     // 0: that copy was not printed
  std::int64_t desk_print = 0;
  int pages = 0;
  std::size_t bytes = 0;
  std::vector<char32_t> missing{};
  std::vector<std::string> left_out{};  // fields that the dense code had no room for, and "parts"
};

void say_printed(Console& console, const PrintOptions& options, const PrintedSheets& printed);

/// The line that names the characters that no font has; nothing when there are none.
[[nodiscard]] std::string missing_line(Language language, const std::vector<char32_t>& missing);

}  // namespace huidan::cli
