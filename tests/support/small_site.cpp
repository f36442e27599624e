#include "tests/support/small_site.hpp"

#include <stdexcept>

namespace huidan::e2e {

SmallSite::SmallSite(const std::filesystem::path& under, std::size_t orders)
    : desk(under / "desk"), laptop(under / "laptop") {
  std::string lines;
  for (std::size_t i = 0; i < orders; ++i) {
    nos.push_back("YL-" + std::to_string(100 + i));
    lines += json{{"no", nos.back()},
                  {"reporter_unit", "样例供电所"},
                  {"description", "样例故障"},
                  {"group", "样例组"}}
                 .dump() +
             '\n';
  }
  const auto file = under / "orders.jsonl";
  write_bytes(file, lines);
  const auto at_desk = [&](const Words& words) { static_cast<void>(desk.does(words)); };
  at_desk({"order", "import", file.string()});
  at_desk({"user", "add", "engineer1", "--roles", "engineer"});
  for (const std::string& no : nos) at_desk({"order", "assign", no, "engineer1"});
  desk.start();
}

void SmallSite::enrol(const std::string& url) {
  laptop.enrol(desk, "engineer1", url);
  if (laptop.does({"sync"})["pulled"] != nos.size()) throw std::runtime_error("not all pulled");
}

json SmallSite::everything() const {
  return {{"desk", desk.does({"order", "list"})}, {"laptop", laptop.does({"orders"})}};
}

}  // namespace huidan::e2e
