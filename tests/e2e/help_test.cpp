// What --help says of every verb: words of the reader's language, and no key without a text.
#include <doctest/doctest.h>

#include <sstream>

#include "sync/base/catalogue.hpp"
#include "tests/support/programs.hpp"

namespace huidan::e2e {
namespace {

/// The verbs that a help lists under its last heading, and the word that stands before them.
struct Verbs {
  std::vector<std::string> names;
  bool number = false;  // INTERFACES: `part NO add`
};

Verbs verbs_in(const std::string& help, huidan::Language language) {
  Verbs found;
  found.number = help.find(" NO " + std::string(text(language, "cli.help.verb"))) != help.npos;
  const std::string heading = '\n' + std::string(text(language, "cli.help.verbs")) + ":\n";
  const std::size_t at = help.find(heading);
  if (at == std::string::npos) return found;
  std::istringstream lines(help.substr(at + heading.size()));
  for (std::string line, name; std::getline(lines, line);) {
    if (line.starts_with("  ") && line[2] != ' ' && std::istringstream(line) >> name) {
      found.names.push_back(name);
    }
  }
  return found;
}

/// How many verbs have said what they do.
int check_help(const Program& program, const Words& verb, huidan::Language language) {
  Words words = verb;
  words.emplace_back("--help");
  const test::Ran ran = test::run(program.command(words, std::string(language_tag(language))));
  CAPTURE(ran.out);
  CHECK(ran.exit == 0);
  CHECK(ran.out.find("cli.") == std::string::npos);  // a key without a text is shown itself
  CHECK(ran.out.find(std::string(text(language, "cli.help.usage")) + ": ") != std::string::npos);
  const Verbs below = verbs_in(ran.out, language);
  int count = 1;
  for (const std::string& name : below.names) {
    Words deeper = verb;
    if (below.number) deeper.emplace_back("x");
    deeper.push_back(name);
    count += check_help(program, deeper, language);
  }
  return count;
}

}  // namespace

TEST_CASE("every verb of both programs says in its reader's language what it does") {
  const Folder folder;
  const Laptop laptop(folder.path() / "laptop");
  const Desk desk(folder.path() / "desk");
  CHECK(check_help(laptop, {}, huidan::Language::zh_hans) >= 30);
  CHECK(check_help(desk, {}, huidan::Language::en) >= 30);
}

}  // namespace huidan::e2e
