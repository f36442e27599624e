// One library, one door: whoever wants to replace a library replaces one file.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "tests/house/tree.hpp"

namespace huidan::house {
namespace {

using Words = std::string_view;

struct Door {
  Words header;              // an include that starts with this
  std::vector<Words> where;  // may stand in files that start with one of these
  std::size_t files_max;     // and in no more than so many
  bool headers = false;      // whether a header of ours may hold it
};

constexpr std::size_t kAny = 1000;

const std::vector<Door>& doors() {
  static const std::vector<Door> table{
      {"sqlite3", {"sync/store/"}, 1, true},
      {"libpq", {"server/store/libpq.hpp"}, 1, true},
      {"dlfcn.h", {"server/store/libpq.cpp"}, 1},
      {"httplib.h", {"sync/http/"}, 1},
      {"hpdf", {"pdf/document"}, 1, true},
      {"hb", {"pdf/"}, 1},
      {"hb-subset.h", {"pdf/"}, 1},
      {"qrcodegen", {"pdf/"}, 1},
      {"libdeflate.h", {"pdf/", "sync/core/sheet_record.cpp"}, 3},
      {"linebreak.h", {"pdf/"}, 1},
      {"graphemebreak.h", {"pdf/"}, 1},
      {"wordbreak.h", {"pdf/"}, 1},
      {"unibreak", {"pdf/"}, 1},
      {"curl/", {"client/peer"}, 1},
      {"sodium", {"sync/base/crypto.cpp"}, 1},
      {"zstd", {"sync/core/"}, 1},
      {"iconv.h", {"server/desk/intake/"}, 1, true},
      {"openssl/", {"sync/http/", "pdf/seal/cms.cpp"}, 2},
      {"CLI/",
       {"sync/cli/", "server/main", "server/commands", "client/main", "client/commands",
        "client/page/main", "client/page/commands"},
       kAny,
       true},
      {"toml++/", {"sync/cli/"}, 1},
      {"spdlog/", {"server/"}, 2, true},
      {"nlohmann/json_fwd.hpp",
       {"sync/core/", "sync/store/", "sync/http/", "server/", "client/"},
       kAny,
       true},
      {"nlohmann/json.hpp",
       {"sync/core/wire", "sync/core/canon", "sync/core/json", "sync/store/", "sync/http/",
        "sync/cli/", "server/", "client/"},
       kAny},
      // The operating system: files in base, sockets in http, nothing on the laptop's side.
      {"unistd.h", {"sync/base/file.cpp", "sync/base/beside.cpp", "sync/http/", "server/"}, 5},
      {"io.h", {"sync/base/file.cpp"}, 1},
      {"malloc.h", {"sync/base/memory.cpp"}, 1},
      {"windows.h", {"sync/base/beside.cpp"}, 1},
      {"fcntl.h", {"sync/http/", "server/"}, 2},
      {"poll.h", {"sync/http/", "server/commands/sheet_image.cpp"}, 2},
      {"netdb.h", {"sync/http/"}, 1},
      {"netinet/", {"sync/http/"}, 1},
      {"arpa/", {"sync/http/"}, 1},
      {"sys/mman.h", {"sync/base/memory.cpp"}, 1},
      {"sys/", {"sync/http/", "server/"}, 2},
      {"winsock2.h", {"sync/http/"}, 1},
      {"ws2tcpip.h", {"sync/http/"}, 1},
      {"signal.h", {"server/"}, 1},
      {"termios.h", {"server/"}, 1},
  };
  return table;
}

const Door* door_of(Words header) {
  const Door* best = nullptr;
  for (const Door& door : doors()) {
    if (!header.starts_with(door.header)) continue;
    if (best == nullptr || door.header.size() > best->header.size()) best = &door;
  }
  return best;
}

/// The standard library's own headers have neither a dot nor a slash.
bool is_standard(Words header) {
  return header.find_first_of("./") == Words::npos;
}

std::string misuse(const File& file, Words header) {
  const Door* door = door_of(header);
  if (door == nullptr) return "has no door";
  const bool here =
      std::ranges::any_of(door->where, [&](Words prefix) { return file.path.starts_with(prefix); });
  if (!here) return "is beyond its door";
  if (file.path.ends_with(".hpp") && !door->headers) return "stands in a header";
  return {};
}

Complaints broken_doors(const Tree& tree) {
  Complaints complaints;
  std::map<Words, std::set<std::string>> users;
  for (const File& file : tree) {
    for (const Include& include : includes_of(file)) {
      if (include.ours || is_standard(include.target)) continue;
      const std::string why = misuse(file, include.target);
      if (!why.empty()) complaints.push_back(file.path + ": <" + include.target + "> " + why);
      if (const Door* door = door_of(include.target)) users[door->header].insert(file.path);
    }
  }
  for (const Door& door : doors()) {
    if (users[door.header].size() > door.files_max) {
      complaints.push_back("<" + std::string(door.header) + "…> stands in " +
                           std::to_string(users[door.header].size()) + " files");
    }
  }
  return complaints;
}

}  // namespace

TEST_CASE("each library stands behind one door") {
  CHECK(joined(broken_doors(shipped(sources()))) == "");
}

TEST_CASE("a library beyond its door, in a header, in a second file or unknown is seen") {
  struct Row {
    Words name;
    Tree tree;
    std::size_t complaints;
  };

  const std::vector<Row> rows{
      {"standard", {{"sync/base/a.cpp", "#include <vector>\n#include <cstdio>\n"}}, 0},
      {"at the door", {{"sync/store/sqlite.cpp", "#include <sqlite3.h>\n"}}, 0},
      {"beyond it", {{"server/desk/a/a.cpp", "#include <sqlite3.h>\n"}}, 1},
      {"twice",
       {{"sync/store/a.cpp", "#include <sqlite3.h>\n"},
        {"sync/store/b.cpp", "#include <sqlite3.h>\n"}},
       1},
      {"in a header", {{"sync/store/a.hpp", "#include <nlohmann/json.hpp>\n"}}, 1},
      {"forward in a header", {{"sync/store/a.hpp", "#include <nlohmann/json_fwd.hpp>\n"}}, 0},
      {"json in core, not in wire", {{"sync/core/merge.cpp", "#include <nlohmann/json.hpp>\n"}}, 1},
      {"json in core's wire", {{"sync/core/wire_op.cpp", "#include <nlohmann/json.hpp>\n"}}, 0},
      {"json in model", {{"sync/model/a.cpp", "#include <nlohmann/json.hpp>\n"}}, 1},
      {"POSIX on the laptop", {{"client/drive.cpp", "#include <unistd.h>\n"}}, 1},
      {"sockets on the laptop", {{"client/peer.cpp", "#include <sys/socket.h>\n"}}, 1},
      {"never heard of", {{"server/app.cpp", "#include <boost/asio.hpp>\n"}}, 1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(broken_doors(row.tree).size() == row.complaints);
  }
}

}  // namespace huidan::house
