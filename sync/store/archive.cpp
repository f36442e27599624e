#include "sync/store/archive.hpp"

#include <algorithm>
#include <charconv>

#include "sync/base/bytes.hpp"
#include "sync/base/limits.hpp"

namespace huidan::store {
namespace {

constexpr std::string_view kMagic = "huidan-backup 1 ";
constexpr std::size_t kLabel_bytes_max = 80;
constexpr std::size_t kName_bytes_max = 200;
constexpr std::uintmax_t kKeyFile_bytes = 200;
constexpr std::size_t kKeyName = 16;

std::string label_of(std::string_view kind, const ArchiveKey& key) {
  return std::string(kMagic) + std::string(kind) + ' ' + key.name() + '\n';
}

[[noreturn]] void bad(const std::string& detail) {
  throw Failure({Code::bad_backup, detail});
}

}  // namespace

Result<ArchiveKey> ArchiveKey::from_file(const std::filesystem::path& path) {
  const auto file = read_file(path, kKeyFile_bytes);
  const auto raw = file ? from_base64(trimmed(file.value())) : std::nullopt;
  if (!raw || raw->size() != kSealKey_bytes) return Error{Code::backup_key, path.string()};
  ArchiveKey key;
  key.raw_ = *raw;
  return key;
}

std::string ArchiveKey::name() const {
  if (raw_ == ArchiveKey().raw_) return "-";
  return sha256_hex("huidan.backup.key\n" + raw_).substr(0, kKeyName);
}

ArchiveWriter::ArchiveWriter(const std::filesystem::path& path, std::string_view kind,
                             const ArchiveKey& key)
    : file_(path, Access::owner_only), label_(label_of(kind, key)), sealer_(key.raw(), label_) {
  file_.add(label_);
  file_.add(sealer_.header());
}

void ArchiveWriter::begin(std::string_view name, std::int64_t size_bytes) {
  add(std::string(name) + '\n' + std::to_string(size_bytes) + '\n');
}

void ArchiveWriter::add(std::string_view bytes) {
  waiting_ += bytes;
  write_full_chunks();
}

void ArchiveWriter::write_full_chunks() {
  // The last chunk is marked as such, so one is always kept back.
  while (waiting_.size() > limits::kBackupChunk_bytes) {
    const std::string_view chunk = std::string_view(waiting_).substr(0, limits::kBackupChunk_bytes);
    file_.add(sealer_.seal(chunk, Chunk::more));
    waiting_.erase(0, limits::kBackupChunk_bytes);
  }
}

void ArchiveWriter::finish() {
  file_.add(sealer_.seal(waiting_, Chunk::last));
  waiting_.clear();
  file_.finish();
}

ArchiveReader::ArchiveReader(const std::filesystem::path& path, std::string_view kind,
                             const ArchiveKey& key)
    : path_(path) {
  const auto head = read_part(path, 0, kLabel_bytes_max);
  if (!head) throw Failure({Code::not_found, path.string()});
  const std::size_t end = head->find('\n');
  const std::string prefix = std::string(kMagic) + std::string(kind) + ' ';
  if (end == std::string::npos || !head->starts_with(prefix)) bad(path.filename().string());
  const std::string label = head->substr(0, end + 1);
  const std::string name = label.substr(prefix.size(), end - prefix.size());
  const bool named = name == "-" || (name.size() == kKeyName && from_hex(name));
  if (!named) bad(path.filename().string());
  if (name != key.name()) throw Failure({Code::backup_key, name});
  off_bytes_ = static_cast<std::int64_t>(label.size());
  const auto header = read_part(path, off_bytes_, kSealHeader_bytes);
  unsealer_.emplace(key.raw(), label, header.value_or(""));
  off_bytes_ += static_cast<std::int64_t>(kSealHeader_bytes);
}

/// Opens one more chunk; false behind the last.
bool ArchiveReader::fill() {
  if (ended_) return false;
  const auto sealed = read_part(path_, off_bytes_, limits::kBackupChunk_bytes + kSeal_bytes);
  auto opened = sealed ? unsealer_->open(*sealed) : std::nullopt;
  if (!opened) bad('@' + std::to_string(off_bytes_));
  off_bytes_ += static_cast<std::int64_t>(sealed->size());
  ended_ = opened->which == Chunk::last;
  if (ended_ && !read_part(path_, off_bytes_, 1).value_or("").empty()) {
    bad('@' + std::to_string(off_bytes_));
  }
  open_ += opened->bytes;
  return true;
}

std::string ArchiveReader::line() {
  for (;;) {
    const std::size_t end = open_.find('\n');
    if (end != std::string::npos) {
      std::string text = open_.substr(0, end);
      open_.erase(0, end + 1);
      return text;
    }
    if (open_.size() > kName_bytes_max || !fill()) bad("entry");
  }
}

std::optional<ArchiveReader::Entry> ArchiveReader::next() {
  while (left_bytes_ > 0) static_cast<void>(read());
  if (open_.empty() && !fill()) return std::nullopt;
  if (open_.empty() && ended_) return std::nullopt;
  Entry entry;
  entry.name = line();
  const std::string size = line();
  const auto read = std::from_chars(size.data(), size.data() + size.size(), entry.size_bytes);
  if (read.ec != std::errc() || read.ptr != size.data() + size.size() || entry.size_bytes < 0) {
    bad("entry");
  }
  left_bytes_ = entry.size_bytes;
  return entry;
}

std::string ArchiveReader::read() {
  if (left_bytes_ == 0) return {};
  if (open_.empty() && !fill()) bad("entry");
  const auto count = std::min<std::int64_t>(left_bytes_, static_cast<std::int64_t>(open_.size()));
  std::string bytes = open_.substr(0, static_cast<std::size_t>(count));
  open_.erase(0, bytes.size());
  left_bytes_ -= count;
  if (bytes.empty()) return read();
  return bytes;
}

}  // namespace huidan::store
