#include "tests/crash/disk_log.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include "tests/support/disk_tap.hpp"

namespace huidan::crash {
namespace {

constexpr std::size_t kSector_bytes = 512;

std::string folder_of(std::string_view name) {
  return std::string(name.substr(0, name.rfind('/')));
}

/// What a cut does to the changes that no sync covers. Each image draws one for each file.
enum class Fate { none_arrived, all_arrived, first_ones, some, some_sectors };
constexpr std::uint64_t kFates = 5;

class Survivor {
 public:
  Survivor(std::string bytes, Chance& chance)
      : bytes_(std::move(bytes)), chance_(chance), fate_(static_cast<Fate>(chance() % kFates)) {}

  void cut(std::int64_t size) {
    if (arrives()) bytes_.resize(static_cast<std::size_t>(size));
  }

  void write(std::size_t off, std::string_view data) {
    if (fate_ != Fate::some_sectors) {
      if (arrives()) put(off, data);
      return;
    }
    while (!data.empty()) {
      const std::size_t here = std::min(data.size(), kSector_bytes - off % kSector_bytes);
      if (chance_() % 2 == 0) {
        put(off, data.substr(0, here));
      } else if (off + here > bytes_.size()) {
        grow(off + here);
      }
      off += here;
      data.remove_prefix(here);
    }
  }

  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  bool arrives() {
    switch (fate_) {
      case Fate::none_arrived:
        return false;
      case Fate::all_arrived:
      case Fate::some_sectors:
        return true;
      case Fate::first_ones:
        gone_ = gone_ || chance_() % 4 == 0;
        return !gone_;
      case Fate::some:
        return chance_() % 2 == 0;
    }
    return true;
  }

  void put(std::size_t off, std::string_view data) {
    if (bytes_.size() < off + data.size()) bytes_.resize(off + data.size());
    std::memcpy(bytes_.data() + off, data.data(), data.size());
  }

  /// The length arrived and the bytes did not.
  void grow(std::size_t size) {
    const bool rubbish = chance_() % 2 == 0;
    while (bytes_.size() < size) bytes_ += rubbish ? static_cast<char>(chance_()) : '\0';
  }

  std::string bytes_;
  Chance& chance_;
  Fate fate_;
  bool gone_ = false;
};

void write_whole(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace

std::vector<Record> records_of(std::string_view bytes) {
  std::vector<Record> records;
  while (!bytes.empty()) {
    test::TapHead head{};
    if (bytes.size() < sizeof head) throw std::runtime_error("half a record");
    std::memcpy(&head, bytes.data(), sizeof head);
    bytes.remove_prefix(sizeof head);
    records.push_back({head.kind, head.thread, head.off, bytes.substr(0, head.name_bytes),
                       bytes.substr(head.name_bytes, head.data_bytes)});
    bytes.remove_prefix(std::size_t{head.name_bytes} + head.data_bytes);
  }
  return records;
}

void DiskModel::take(const Record& record) {
  const auto found = now_.find(record.name);
  switch (record.kind) {
    case 'c':
    case 'd':
      set_name(record.name, std::make_shared<File>(File{record.kind == 'd', {}, {}}));
      return;
    case 'w':
    case 't':
      // One that was removed while it was open is nobody's any more.
      if (found == now_.end()) return;
      found->second->pending.push_back({record.kind == 't', record.off, record.data});
      return;
    case 'b':
      return begin_sync(record);
    case 's':
      return end_sync(record);
    case 'r':
      return rename(record.name, record.data);
    case 'l':
      return set_name(record.data, now_.at(std::string(record.name)));
    case 'u':
      if (found != now_.end()) set_name(record.name, nullptr);
      return;
    default:
      return;
  }
}

void DiskModel::set_name(std::string_view name, const std::shared_ptr<File>& file) {
  if (file == nullptr) {
    now_.erase(now_.find(name));
  } else {
    now_[std::string(name)] = file;
  }
  name_changes_[folder_of(name)].emplace_back(name, file);
}

void DiskModel::rename(std::string_view from, std::string_view to) {
  const auto file = now_.at(std::string(from));
  set_name(from, nullptr);
  set_name(to, file);
}

void DiskModel::begin_sync(const Record& record) {
  const auto found = now_.find(record.name);
  const bool file = found != now_.end() && !found->second->folder;
  syncing_[record.thread] =
      file ? found->second->pending.size() : name_changes_[std::string(record.name)].size();
}

void DiskModel::end_sync(const Record& record) {
  const auto covered = static_cast<std::ptrdiff_t>(syncing_.at(record.thread));
  const auto found = now_.find(record.name);
  if (found == now_.end() || found->second->folder) {
    std::vector<NameChange>& changes = name_changes_[std::string(record.name)];
    for (const auto& [name, file] : std::vector(changes.begin(), changes.begin() + covered)) {
      if (file == nullptr) {
        durable_.erase(name);
      } else {
        durable_[name] = file;
      }
    }
    changes.erase(changes.begin(), changes.begin() + covered);
    return;
  }
  File& file = *found->second;
  const auto end = file.pending.begin() + std::min(covered, std::ssize(file.pending));
  for (auto change = file.pending.begin(); change != end; ++change) {
    const auto off = static_cast<std::size_t>(change->off);
    const std::size_t size =
        change->cut ? off : std::max(file.durable.size(), off + change->data.size());
    file.durable.resize(size);
    if (!change->cut)
      std::memcpy(file.durable.data() + off, change->data.data(), change->data.size());
  }
  file.pending.erase(file.pending.begin(), end);
}

DiskModel::Names DiskModel::surviving(Chance& chance) const {
  Names names = durable_;
  for (const auto& [folder, changes] : name_changes_) {
    // A file system keeps the order of a folder's names; how far it came is open.
    std::uint64_t arrived = chance() % (changes.size() + 1);
    for (const auto& [name, file] : changes) {
      if (arrived-- == 0) break;
      if (file == nullptr) {
        names.erase(name);
      } else {
        names[name] = file;
      }
    }
  }
  return names;
}

void DiskModel::write_image(const std::filesystem::path& root, const std::filesystem::path& to,
                            Chance& chance) const {
  for (const auto& [name, file] : surviving(chance)) {  // a folder stands before what is in it
    const std::filesystem::path path = to / std::filesystem::path(name).lexically_relative(root);
    if (!std::filesystem::exists(path.parent_path())) continue;  // its folder did not survive
    if (file->folder) {
      std::filesystem::create_directory(path);
      continue;
    }
    Survivor survivor(file->durable, chance);
    for (const Change& change : file->pending) {
      if (change.cut) {
        survivor.cut(change.off);
      } else {
        survivor.write(static_cast<std::size_t>(change.off), change.data);
      }
    }
    write_whole(path, survivor.take());
  }
}

}  // namespace huidan::crash
