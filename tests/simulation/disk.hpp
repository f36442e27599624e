#pragma once
// Disks of the simulated machines: SQLite in memory, kept from seed to seed with their prepared
// statements, and a folder of photos; copied whole where a machine is copied, backed up or
// restored.

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sync/store/blobs.hpp"
#include "sync/store/database.hpp"
#include "sync/store/migrations.hpp"

namespace huidan::sim {

struct Image {
  std::vector<std::string> tables;           // every row of each, in the order it was written
  std::map<std::string, std::string> files;  // whole photos, by their digest
};

class Disk {
 public:
  Disk(std::string_view part, std::span<const store::Migration> files);
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;
  Disk(Disk&&) = delete;
  Disk& operator=(Disk&&) = delete;
  ~Disk();

  [[nodiscard]] store::Database& database() { return database_; }

  [[nodiscard]] store::BlobFiles& files() { return files_; }

  void wipe();
  [[nodiscard]] Image image();
  void write(const Image& image);

 private:
  struct Table {
    std::string wipe;
    std::string read;
    std::string write;
  };

  void wipe_files();

  store::Database database_{":memory:"};
  std::filesystem::path folder_;
  store::BlobFiles files_;
  std::vector<std::unique_ptr<Table>> tables_;  // their texts keep their address
};

/// The disks of one thread; a seed takes what it needs and the next one takes them again.
class Disks {
 public:
  Disk& desk();
  Disk& laptop();

  void give_all_back() { desks_used_ = laptops_used_ = 0; }

 private:
  std::vector<std::unique_ptr<Disk>> desks_;
  std::vector<std::unique_ptr<Disk>> laptops_;
  std::size_t desks_used_ = 0;
  std::size_t laptops_used_ = 0;
};

}  // namespace huidan::sim
