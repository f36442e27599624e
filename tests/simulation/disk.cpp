#include "tests/simulation/disk.hpp"

#include <atomic>

#include "sync/base/crypto.hpp"

namespace huidan::sim {
namespace {

// In memory where there is such a folder: a photo is synced several times on its way.
constexpr const char* kMemory = "/dev/shm";
constexpr std::size_t kFile_bytes = 1 << 16;

/// A folder of its own for each disk, of this process alone.
std::filesystem::path new_folder() {
  static const std::uint64_t process = SystemRandom().next();
  static std::atomic<int> count = 0;
  std::error_code error;
  const bool memory = std::filesystem::is_directory(kMemory, error);
  const std::filesystem::path base =
      memory ? std::filesystem::path(kMemory) : std::filesystem::temp_directory_path();
  return base / ("huidan-sim-" + std::to_string(process)) / std::to_string(++count);
}

// The laptop's `held` follows its rows of `shadow` by itself.
constexpr std::string_view kTables =
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT "
    "IN ('schema_version', 'held') ORDER BY name";
constexpr std::string_view kDeferred = "PRAGMA defer_foreign_keys = ON";
constexpr std::string_view kTableColumns = "SELECT name FROM pragma_table_info($1) ORDER BY cid";

}  // namespace

Disk::Disk(std::string_view part, std::span<const store::Migration> files)
    : folder_(new_folder()), files_(folder_) {
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
    store::Rows rows = database_.query(kTableColumns, {name});
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

Disk::~Disk() {
  wipe_files();
  std::error_code ignored;
  std::filesystem::remove(folder_.parent_path(), ignored);  // when it was the last one
}

void Disk::wipe_files() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Disk::wipe() {
  wipe_files();
  store::Transaction transaction(database_, store::Transaction::Kind::write);
  database_.run(kDeferred);
  for (const auto& table : tables_) database_.run(table->wipe);
  transaction.commit();
}

Image Disk::image() {
  Image image;
  for (const auto& table : tables_) {
    store::Rows rows = database_.query(table->read);
    image.tables.push_back(rows.next() ? rows.text(0) : std::string("[]"));
  }
  for (const std::string& sha : files_.list().whole) {
    image.files[sha] = files_.read(sha, 0, kFile_bytes).value_or("");
  }
  return image;
}

void Disk::write(const Image& image) {
  store::Transaction transaction(database_, store::Transaction::Kind::write);
  database_.run(kDeferred);
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    database_.run(tables_[i]->wipe);
    database_.run(tables_[i]->write, {image.tables.at(i)});
  }
  transaction.commit();
  wipe_files();
  for (const auto& [sha, bytes] : image.files) files_.put(sha, bytes);
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
