// The pages for people: their links lead somewhere, and README knows every room.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "tests/house/tree.hpp"

namespace huidan::house {
namespace {

/// What the links of a page point at, without anchors and without other sites.
std::vector<std::string> targets_of(std::string_view page) {
  std::vector<std::string> targets;
  for (std::size_t at = page.find("]("); at != std::string_view::npos;
       at = page.find("](", at + 2)) {
    const std::string_view rest = page.substr(at + 2);
    const std::string_view target = rest.substr(0, rest.find_first_of(")# "));
    const bool elsewhere = target.find("://") != std::string_view::npos;
    if (!target.empty() && !elsewhere && !target.starts_with("mailto:"))
      targets.emplace_back(target);
  }
  return targets;
}

Complaints dead_links(const Tree& tree) {
  Complaints complaints;
  for (const File& file : tree) {
    if (!file.path.ends_with(".md")) continue;
    for (const std::string& target : targets_of(file.text)) {
      const std::filesystem::path path = std::filesystem::path(file.path).parent_path() / target;
      if (!exists(path.lexically_normal().generic_string())) {
        complaints.push_back(file.path + " points at " + target);
      }
    }
  }
  return complaints;
}

/// The folders a newcomer meets: those of sync, pdf, server and client that hold sources, a room's
/// own once.
std::set<std::string> rooms_of(const Tree& tree) {
  std::set<std::string> rooms;
  for (const File& file : tree) {
    const bool room = is_below(file.path, "sync") || is_below(file.path, "server/desk");
    const std::string folder = folder_of(file.path);
    const std::size_t depth = is_below(file.path, "sync") ? 2 : room ? 3 : 2;
    std::size_t end = 0;
    for (std::size_t i = 0; i < depth && end != std::string::npos; ++i) {
      end = folder.find('/', end == 0 ? 0 : end + 1);
    }
    rooms.insert(folder.substr(0, end) + '/');
  }
  return rooms;
}

Complaints unnamed_rooms(const Tree& tree, std::string_view readme) {
  Complaints complaints;
  for (const std::string& room : rooms_of(tree)) {
    if (readme.find('`' + room + '`') == std::string_view::npos) {
      complaints.push_back("README does not name " + room);
    }
  }
  return complaints;
}

}  // namespace

TEST_CASE("every relative link of a page leads to a file") {
  CHECK(joined(dead_links(texts())) == "");
  const std::string links = "[a](README.md#top) [b](https://example.com/x) [c](#here) [d](none.md)";
  CHECK(joined(dead_links({{"README.md", links}})) == "README.md points at none.md\n");
  CHECK(dead_links({{"sync/README.md", "[up](../dev) [lost](dev)"}}).size() == 1);
}

TEST_CASE("README names every room that exists") {
  const auto readme = std::ranges::find(texts(), std::string("README.md"), &File::path);
  REQUIRE(readme != texts().end());
  CHECK(joined(unnamed_rooms(shipped(sources()), readme->text)) == "");
  const Tree tree{{"sync/base/a.hpp", ""},
                  {"sync/store/desk/a.cpp", ""},
                  {"pdf/a.cpp", ""},
                  {"server/desk/intake/a.cpp", ""},
                  {"server/main.cpp", ""}};
  CHECK(joined(unnamed_rooms(tree, "`sync/base/` `pdf/` `server/`")) ==
        "README does not name server/desk/intake/\nREADME does not name sync/store/\n");
}

}  // namespace huidan::house
