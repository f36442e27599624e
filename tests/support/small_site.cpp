#include "tests/support/small_site.hpp"

#include <map>
#include <stdexcept>

namespace huidan::e2e {
namespace {

std::vector<std::string> numbers(std::size_t orders) {
  std::vector<std::string> nos;
  for (std::size_t i = 0; i < orders; ++i) nos.push_back("YL-" + std::to_string(100 + i));
  return nos;
}

/// A desk whose engineer1 has all its orders.
void make_desk(const std::filesystem::path& folder, std::size_t orders) {
  std::string lines;
  for (const std::string& no : numbers(orders)) {
    lines += json{{"no", no},
                  {"reporter_unit", "样例供电所"},
                  {"description", "样例故障"},
                  {"group", "样例组"}}
                 .dump() +
             '\n';
  }
  const auto file = folder.parent_path() / "orders.jsonl";
  write_bytes(file, lines);
  const Desk desk(folder);
  const auto at_desk = [&](const Words& words) { static_cast<void>(desk.does(words)); };
  at_desk({"order", "import", file.string()});
  at_desk({"user", "add", "engineer1", "--roles", "engineer"});
  for (const std::string& no : numbers(orders)) at_desk({"order", "assign", no, "engineer1"});
}

/// Made by the program once for each number of orders; what a site begins with is a copy of it.
const std::filesystem::path& made_desk(std::size_t orders) {
  static const Folder folder;
  static std::map<std::size_t, std::filesystem::path> made;
  auto& path = made[orders];
  if (path.empty()) {
    const auto one = folder / ("desk" + std::to_string(orders));
    make_desk(one, orders);
    path = one;
  }
  return path;
}

}  // namespace

SmallSite::SmallSite(const std::filesystem::path& under, std::size_t orders, Made made)
    : desk(under / "desk"), laptop(under / "laptop"), nos(numbers(orders)) {
  if (made == Made::here) {
    make_desk(desk.data(), orders);
  } else {
    std::filesystem::copy(made_desk(orders), desk.data(), std::filesystem::copy_options::recursive);
  }
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
