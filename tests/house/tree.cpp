#include "tests/house/tree.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace huidan::house {
namespace {

namespace fs = std::filesystem;

const fs::path& root() {
  static const fs::path path = HUIDAN_SOURCE_DIR;
  return path;
}

bool skipped(const fs::path& folder) {
  const std::string name = folder.filename().string();
  return name == "build" || name == "node_modules" || name == ".git";
}

bool is_source(const fs::path& path) {
  return path.extension() == ".cpp" || path.extension() == ".hpp";
}

bool is_text(const fs::path& path) {
  static const std::set<std::string> endings{".cpp",  ".hpp",  ".cmake", ".txt", ".sh",
                                             ".json", ".sql",  ".md",    ".ts",  ".css",
                                             ".html", ".toml", ".vue",   ".mjs"};
  const std::string name = path.filename().string();
  return endings.contains(path.extension().string()) || name == "dev" || name == "run";
}

File read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {fs::relative(path, root()).generic_string(),
          std::string(std::istreambuf_iterator<char>(in), {})};
}

template <typename Wanted>
Tree walk(const Wanted& wanted) {
  Tree tree;
  for (auto at = fs::recursive_directory_iterator(root()); at != fs::end(at); ++at) {
    if (at->is_directory() && skipped(at->path())) at.disable_recursion_pending();
    if (at->is_regular_file() && wanted(at->path())) tree.push_back(read(at->path()));
  }
  std::ranges::sort(tree, {}, &File::path);
  return tree;
}

bool is_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// The end of the comment that starts at `at`, or `at` when none starts there.
std::size_t end_of_comment(std::string_view code, std::size_t at) {
  if (code.substr(at, 2) == "//") return std::min(code.find('\n', at), code.size());
  if (code.substr(at, 2) != "/*") return at;
  const std::size_t close = code.find("*/", at + 2);
  return close == std::string_view::npos ? code.size() : close + 2;
}

std::size_t end_of_raw_string(std::string_view code, std::size_t at) {
  const std::size_t open = code.find('(', at);
  if (open == std::string_view::npos) return code.size();
  const std::string close = ")" + std::string(code.substr(at + 2, open - at - 2)) + "\"";
  const std::size_t end = code.find(close, open);
  return end == std::string_view::npos ? code.size() : end + close.size();
}

/// A quote between digits (1'000) opens no character literal.
bool opens_literal(std::string_view code, std::size_t at) {
  if (code[at] == '"') return true;
  return code[at] == '\'' && (at == 0 || !is_name(code[at - 1]));
}

std::size_t end_of_literal(std::string_view code, std::size_t at) {
  if (code.substr(at, 2) == "R\"" && (at == 0 || !is_name(code[at - 1]))) {
    return end_of_raw_string(code, at);
  }
  if (!opens_literal(code, at)) return at;
  std::size_t end = at + 1;
  while (end < code.size() && code[end] != code[at] && code[end] != '\n') {
    end += code[end] == '\\' ? std::size_t{2} : std::size_t{1};
  }
  return std::min(end + 1, code.size());
}

}  // namespace

std::string joined(const Complaints& complaints) {
  std::string text;
  for (const std::string& complaint : complaints) text += complaint + '\n';
  return text;
}

const Tree& sources() {
  static const Tree tree = [] {
    const Tree all = walk(is_source);
    Tree ours;
    for (const char* folder : {"sync", "pdf", "server", "client", "tests"}) {
      std::ranges::copy(below(all, folder), std::back_inserter(ours));
    }
    return ours;
  }();
  return tree;
}

const Tree& texts() {
  static const Tree tree = walk(is_text);
  return tree;
}

bool is_below(std::string_view path, std::string_view folder) {
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

Tree below(const Tree& tree, std::string_view folder) {
  Tree part;
  std::ranges::copy_if(tree, std::back_inserter(part),
                       [&](const File& file) { return is_below(file.path, folder); });
  return part;
}

Tree shipped(const Tree& tree) {
  Tree part;
  std::ranges::copy_if(tree, std::back_inserter(part),
                       [](const File& file) { return !is_below(file.path, "tests"); });
  return part;
}

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? "" : std::string(path.substr(0, slash));
}

std::string stem_of(std::string_view path) {
  return std::string(path.substr(0, path.rfind('.')));
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<Include> includes_of(const File& file) {
  constexpr std::string_view kDirective = "#include";
  std::vector<Include> includes;
  for (const std::string& line : lines_of(file.text)) {
    if (!line.starts_with(kDirective)) continue;
    const std::size_t open = line.find_first_of("\"<", kDirective.size());
    if (open == std::string::npos) continue;
    const std::size_t close = line.find_first_of("\">", open + 1);
    includes.push_back({line.substr(open + 1, close - open - 1), line[open] == '"'});
  }
  return includes;
}

std::string without_comments(std::string_view code) {
  std::string out;
  for (std::size_t at = 0; at < code.size();) {
    const std::size_t comment_end = end_of_comment(code, at);
    for (; at < comment_end; ++at) out += code[at] == '\n' ? '\n' : ' ';
    if (at == code.size() || end_of_comment(code, at) != at) continue;
    const std::size_t end = std::max(end_of_literal(code, at), at + 1);
    out += code.substr(at, end - at);
    at = end;
  }
  return out;
}

std::vector<std::string> literals_of(std::string_view code) {
  const std::string plain = without_comments(code);
  std::vector<std::string> literals;
  for (std::size_t at = 0; at < plain.size();) {
    const std::size_t end = end_of_literal(plain, at);
    const std::string_view literal = std::string_view(plain).substr(at, end - at);
    if (literal.starts_with("R\"")) {
      const std::size_t open = literal.find('(') + 1;
      literals.emplace_back(literal.substr(open, literal.rfind(')') - open));
    } else if (literal.starts_with('"')) {
      literals.emplace_back(literal.substr(1, literal.size() - 2));
    }
    at = std::max(end, at + 1);
  }
  return literals;
}

bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool starts = at == 0 || !is_name(text[at - 1]) || !is_name(word.front());
    const bool ends = end == text.size() || !is_name(text[end]) || !is_name(word.back());
    if (starts && ends) return true;
  }
  return false;
}

bool exists(std::string_view path) {
  return fs::exists(root() / path);
}

}  // namespace huidan::house
