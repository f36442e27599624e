#include "sync/store/backup.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/base/limits.hpp"
#include "sync/core/blobs.hpp"
#include "sync/core/json.hpp"
#include "sync/store/blobs.hpp"
#include "sync/store/upkeep.hpp"

namespace huidan::store {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view kManifest = "manifest.json";
constexpr std::string_view kBlobPrefix = "blobs/";
constexpr std::uintmax_t kKeyFile_bytes = 4096;

[[noreturn]] void bad(const std::string& detail) {
  throw Failure({Code::bad_backup, detail});
}

fs::path with(const fs::path& path, const char* ending) {
  fs::path longer = path;
  longer += ending;
  return longer;
}

bool full(const std::error_code& error) {
  return error == std::errc::no_space_on_device;
}

/// A new folder, for its owner alone, that is gone at the end of the scope. What stands in its
/// place is somebody's, if only what a run that was killed has left: he is told. The folder above
/// it is not made: where a disk is not mounted, it would be one on another disk.
class Scratch {
 public:
  explicit Scratch(fs::path path) : path_(std::move(path)) {
    const fs::path above = path_.has_parent_path() ? path_.parent_path() : fs::path(".");
    std::error_code error;
    if (!fs::is_directory(above, error)) throw Failure({Code::not_found, above.string()});
    const bool made = fs::create_directory(path_, error);  // or of two at once, both would
    if (!made && fs::exists(path_)) throw Failure({Code::not_empty, path_.string()});
    if (!made) throw Failure({full(error) ? Code::disk_full : Code::disk_error, path_.string()});
    fs::permissions(path_, fs::perms::owner_all, error);
  }

  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  Scratch(Scratch&&) = delete;
  Scratch& operator=(Scratch&&) = delete;

  [[nodiscard]] const fs::path& path() const noexcept { return path_; }

 private:
  fs::path path_;
};

/// The files of the folder besides database and photos, the database's key first.
std::vector<std::string> key_files(const Holding& holding) {
  std::vector<std::string> names{std::string(holding.database) + ".key"};
  names.insert(names.end(), holding.keys.begin(), holding.keys.end());
  return names;
}

Manifest manifest_of(const std::string& text) {
  const auto parsed = core::parse_json(text);
  if (!parsed) bad(std::string(kManifest));
  Manifest manifest;
  try {
    const json& said = parsed.value();
    manifest.at = said.at("at");
    manifest.program = said.at("program");
    manifest.census.schema = said.at("schema");
    manifest.census.epoch = said.at("epoch");
    manifest.census.seq = said.at("seq");
    manifest.census.counts = said.at("counts");
    for (const json& mark : said.at("marks")) {
      manifest.census.marks.push_back({DeviceId(mark.at(0)), mark.at(1), mark.at(2)});
    }
    manifest.database_sha = said.at("database_sha");
    manifest.photo_bytes = said.at("photo_bytes");
  } catch (const json::exception&) {
    bad(std::string(kManifest));
  }
  return manifest;
}

/// Reads a file in parts; gives its size.
template <typename Take>
std::int64_t each_part(const fs::path& path, const Take& take) {
  std::int64_t off = 0;
  for (;;) {
    const auto bytes = read_part(path, off, limits::kBackupChunk_bytes);
    if (!bytes) throw Failure({Code::disk_error, path.filename().string()});
    if (bytes->empty()) return off;
    take(*bytes);
    off += static_cast<std::int64_t>(bytes->size());
  }
}

std::string digest_of(const fs::path& path) {
  Sha256 digest;
  each_part(path, [&](const std::string& bytes) { digest.add(bytes); });
  return digest.hex();
}

/// The database alone, of one moment, whole in one file; counted and held against itself.
Census take_snapshot(const fs::path& folder, const Holding& holding, const fs::path& into) {
  if (holding.copy) holding.copy(into);
  for (const std::string& name : key_files(holding)) {
    if (fs::exists(into / name)) continue;
    const auto key = read_file(folder / name, kKeyFile_bytes);
    if (!key) throw Failure({Code::db_corrupt, name});
    write_file(into / name, key.value(), Access::owner_only);
  }
  if (!holding.copy) {
    Database database(folder / holding.database);
    store::snapshot(database, into / holding.database);
  }
  Database snapshot(into / holding.database);
  Census census = holding.census(snapshot, into);
  fold_log(snapshot);
  return census;
}

void add_file(ArchiveWriter& archive, const fs::path& path, const std::string& name) {
  std::error_code error;
  archive.begin(name, static_cast<std::int64_t>(fs::file_size(path, error)));
  each_part(path, [&](const std::string& bytes) { archive.add(bytes); });
}

void add_photo(ArchiveWriter& archive, const BlobFiles& files, const std::string& sha) {
  const std::int64_t size = files.size_bytes(sha);
  archive.begin(std::string(kBlobPrefix) + sha, size);
  for (std::int64_t off = 0; off < size;) {
    const auto bytes = files.read(sha, off, limits::kBackupChunk_bytes);
    if (!bytes || bytes->empty()) throw Failure({Code::db_corrupt, "photo " + sha});
    archive.add(*bytes);
    off += static_cast<std::int64_t>(bytes->size());
  }
}

/// What is done with the files of a backup, in the order in which they come.
class Taker {
 public:
  Taker() = default;
  Taker(const Taker&) = delete;
  Taker& operator=(const Taker&) = delete;
  Taker(Taker&&) = delete;
  Taker& operator=(Taker&&) = delete;
  virtual ~Taker() = default;

  virtual void begin(const std::string& /*name*/) {}

  virtual void add(const std::string& /*bytes*/) {}

  virtual void end() {}
};

/// Puts them into a folder.
class Unpacker final : public Taker {
 public:
  explicit Unpacker(fs::path folder, const Holding& holding)
      : folder_(std::move(folder)), blobs_(folder_ / holding.blobs) {}

  void begin(const std::string& name) override {
    fs::path place = folder_ / path_from_utf8(name);
    if (name.starts_with(kBlobPrefix)) {
      const std::string sha = name.substr(kBlobPrefix.size());
      place = blobs_ / path_from_utf8(sha.substr(0, 2)) / path_from_utf8(sha);
    }
    make_folder(place.parent_path(), Access::owner_only);
    file_.emplace(place, Access::owner_only);
  }

  void add(const std::string& bytes) override { file_->add(bytes); }

  void end() override {
    file_->keep();
    file_.reset();
  }

 private:
  fs::path folder_;
  fs::path blobs_;
  std::optional<PendingFile> file_{};
};

std::string read_whole(ArchiveReader& archive, std::size_t limit_bytes) {
  std::string text;
  for (std::string part = archive.read(); !part.empty(); part = archive.read()) {
    text += part;
    if (text.size() > limit_bytes) bad("limit");
  }
  return text;
}

Manifest first_entry(ArchiveReader& archive) {
  const auto entry = archive.next();
  if (!entry || entry->name != kManifest) bad(std::string(kManifest));
  return manifest_of(read_whole(archive, limits::kManifest_bytes));
}

/// Whether a file of that name may be there; what it must hash to, or "" for anything.
std::string expected(const std::string& name, const Holding& holding, const Manifest& manifest) {
  if (name == holding.database) return manifest.database_sha;
  if (name.starts_with(kBlobPrefix) && core::is_blob_name(name.substr(kBlobPrefix.size()))) {
    return name.substr(kBlobPrefix.size());
  }
  const auto keys = key_files(holding);
  if (std::ranges::find(keys, name) == keys.end()) bad(name.substr(0, 80));
  return {};
}

Manifest read_all(const BackupFile& from, const Holding& holding, Taker& taker) {
  ArchiveReader archive(from.path, holding.kind, from.key);
  Manifest manifest = first_entry(archive);
  std::size_t photos = 0;
  std::size_t others = 0;
  while (const auto entry = archive.next()) {
    const std::string sha = expected(entry->name, holding, manifest);
    Sha256 digest;
    taker.begin(entry->name);
    for (std::string part = archive.read(); !part.empty(); part = archive.read()) {
      digest.add(part);
      taker.add(part);
    }
    taker.end();
    if (!sha.empty() && digest.hex() != sha) bad(entry->name);
    ++(entry->name.starts_with(kBlobPrefix) ? photos : others);
  }
  const auto counted = manifest.census.counts.find("photos");
  const bool all = counted != manifest.census.counts.end() &&
                   counted->second == static_cast<std::int64_t>(photos) &&
                   others == key_files(holding).size() + 1;
  if (!all) bad("entries");
  return manifest;
}

/// Whether a backup there would write over what it is made of.
bool is_among(const fs::path& file, const fs::path& folder, const Holding& holding) {
  std::error_code error;
  const fs::path above = fs::weakly_canonical(fs::absolute(file, error).parent_path(), error);
  const fs::path data = fs::weakly_canonical(fs::absolute(folder, error) / "", error);
  const fs::path whole = data.has_filename() ? data : data.parent_path();
  const fs::path blobs = whole / holding.blobs;
  const bool in_blobs = std::ranges::mismatch(blobs, above).in1 == blobs.end();
  return above == whole || in_blobs;
}

/// As the user may write it: "new/", "."; a name is needed beside which something can stand.
fs::path with_a_name(const fs::path& path) {
  fs::path whole = fs::absolute(path).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

bool is_empty_place(const fs::path& path) {
  std::error_code error;
  return !fs::exists(path, error) || (fs::is_directory(path, error) && fs::is_empty(path, error));
}

}  // namespace

Result<BackupFile> backup_file(std::string_view path, std::string_view key_file) {
  BackupFile file{path_from_utf8(path), {}};
  if (key_file.empty()) return file;
  auto key = ArchiveKey::from_file(path_from_utf8(key_file));
  if (!key) return key.error();
  file.key = std::move(key).value();
  return file;
}

std::string manifest_text(const Manifest& manifest) {
  json marks = json::array();
  for (const DurableMark& mark : manifest.census.marks) {
    marks.push_back({mark.device.value, mark.incarnation, mark.last_n});
  }
  return core::json_text({{"at", manifest.at},
                          {"program", manifest.program},
                          {"schema", manifest.census.schema},
                          {"epoch", manifest.census.epoch},
                          {"seq", manifest.census.seq},
                          {"counts", manifest.census.counts},
                          {"marks", marks},
                          {"database_sha", manifest.database_sha},
                          {"photo_bytes", manifest.photo_bytes}});
}

std::int64_t check_photos(const fs::path& folder, const Holding& holding,
                          const std::vector<std::string>& photos) {
  const BlobFiles files(folder / holding.blobs);
  std::int64_t sum = 0;
  for (const std::string& sha : photos) {
    Sha256 digest;
    const std::int64_t size = files.size_bytes(sha);
    for (std::int64_t off = 0; off < size;) {
      const auto bytes = files.read(sha, off, limits::kBackupChunk_bytes);
      if (!bytes || bytes->empty()) break;
      digest.add(*bytes);
      off += static_cast<std::int64_t>(bytes->size());
    }
    if (digest.hex() != sha) throw Failure({Code::db_corrupt, "photo " + sha});
    sum += size;
  }
  return sum;
}

Result<Manifest> back_up(const fs::path& folder, const Holding& holding, const BackupFile& to,
                         const std::string& at) {
  std::error_code error;
  if (!holding.copy && !fs::exists(folder / holding.database, error)) {
    return Error{Code::not_found, (folder / holding.database).string()};
  }
  if (is_among(to.path, folder, holding) || fs::is_directory(to.path, error)) {
    return Error{Code::bad_input, to.path.string(), "FILE"};
  }
  const Scratch scratch(with(to.path, ".snapshot"));
  Manifest manifest;
  manifest.at = at;
  manifest.program = HUIDAN_VERSION;
  manifest.census = take_snapshot(folder, holding, scratch.path());
  std::vector<std::string> photos;
  photos.swap(manifest.census.photos);
  manifest.photo_bytes = check_photos(folder, holding, photos);
  manifest.database_sha = digest_of(scratch.path() / holding.database);

  ArchiveWriter archive(to.path, holding.kind, to.key);
  const std::string text = manifest_text(manifest);
  archive.begin(kManifest, static_cast<std::int64_t>(text.size()));
  archive.add(text);
  add_file(archive, scratch.path() / holding.database, std::string(holding.database));
  for (const std::string& name : key_files(holding)) {
    add_file(archive, scratch.path() / name, name);
  }
  const BlobFiles files(folder / holding.blobs);
  for (const std::string& sha : photos) add_photo(archive, files, sha);
  archive.finish();
  static_cast<void>(verify_backup({archive.part(), to.key}, holding));
  archive.keep();
  return manifest;
}

Manifest read_manifest(const BackupFile& from, const Holding& holding) {
  ArchiveReader archive(from.path, holding.kind, from.key);
  return first_entry(archive);
}

Manifest verify_backup(const BackupFile& from, const Holding& holding) {
  Taker nobody;
  return read_all(from, holding, nobody);
}

Result<Manifest> restore(const BackupFile& from, const Holding& holding, const fs::path& place,
                         const std::function<void(Database&)>& revive) {
  const fs::path into = with_a_name(place);
  if (!is_empty_place(into)) return Error{Code::not_empty, into.string()};
  make_folder(into.parent_path());
  std::error_code stays;
  fs::remove(into,
             stays);  // an empty folder gives its name away; one that a disk is mounted on cannot
  if (stays) return Error{Code::disk_error, into.string(), "data"};
  const Scratch scratch(with(into, ".restore"));
  Unpacker unpacker(scratch.path(), holding);
  Manifest manifest = read_all(from, holding, unpacker);
  {
    Database database(scratch.path() / holding.database);
    Census census = holding.census(database, scratch.path());
    census.photos.clear();
    if (census != manifest.census) bad(std::string(holding.database));
    revive(database);
    fold_log(database);
  }
  move_into_place(scratch.path(), into);
  return manifest;
}

}  // namespace huidan::store
