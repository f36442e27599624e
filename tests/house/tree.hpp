#pragma once
// The source tree as the house's tests read it: files with their includes and literals, without
// comments where a rule is about code. A rule is a function from a Tree to complaints, so that each
// can be shown a broken tree made of two lines as well as the real one.

#include <string>
#include <string_view>
#include <vector>

namespace huidan::house {

struct Include {
  std::string target;  // "sync/base/id.hpp" or "vector"
  bool ours = false;   // in quotes
};

struct File {
  std::string path;  // from the root, '/' on every platform
  std::string text;
};

using Tree = std::vector<File>;
using Complaints = std::vector<std::string>;

/// One complaint a line: what a failing test shows.
[[nodiscard]] std::string joined(const Complaints& complaints);

/// C++ of sync, pdf, server, client and tests; read once.
[[nodiscard]] const Tree& sources();

/// Every text file of ours: sources, scripts, cmake, catalogues, SQL, web, pages; read once.
[[nodiscard]] const Tree& texts();

/// The part of `tree` below a folder ("sync", "server/desk").
[[nodiscard]] Tree below(const Tree& tree, std::string_view folder);

/// sync, pdf, server and client without tests: what is shipped.
[[nodiscard]] Tree shipped(const Tree& tree);

[[nodiscard]] bool is_below(std::string_view path, std::string_view folder);

/// "sync/base" of "sync/base/id.hpp", "" of a file at the root.
[[nodiscard]] std::string folder_of(std::string_view path);

/// The path without its ending: a header and its source share it.
[[nodiscard]] std::string stem_of(std::string_view path);

[[nodiscard]] std::vector<Include> includes_of(const File& file);

/// The code with comments blanked (newlines stay) and literals kept.
[[nodiscard]] std::string without_comments(std::string_view code);

/// The string literals of code, as written between their quotes.
[[nodiscard]] std::vector<std::string> literals_of(std::string_view code);

/// True when `word` stands in `text` with no letter, digit or '_' against it.
[[nodiscard]] bool has_word(std::string_view text, std::string_view word);

/// The lines of a text.
[[nodiscard]] std::vector<std::string> lines_of(std::string_view text);

/// True when the file or folder exists below the root.
[[nodiscard]] bool exists(std::string_view path);

}  // namespace huidan::house
