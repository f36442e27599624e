// What every file owes its reader: a reason at its head, a length one can hold in mind, nothing
// left for later, and that something uses it.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>

#include "tests/house/tree.hpp"

namespace huidan::house {
namespace {

constexpr std::size_t kLines_max = 400;

bool is_header(const File& file) {
  return file.path.ends_with(".hpp");
}

bool is_code(const File& file) {
  constexpr std::array<std::string_view, 6> kEndings{".cpp", ".hpp", ".cmake", ".sh", ".ts", "dev"};
  return std::ranges::any_of(kEndings, [&](auto end) { return file.path.ends_with(end); });
}

Complaints long_files(const Tree& tree) {
  Complaints complaints;
  for (const File& file : tree) {
    const std::size_t lines = lines_of(file.text).size();
    if (is_code(file) && lines > kLines_max) {
      complaints.push_back(file.path + " has " + std::to_string(lines) + " lines");
    }
  }
  return complaints;
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// Put together here, so that this file does not break its own rule.
const std::vector<std::string>& unfinished_words() {
  static const std::vector<std::string> words{std::string("TO") + "DO", std::string("FIX") + "ME",
                                              std::string("XX") + "X", std::string("HA") + "CK"};
  return words;
}

const std::vector<std::string>& unfinished_phrases() {
  static const std::vector<std::string> phrases{
      std::string("for ") + "now", std::string("not ") + "implemented",
      std::string("not yet ") + "implemented", std::string("暂") + "不实现"};
  return phrases;
}

Complaints unfinished(const Tree& tree) {
  Complaints complaints;
  for (const File& file : tree) {
    for (const std::string& word : unfinished_words()) {
      if (has_word(file.text, word)) complaints.push_back(file.path + " says " + word);
    }
    const std::string text = lower(file.text);
    for (const std::string& phrase : unfinished_phrases()) {
      if (has_word(text, phrase)) complaints.push_back(file.path + " says " + phrase);
    }
  }
  return complaints;
}

/// True when an absolute path of that top folder stands in the text.
bool names_folder(std::string_view text, const std::string& path) {
  constexpr std::string_view kBefore = " \t\n\"'`(=:";
  for (std::size_t at = text.find(path); at != std::string_view::npos;
       at = text.find(path, at + 1)) {
    if (at == 0 || kBefore.find(text[at - 1]) != std::string_view::npos) return true;
  }
  return false;
}

Complaints machine_paths(const Tree& tree) {
  Complaints complaints;
  for (const File& file : tree) {
    for (const char* const folder : {"work", "tmp/w", "root", "home"}) {
      const std::string path = std::string(1, '/') + folder + '/';
      if (names_folder(file.text, path)) complaints.push_back(file.path + " names " + path);
    }
  }
  return complaints;
}

Complaints unexplained_headers(const Tree& tree) {
  Complaints complaints;
  for (const File& file : tree) {
    if (is_header(file) && !file.text.starts_with("#pragma once\n// ")) {
      complaints.push_back(file.path + " does not begin with #pragma once and its reason");
    }
  }
  return complaints;
}

/// Headers that nothing but their own source includes.
Complaints unused_headers(const Tree& tree) {
  std::set<std::string> used;
  for (const File& file : tree) {
    for (const Include& include : includes_of(file)) {
      if (stem_of(include.target) == stem_of(file.path)) continue;
      used.insert(include.target);
      used.insert("tests/" + include.target);  // tests may leave out their own folder
    }
  }
  Complaints complaints;
  for (const File& file : tree) {
    if (is_header(file) && !used.contains(file.path)) {
      complaints.push_back(file.path + " is used by nothing");
    }
  }
  return complaints;
}

/// True when a CMakeLists.txt globs the file's folder or names the file.
bool compiled(const File& file, const Tree& pages) {
  const std::string folder = folder_of(file.path);
  const std::string name = file.path.substr(folder.size() + 1);
  const std::string top = file.path.substr(0, file.path.find('/'));
  for (const File& page : pages) {
    const bool of_tests = page.path == "tests/CMakeLists.txt";
    if (page.path != "CMakeLists.txt" && !of_tests) continue;
    const std::string local =
        of_tests && is_below(file.path, "tests") ? file.path.substr(6) : file.path;
    if (has_word(page.text, local)) return true;
    if (has_word(page.text, "huidan_tests(" + folder_of(local)) && of_tests) return true;
    if (name == "main.cpp") continue;
    if (has_word(page.text, "huidan_floor(" + folder + ' ')) return true;
    for (std::string above = folder; !above.empty(); above = folder_of(above)) {
      if (has_word(page.text, "huidan_floor(" + above + " RECURSE")) return true;
    }
  }
  return false;
}

Complaints uncompiled(const Tree& tree, const Tree& pages) {
  Complaints complaints;
  for (const File& file : tree) {
    if (file.path.ends_with(".cpp") && !compiled(file, pages)) {
      complaints.push_back(file.path + " is compiled by nothing");
    }
  }
  return complaints;
}

}  // namespace

TEST_CASE("a file has at most 400 lines") {
  CHECK(joined(long_files(texts())) == "");
  const std::string line = "int a;\n";
  std::string text;
  for (std::size_t i = 0; i < kLines_max; ++i) text += line;
  CHECK(long_files({{"pdf/a.cpp", text}}).empty());
  CHECK(long_files({{"pdf/a.cpp", text + line}}).size() == 1);
}

TEST_CASE("nothing is left for later") {
  CHECK(joined(unfinished(texts())) == "");
  for (const std::string& word : unfinished_words()) {
    CAPTURE(word);
    CHECK(unfinished({{"pdf/a.cpp", "// " + word + ": later"}}).size() == 1);
    CHECK(unfinished({{"pdf/a.cpp", "int " + word + "_count;"}}).empty());
  }
  CHECK(unfinished({{"README.md", "Fine For " + std::string("Now") + "."}}).size() == 1);
}

TEST_CASE("nothing names a path of one machine") {
  CHECK(joined(machine_paths(texts())) == "");
  CHECK(machine_paths({{"dev", std::string("cd /wo") + "rk/main"}}).size() == 1);
  CHECK(machine_paths({{"dev", "cd frame/wo" + std::string("rk/main")}}).empty());
}

TEST_CASE("a header begins with why it exists") {
  CHECK(joined(unexplained_headers(sources())) == "");
  CHECK(unexplained_headers({{"pdf/a.hpp", "#pragma once\n\n#include <vector>\n"}}).size() == 1);
}

TEST_CASE("every header is used and every source compiled") {
  CHECK(joined(unused_headers(sources())) == "");
  CHECK(joined(uncompiled(sources(), texts())) == "");
}

TEST_CASE("a header of its own source alone and a source that no build names are seen") {
  CHECK(unused_headers({{"pdf/a.hpp", ""}, {"pdf/a.cpp", "#include \"pdf/a.hpp\"\n"}}).size() == 1);
  CHECK(unused_headers({{"pdf/a.hpp", ""}, {"pdf/b.cpp", "#include \"pdf/a.hpp\"\n"}}).empty());
  const Tree pages{
      {"CMakeLists.txt",
       "huidan_floor(pdf LINK x)\nhuidan_floor(server RECURSE LINK x)\n"
       "huidan_program(huidan-server server/main.cpp server)\n"},
      {"tests/CMakeLists.txt", "add_library(s STATIC support/a.cpp)\nhuidan_tests(pdf pdf)\n"}};
  const Tree built{{"pdf/a.cpp", ""},           {"server/main.cpp", ""},
                   {"server/app.cpp", ""},      {"server/desk/a.cpp", ""},
                   {"tests/support/a.cpp", ""}, {"tests/pdf/a_test.cpp", ""}};
  CHECK(joined(uncompiled(built, pages)) == "");
  const Tree lost{{"pdf/deep/a.cpp", ""},
                  {"client/a.cpp", ""},
                  {"tests/support/b.cpp", ""},
                  {"tests/web/a.cpp", ""},
                  {"client/main.cpp", ""}};
  CHECK(uncompiled(lost, pages).size() == lost.size());
}

}  // namespace huidan::house
