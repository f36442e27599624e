#include "sync/cli/backup_answer.hpp"

#include <nlohmann/json.hpp>

#include "sync/base/time.hpp"

namespace huidan::cli {

namespace {

std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list.empty() ? "-" : list;
}

}  // namespace

void say_backup(Console& console, std::string_view manifest, const std::string& where,
                const std::optional<ComeBack>& back) {
  nlohmann::ordered_json document = nlohmann::ordered_json::parse(manifest);
  document["file"] = where;
  document["verified"] = true;
  std::string more;
  if (back) {
    document["users"] = back->users;
    document["laptops"] = back->laptops;
    more = text_with(console.language(), "cli.restore.back",
                     {{"users", listed(back->users)}, {"laptops", listed(back->laptops)}}) +
           '\n';
  }
  const auto count = [&](const char* name) {
    const auto& counts = document["counts"];
    return counts.contains(name) ? counts[name].dump() : std::string("0");
  };
  const auto edits = document["counts"].contains("edits") ? count("edits") : count("unsent");
  console.answer(document.dump(),
                 text_with(console.language(), "cli.backup.line",
                           {{"file", where},
                            {"at", time_for_people(document["at"].get<std::string>())},
                            {"orders", count("orders")},
                            {"edits", edits},
                            {"photos", count("photos")}}) +
                     '\n' + more);
}

}  // namespace huidan::cli
