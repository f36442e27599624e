#include <set>

#include "sync/base/crypto.hpp"
#include "tests/simulation/oracle_parts.hpp"
#include "tests/simulation/porter.hpp"

namespace huidan::sim {
namespace {

constexpr std::size_t kPicture_bytes = 1 << 16;
constexpr std::string_view kKept =
    "SELECT op_id, state FROM sent_op WHERE bytes LIKE '%\"k\":\"photo.add\"%'";

void judge_photo(World& world, const Photo& photo) {
  if (photo.state == "refused") {
    if (photo.sha == sha256_hex(picture(0))) return;
    throw Violation("I9", "a good photo was refused");
  }
  if (photo.state == "ready") {
    const auto bytes = world.desk().files().read(photo.sha, 0, kPicture_bytes);
    if (!bytes || sha256_hex(*bytes) != photo.sha) {
      throw Violation("I9", "a photo that is shown as there is not what it is called");
    }
    return;
  }
  const auto op = world.history().written.find(OpId(photo.id.value));
  if (op == world.history().written.end() || op->second.kept) {
    throw Violation("I9", "a photo that was never lost never came home: " + photo.id.value);
  }
}

/// What a laptop holds: all that it answers for or shows, and no other file. A photo that the desk
/// refused stays as long as its order is here: nobody else has it.
void judge_files(World& world, Laptop& at, const Orders& orders) {
  std::set<std::string> needed;
  std::set<std::string> useful;
  store::Rows rows = at.database().query(kKept);
  while (rows.next()) {
    const Written& op = world.history().written.at(OpId(rows.text(0)));
    const auto* add = std::get_if<core::AddPhoto>(&op.body);
    if (add != nullptr && op.kept && rows.view(1) != "rejected") needed.insert(add->photo.sha);
    if (add != nullptr) useful.insert(add->photo.sha);
  }
  for (const auto& [id, order] : orders) {
    if (value_of(order, Field::assignee) != at.person()) continue;
    for (const Photo& photo : order.photos) useful.insert(photo.sha);
    for (const auto& [op, written] : world.history().written) {
      const auto* add = std::get_if<core::AddPhoto>(&written.body);
      if (add != nullptr && written.order == id) useful.insert(add->photo.sha);
    }
  }
  at.sweep();
  for (const std::string& sha : at.files().list().whole) {
    needed.erase(sha);
    if (!useful.contains(sha)) throw Violation("I6", "a photo of an order that left stays");
  }
  if (!needed.empty()) throw Violation("I9", "a laptop let go of a photo before a backup held it");
}

}  // namespace

void judge_photos(World& world, const Orders& orders) {
  for (const auto& [id, order] : orders) {
    for (const Photo& photo : order.photos) judge_photo(world, photo);
  }
  for (auto& [number, at] : world.laptops()) {
    if (!at->gone) judge_files(world, *at, orders);
  }
}

void judge_authors(World& world) {
  for (const Life& life : world.history().lives) {
    for (const Arrived& each : life.journal) {
      const auto op = world.history().written.find(each.id);
      if (op == world.history().written.end() || op->second.by.empty()) continue;
      if (op->second.by != each.person) {
        throw Violation("I6", "an edit by " + op->second.by + " arrived as one by " + each.person);
      }
    }
  }
}

}  // namespace huidan::sim
