#include "tests/simulation/disk.hpp"

namespace huidan::sim {
namespace {

// The laptop's `held` follows its rows of `shadow` by itself.
constexpr std::string_view kTables =
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT "
    "IN ('schema_version', 'held') ORDER BY name";
constexpr std::string_view kColumns = "SELECT name FROM pragma_table_info($1) ORDER BY cid";

}  // namespace

Disk::Disk(std::string_view part, std::span<const store::Migration> files) {
  store::migrate(database_, part, files);
  std::vector<std::string> names;
  {
    store::Rows rows = database_.query(kTables);
    while (rows.next()) names.push_back(rows.text(0));
  }
  for (const std::string& name : names) {
    std::string columns;
    std::string values;
    int count = 0;
    store::Rows rows = database_.query(kColumns, {name});
    while (rows.next()) {
      const std::string comma = count == 0 ? "" : ", ";
      columns += comma + rows.text(0);
      values += comma + "value ->> " + std::to_string(count++);
    }
    tables_.push_back(std::make_unique<Table>(Table{
        "DELETE FROM " + name,
        "SELECT json_group_array(json_array(" + columns + ")) FROM (SELECT * FROM " + name +
            " ORDER BY rowid)",
        "INSERT INTO " + name + " (" + columns + ") SELECT " + values + " FROM json_each($1)"}));
  }
}

void Disk::wipe() {
  store::Transaction transaction(database_, store::Transaction::Kind::write);
  database_.script("PRAGMA defer_foreign_keys = ON");
  for (const auto& table : tables_) database_.run(table->wipe);
  transaction.commit();
}

Image Disk::image() {
  Image image;
  for (const auto& table : tables_) {
    store::Rows rows = database_.query(table->read);
    image.push_back(rows.next() ? rows.text(0) : std::string("[]"));
  }
  return image;
}

void Disk::write(const Image& image) {
  store::Transaction transaction(database_, store::Transaction::Kind::write);
  database_.script("PRAGMA defer_foreign_keys = ON");
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    database_.run(tables_[i]->wipe);
    database_.run(tables_[i]->write, {image.at(i)});
  }
  transaction.commit();
}

Disk& Disks::desk() {
  if (desks_used_ == desks_.size()) {
    desks_.push_back(std::make_unique<Disk>("desk", store::desk_migrations()));
  }
  Disk& disk = *desks_[desks_used_++];
  disk.wipe();
  return disk;
}

Disk& Disks::laptop() {
  if (laptops_used_ == laptops_.size()) {
    laptops_.push_back(std::make_unique<Disk>("laptop", store::laptop_migrations()));
  }
  Disk& disk = *laptops_[laptops_used_++];
  disk.wipe();
  return disk;
}

}  // namespace huidan::sim
