// Who may include whom. The table is HOUSE's; the linker agrees by one library a floor, but a
// header needs no linker, so the includes are read.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>
#include <span>

#include "tests/house/tree.hpp"

namespace huidan::house {
namespace {

using Words = std::string_view;

struct Floor {
  Words folder;
  std::array<Words, 6> may;  // besides itself
};

constexpr Words kDesk = "server/desk";

// The longest folder that holds a file is its floor.
constexpr std::array kFloors{
    Floor{"sync/base", {}},
    Floor{"sync/model", {"sync/base"}},
    Floor{"sync/core", {"sync/base", "sync/model"}},
    Floor{"sync/store", {"sync/base", "sync/model", "sync/core"}},
    Floor{"sync/http", {"sync/base"}},
    Floor{"sync/cli", {"sync/base", "sync/model"}},
    Floor{"pdf", {"sync/base", "sync/model"}},
    Floor{"pdf/seal", {"sync/base", "sync/model", "sync/core", "pdf"}},
    Floor{kDesk, {"sync/base", "sync/model", "sync/core", "sync/store", "server/store"}},
    Floor{"server/store", {"sync/base", "sync/model", "sync/core", "sync/store"}},
    Floor{"server", {"sync", "pdf"}},
    Floor{"client", {"sync"}},
    Floor{"client/page", {"client", "sync", "pdf"}},
    Floor{"tests", {"sync", "pdf", "server", "client"}},
};

// Rooms that print, and seal what they print.
constexpr std::array<Words, 4> kPrintingRooms{"forms", "prints", "reports", "returns"};

// What a room's URLs may know: HTTP, the room itself and who asks, but neither SQL nor the store.
constexpr std::array<Words, 5> kRoutesMay{"sync/base", "sync/model", "sync/core", "sync/http",
                                          "server/store/hand.hpp"};

const Floor* floor_of(Words path) {
  const Floor* best = nullptr;
  for (const Floor& floor : kFloors) {
    if (!is_below(path, floor.folder)) continue;
    if (best == nullptr || floor.folder.size() > best->folder.size()) best = &floor;
  }
  return best;
}

/// "intake" of "server/desk/intake/csv.hpp"; a file on the landing itself belongs to no room.
std::string room_of(Words path) {
  if (!is_below(path, kDesk)) return {};
  const Words rest = path.substr(kDesk.size() + 1);
  const std::size_t slash = rest.find('/');
  return slash == Words::npos ? std::string() : std::string(rest.substr(0, slash));
}

bool any_above(Words path, std::span<const Words> folders) {
  return std::ranges::any_of(folders, [&](Words folder) {
    return !folder.empty() && (is_below(path, folder) || path == folder);
  });
}

bool room_may(Words path, Words target) {
  const std::string room = room_of(path);
  const std::string other = room_of(target);
  if (!other.empty() && other != room) return false;
  if (stem_of(path).ends_with("_routes")) {
    const bool own = is_below(target, kDesk) && !stem_of(target).ends_with("_queries");
    return own || any_above(target, kRoutesMay);
  }
  if (is_below(target, "pdf"))
    return std::ranges::find(kPrintingRooms, room) != kPrintingRooms.end();
  return is_below(target, kDesk) || any_above(target, floor_of(path)->may);
}

bool may_include(Words path, Words target) {
  const Floor* floor = floor_of(path);
  if (floor == nullptr) return false;
  if (floor->folder == kDesk) return room_may(path, target);
  // A floor that may include the folder it lies in stands above the rest of that folder.
  const Floor* other = floor_of(target);
  const bool above = other != nullptr && other != floor && any_above(floor->folder, other->may);
  const bool own = is_below(target, floor->folder) && !above;
  return own || any_above(target, floor->may);
}

/// Tests may leave out their own "tests/".
std::string full_path(const File& file, const std::string& target) {
  const bool support = is_below(file.path, "tests") && is_below(target, "support");
  return support ? "tests/" + target : target;
}

Complaints upward_includes(const Tree& tree) {
  Complaints complaints;
  for (const File& file : tree) {
    if (floor_of(file.path) == nullptr) complaints.push_back(file.path + " stands on no floor");
    for (const Include& include : includes_of(file)) {
      if (include.ours && !may_include(file.path, full_path(file, include.target))) {
        complaints.push_back(file.path + " includes " + include.target);
      }
    }
  }
  return complaints;
}

Complaints wrong_paths(const Tree& tree) {
  std::set<std::string> paths;
  for (const File& file : tree) paths.insert(file.path);
  Complaints complaints;
  for (const File& file : tree) {
    std::vector<std::string> ours;
    for (const Include& include : includes_of(file)) {
      if (include.ours) ours.push_back(full_path(file, include.target));
    }
    for (const std::string& target : ours) {
      if (!paths.contains(target)) complaints.push_back(file.path + " includes no file: " + target);
    }
    const std::string own = stem_of(file.path) + ".hpp";
    if (!file.path.ends_with(".cpp") || !paths.contains(own)) continue;
    if (ours.empty() || ours.front() != own || !includes_of(file).front().ours) {
      complaints.push_back(file.path + " does not include its own header first");
    }
  }
  return complaints;
}

struct Quiet {
  std::vector<Words> folders;
  std::vector<Words> words;
  std::vector<Words> except;  // files that start with one of these
};

// What a floor may not do even though the standard library offers it.
const std::vector<Quiet>& quiets() {
  static const std::vector<Quiet> table{
      // Whoever waits for a socket waits in the machine's time; whoever decides is given the time.
      {{"sync", "pdf", "server", "client"},
       {"steady_clock"},
       {"sync/base/clock.cpp", "sync/http/"}},
      {{"sync", "pdf", "server", "client"}, {"system_clock"}, {"sync/base/clock.cpp"}},
      {{"sync", "pdf", "server", "client"},
       {"random_device", "uniform_int_distribution", "rand", "srand"},
       {}},
      {{"sync/model", "sync/core"},
       {"std::thread", "std::jthread", "std::mutex", "std::filesystem", "std::ifstream",
        "std::ofstream", "std::getenv", "read_file", "write_file", "SystemClock", "SystemRandom"},
       {}},
      {{"pdf"}, {"std::thread", "std::jthread", "SystemClock", "SystemRandom"}, {}},
      {{"client", "sync", "pdf"}, {"::fork", "execve", "execvp", "popen", "getpid", "usleep"}, {}},
      {{"client", "sync", "pdf"}, {"execv", "CreateProcessW"}, {"sync/base/beside.cpp"}},
  };
  return table;
}

Complaints loud_words(const Tree& tree) {
  Complaints complaints;
  for (const File& file : tree) {
    const std::string code = without_comments(file.text);
    for (const Quiet& quiet : quiets()) {
      const bool excepted = std::ranges::any_of(
          quiet.except, [&](Words path) { return file.path.starts_with(path); });
      if (excepted || !any_above(file.path, quiet.folders)) continue;
      for (const Words word : quiet.words) {
        if (has_word(code, word)) complaints.push_back(file.path + " uses " + std::string(word));
      }
    }
  }
  return complaints;
}

Complaints sql_in_routes(const Tree& tree) {
  Complaints complaints;
  for (const File& file : tree) {
    if (!stem_of(file.path).ends_with("_routes")) continue;
    for (const std::string& literal : literals_of(file.text)) {
      const bool sql = literal.starts_with("SELECT ") || literal.starts_with("INSERT ") ||
                       literal.starts_with("UPDATE ") || literal.starts_with("DELETE ");
      if (sql) complaints.push_back(file.path + " holds SQL: " + literal.substr(0, 40));
    }
  }
  return complaints;
}

}  // namespace

TEST_CASE("a floor includes itself and what stands below it, a room never another room") {
  CHECK(joined(upward_includes(sources())) == "");
}

TEST_CASE("the table of floors says no where it must") {
  struct Row {
    Words path;
    Words target;
    bool may;
  };

  constexpr std::array rows{
      Row{"sync/base/a.cpp", "sync/base/b.hpp", true},
      Row{"sync/base/a.cpp", "sync/model/b.hpp", false},
      Row{"sync/model/a.cpp", "sync/core/b.hpp", false},
      Row{"sync/core/a.cpp", "sync/store/b.hpp", false},
      Row{"sync/store/desk/a.cpp", "sync/core/b.hpp", true},
      Row{"sync/store/a.cpp", "sync/http/b.hpp", false},
      Row{"sync/http/a.cpp", "sync/store/b.hpp", false},
      Row{"sync/http/a.cpp", "sync/model/b.hpp", false},
      Row{"pdf/a.cpp", "sync/model/b.hpp", true},
      Row{"pdf/a.cpp", "sync/store/b.hpp", false},
      Row{"pdf/a.cpp", "pdf/seal/b.hpp", false},
      Row{"pdf/seal/a.cpp", "pdf/b.hpp", true},
      Row{"pdf/seal/a.cpp", "sync/core/b.hpp", true},
      Row{"pdf/seal/a.cpp", "sync/store/b.hpp", false},
      Row{"pdf/a.cpp", "server/app.hpp", false},
      Row{"client/a.cpp", "server/app.hpp", false},
      Row{"server/a.cpp", "client/device.hpp", false},
      Row{"server/a.cpp", "server/desk/intake/intake.hpp", true},
      Row{"server/store/a.cpp", "server/desk/intake/intake.hpp", false},
      Row{"server/desk/intake/intake.cpp", "sync/store/b.hpp", true},
      Row{"server/desk/intake/intake.cpp", "server/desk/intake/intake_queries.hpp", true},
      Row{"server/desk/intake/intake.cpp", "server/desk/dispatch/dispatch.hpp", false},
      Row{"server/desk/intake/intake.cpp", "sync/http/router.hpp", false},
      Row{"server/desk/intake/intake.cpp", "server/app.hpp", false},
      Row{"server/desk/intake/intake.cpp", "pdf/repair_form.hpp", false},
      Row{"server/desk/returns/returns.cpp", "pdf/repair_form.hpp", true},
      Row{"server/desk/intake/intake_routes.cpp", "sync/http/router.hpp", true},
      Row{"server/desk/intake/intake_routes.cpp", "server/desk/intake/intake.hpp", true},
      Row{"server/desk/intake/intake_routes.cpp", "server/desk/intake/intake_queries.hpp", false},
      Row{"server/desk/intake/intake_routes.cpp", "sync/store/database.hpp", false},
      Row{"tests/server/a.cpp", "server/app.hpp", true},
      Row{"elsewhere/a.cpp", "sync/base/b.hpp", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.path);
    CAPTURE(row.target);
    CHECK(may_include(row.path, row.target) == row.may);
  }
}

TEST_CASE("includes are full paths of files that exist, the own header first") {
  CHECK(joined(wrong_paths(sources())) == "");
  const Tree broken{{"pdf/a.hpp", ""},
                    {"pdf/a.cpp", "#include <vector>\n#include \"pdf/a.hpp\"\n"},
                    {"pdf/b.cpp", "#include \"a.hpp\"\n"}};
  CHECK(wrong_paths(broken).size() == 2);
}

TEST_CASE("a pure floor asks no clock, draws no chance, starts no thread, opens no file") {
  CHECK(joined(loud_words(shipped(sources()))) == "");
  const Tree broken{
      {"sync/core/a.cpp", "auto t = std::chrono::system_clock::now();  // steady_clock\n"},
      {"client/a.cpp", "if (::fork() == 0) fork_lift();\n"},
      {"sync/base/clock.cpp", "std::chrono::system_clock::now();\n"}};
  CHECK(loud_words(broken).size() == 2);
}

TEST_CASE("a route holds no SQL") {
  CHECK(joined(sql_in_routes(sources())) == "");
  CHECK(sql_in_routes({{"server/desk/r/r_routes.cpp", "q = \"SELECT id FROM x\";"}}).size() == 1);
}

}  // namespace huidan::house
