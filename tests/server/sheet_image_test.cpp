// The reader of images is a stranger's program: whatever it does, the desk's answer is a code.

#include "server/commands/sheet_image.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "sync/base/code.hpp"
#include "tests/support/folder.hpp"

namespace huidan::server {
namespace {

namespace fs = std::filesystem;

/// A zbarimg of our own, before all others in PATH.
class FakeReader {
 public:
  explicit FakeReader(const std::string& script) {
    const fs::path reader = folder_ / "zbarimg";
    std::ofstream(reader) << "#!/bin/sh\n" << script << '\n';
    fs::permissions(reader, fs::perms::owner_all);
    std::ofstream(image()) << "P1\n1 1\n1\n";
    ::setenv("PATH", (folder_.path().string() + ':' + before_).c_str(), 1);
  }

  FakeReader(const FakeReader&) = delete;
  FakeReader& operator=(const FakeReader&) = delete;
  FakeReader(FakeReader&&) = delete;
  FakeReader& operator=(FakeReader&&) = delete;

  ~FakeReader() { ::setenv("PATH", before_.c_str(), 1); }

  [[nodiscard]] std::string told(const ScanLimits& most) const {
    const auto codes = codes_in_image(image(), most);
    if (codes) return "ok";
    return std::string(code_name(codes.error().code)) + ' ' + codes.error().detail;
  }

  [[nodiscard]] fs::path image() const { return folder_ / "sheet.pbm"; }

 private:
  test::Folder folder_{};
  std::string before_ = std::getenv("PATH");
};

}  // namespace

TEST_CASE("a reader that hangs, burns, writes or is killed ends in a code") {
  struct Row {
    const char* name;
    const char* script;
    std::string told;
    ScanLimits most;
  };

  const test::Folder place;
  const std::string writes = "echo x > '" + (place / "written").string() + "' && echo WO1:x";
  const Row rows[]{
      {"says a code", "echo WO1:x", "ok", {}},
      {"waits for nothing", "exec sleep 600", "bad_sheet sheet.pbm, > 200 ms", {20, 200}},
      {"leaves one behind that waits",
       "sleep 600 & sleep 600",
       "bad_sheet sheet.pbm, > 200 ms",
       {20, 200}},
      {"burns", "while :; do :; done", "bad_sheet sheet.pbm, > 1000 ms", {1, 30'000}},
      {"eats memory",
       "exec perl -e '$x = \"x\" x (1 << 31); print \"WO1:x\\n\"'",
       "bad_sheet sheet.pbm",
       {}},
      {"writes a file", writes.c_str(), "bad_sheet sheet.pbm", {}},
      {"talks without end", "exec yes", "ok", {}},
      {"dies", "kill -9 $$", "bad_sheet sheet.pbm", {}},
      {"finds nothing", "exit 4", "bad_sheet sheet.pbm", {}},
      {"is not there", "exit 127", "internal zbarimg", {}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(FakeReader(row.script).told(row.most) == row.told);
  }
  CHECK((!fs::exists(place / "written") || fs::is_empty(place / "written")));
}

}  // namespace huidan::server
