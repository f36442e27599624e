// What a command refuses because of what was typed or handed to it.
#include <doctest/doctest.h>

#include "tests/e2e/refusal.hpp"

namespace huidan::e2e {
namespace {

TEST_CASE_FIXTURE(Ready, "a laptop refuses what it cannot take, and says why in three languages") {
  const Laptop& l = site.laptop;
  const std::string& no = site.nos[0];
  const std::string out = (folder.path() / "form.pdf").string();
  check_refusals(
      site,
      {
          {"show an unknown order", l, {"show", "YL-999"}, kRefused, "unknown_order", "no"},
          {"write to an unknown order",
           l,
           {"set", "YL-999", "remarks=x"},
           kRefused,
           "unknown_order",
           "no"},
          {"a note to an unknown order",
           l,
           {"note", "YL-999", "x"},
           kRefused,
           "unknown_order",
           "no"},
          {"print an unknown order",
           l,
           {"print", "YL-999", "--out", out},
           kRefused,
           "unknown_order",
           "no"},
          {"complete an unknown order", l, {"complete", "YL-999"}, kRefused, "unknown_order", "no"},
          {"an unknown field", l, {"set", no, "floor=3"}, kRefused, "unknown_field", "floor"},
          {"an unknown field beside a good one",
           l,
           {"set", no, "remarks=x", "floor=3"},
           kRefused,
           "unknown_field",
           "floor"},
          {"an unknown column of a part",
           l,
           {"part", no, "add", "name=x", "colour=red"},
           kRefused,
           "unknown_field",
           "colour"},
          {"a time in words",
           l,
           {"stamp", no, "departed", "--at", "昨天下午"},
           kRefused,
           "bad_time",
           "departed_at"},
          {"a day that does not exist",
           l,
           {"stamp", no, "departed", "--at", "2026-02-30T08:00:00+08:00"},
           kRefused,
           "bad_time",
           "departed_at"},
          {"a time without an offset",
           l,
           {"set", no, "serviced_at=2026-11-22T08:00:00"},
           kRefused,
           "bad_time",
           "serviced_at"},
          {"an unknown stamp", l, {"stamp", no, "slept"}, kRefused, "bad_choice", "stamp"},
          {"an unknown choice",
           l,
           {"set", no, "test_result=maybe"},
           kRefused,
           "bad_choice",
           "test_result"},
          {"a quantity in words",
           l,
           {"part", no, "add", "name=x", "qty=两个"},
           kRefused,
           "bad_number",
           "qty"},
          {"a part without a name",
           l,
           {"part", no, "add", "model=x"},
           kRefused,
           "missing_value",
           "name"},
          {"a part that is not there",
           l,
           {"part", no, "remove", "00000000"},
           kRefused,
           "not_found",
           "part"},
          {"half a character", l, {"note", no, "\xE4\xBD"}, kRefused, "bad_utf8", "text"},
          {"an empty note", l, {"note", no, "  "}, kRefused, "missing_value", "text"},
          {"a note beyond its limit",
           l,
           {"note", no, std::string(16'001, 'x')},
           kRefused,
           "too_long",
           "text"},
          {"a field of the desk's",
           l,
           {"set", no, "priority=1"},
           kRefused,
           "field_forbidden",
           "priority"},
          {"complete before the work", l, {"complete", no}, kRefused, "not_complete", "arrived_at"},
          {"sign before arrival",
           l,
           {"sign", no, "--role", "customer", "--name", "例", "--on-paper"},
           kRefused,
           "forbidden"},
          {"enrol a second time",
           l,
           {"enrol", "--server", site.desk.url(), "--code", "X"},
           kRefused,
           "already_enrolled"},
      });
}

TEST_CASE_FIXTURE(Ready, "strokes that are no strokes are refused") {
  const std::string& no = site.nos[0];
  std::string many = R"({"w":600,"h":200,"strokes":[[[1,1,0,1])";
  for (int i = 0; i < 20'000; ++i) many += ",[1,1,0,1]";
  const auto sign = [&](const std::string& name, const std::string& path, const char* code) {
    return Refusal{name,
                   site.laptop,
                   {"sign", no, "--role", "customer", "--name", "例", "--strokes", path},
                   kRefused,
                   code,
                   "strokes"};
  };
  const auto ink = [&](const std::string& name, const std::string& bytes) {
    return sign(name, file(name + ".json", bytes), "bad_strokes");
  };
  const auto stroke = [](const std::string& point) {
    return R"({"w":600,"h":200,"strokes":[[)" + point + "]]}";
  };
  check_refusals(
      site, {
                ink("an empty file", ""),
                ink("no JSON", "strokes, please"),
                ink("a list", "[]"),
                ink("no strokes", R"({"w":600,"h":200})"),
                ink("strokes without a point", R"({"w":600,"h":200,"strokes":[[],[]]})"),
                ink("no size", R"({"strokes":[[[1,1,0,1]]]})"),
                ink("no number", stroke("[NaN,1,0,1]")),
                ink("an infinite number", stroke("[1e999,1,0,1]")),
                ink("a huge number", stroke("[1e300,1,0,1]")),
                ink("half a point", stroke("[1]")),
                ink("a word for a point", stroke(R"(["x","y",0,1])")),
                ink("a hundred thousand brackets", std::string(100'000, '[')),
                ink("too many points", many + "]]}"),
                ink("a picture", std::string("\x89PNG\r\n\x1a\n\0\0\0", 11)),
                sign("a large file", file("large.json", std::string(300'000, ' ')), "too_large"),
                sign("no file", (folder.path() / "none.json").string(), "bad_strokes"),
                sign("a folder", folder.path().string(), "bad_strokes"),
            });
}

TEST_CASE_FIXTURE(Ready, "the desk refuses what it cannot take, and says why in three languages") {
  const Desk& d = site.desk;
  const std::string& no = site.nos[0];
  const std::string list = file("list.txt", "x");
  const std::string columns = file("columns.csv", "编号,楼层\nA-1,3\n");
  check_refusals(
      site,
      {
          {"show an unknown order",
           d,
           {"order", "show", "YL-999"},
           kRefused,
           "unknown_order",
           "no"},
          {"print an unknown order",
           d,
           {"print", "YL-999", "--out", (folder.path() / "x.pdf").string()},
           kRefused,
           "unknown_order",
           "no"},
          {"assign an unknown order",
           d,
           {"order", "assign", "YL-999", "engineer1"},
           kRefused,
           "unknown_order",
           "no"},
          {"assign to nobody",
           d,
           {"order", "assign", no, "nobody"},
           kRefused,
           "unknown_user",
           "assignee"},
          {"write as nobody",
           d,
           {"order", "set", no, "contact=x", "--as", "nobody"},
           kRefused,
           "unknown_user"},
          {"an unknown field",
           d,
           {"order", "set", no, "floor=3"},
           kRefused,
           "unknown_field",
           "floor"},
          {"a time in words",
           d,
           {"order", "set", no, "reported_at=昨天"},
           kRefused,
           "bad_time",
           "reported_at"},
          {"a priority beyond four",
           d,
           {"order", "set", no, "priority=5"},
           kRefused,
           "bad_choice",
           "priority"},
          {"a file that is not there", d, {"order", "import", "none.csv"}, kRefused, "not_found"},
          {"a file of another kind", d, {"order", "import", list}, kRefused, "bad_input", "file"},
          {"an unknown column",
           d,
           {"order", "import", columns},
           kRefused,
           "unknown_column",
           "楼层"},
          {"a name twice",
           d,
           {"user", "add", "engineer1", "--roles", "seat"},
           kRefused,
           "already_exists",
           "name"},
          {"a code for nobody", d, {"device", "code", "nobody"}, kRefused, "unknown_user"},
          {"an unknown laptop", d, {"device", "revoke", "none"}, kRefused, "unknown_device"},
          {"an unknown dispute",
           d,
           {"disputes", "settle", "D-0", "mine"},
           kRefused,
           "not_found",
           "dispute"},
          {"a sample over real orders", d, {"demo"}, kRefused, "not_empty"},
          {"plain HTTP beyond this machine",
           d,
           {"serve", "--listen", "0.0.0.0:0"},
           kConfig,
           "insecure_listen"},
          {"a port that is taken",
           d,
           {"serve", "--listen", "127.0.0.1:" + std::to_string(d.port())},
           kConfig,
           "port_taken"},
      });
}

TEST_CASE_FIXTURE(Ready,
                  "wrong usage ends with 2 and a wrong configuration with 78, on both programs") {
  const std::string unknown = file("unknown.toml", "colour = \"red\"\n");
  const std::string broken = file("broken.toml", "data = = 3\n");
  const Laptop fresh(folder.path() / "fresh");
  std::vector<Refusal> rows{
      {"sign in no way",
       site.laptop,
       {"sign", site.nos[0], "--role", "customer", "--name", "例"},
       kUsage,
       "usage"},
      {"no equals sign", site.laptop, {"set", site.nos[0], "remarks"}, kUsage, "usage"},
      {"a laptop of nobody's", fresh, {"sync"}, kConfig, "not_enrolled"},
      {"plain HTTP to elsewhere",
       fresh,
       {"enrol", "--server", "http://desk.example", "--code", "X"},
       kConfig,
       "insecure_server"},
      {"no address",
       fresh,
       {"enrol", "--server", "ftp://127.0.0.1", "--code", "X"},
       kConfig,
       "bad_config"},
  };
  for (const Program* program :
       {static_cast<const Program*>(&site.laptop), static_cast<const Program*>(&site.desk)}) {
    rows.push_back({"an unknown verb", *program, {"fly"}, kUsage, "usage"});
    rows.push_back({"nothing to print", *program, {"print"}, kUsage, "usage"});
    rows.push_back({"no configuration file",
                    *program,
                    {"--config", "none.toml", "print", "x", "--out", "x"},
                    kConfig,
                    "bad_config"});
    rows.push_back({"an unknown setting",
                    *program,
                    {"--config", unknown, "print", "x", "--out", "x"},
                    kConfig,
                    "bad_config"});
    rows.push_back({"a broken configuration",
                    *program,
                    {"--config", broken, "print", "x", "--out", "x"},
                    kConfig,
                    "bad_config"});
  }
  check_refusals(site, rows);
}

}  // namespace
}  // namespace huidan::e2e
