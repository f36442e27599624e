#include "sync/base/file.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <system_error>

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

namespace huidan {
namespace {

namespace fs = std::filesystem;

struct Closer {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

using File = std::unique_ptr<std::FILE, Closer>;

enum class Mode { read, write, change };

File open(const fs::path& path, Mode mode) {
#ifdef _WIN32
  const wchar_t* const how = mode == Mode::read ? L"rb" : mode == Mode::write ? L"wb" : L"r+b";
  return File(_wfopen(path.c_str(), how));
#else
  const char* const how = mode == Mode::read ? "rb" : mode == Mode::write ? "wb" : "r+b";
  return File(std::fopen(path.c_str(), how));
#endif
}

bool seek(std::FILE* file, std::int64_t off_bytes) {
#ifdef _WIN32
  return _fseeki64(file, off_bytes, SEEK_SET) == 0;
#else
  return ::fseeko(file, off_bytes, SEEK_SET) == 0;
#endif
}

int sync_to_disk(std::FILE* file) {
#ifdef _WIN32
  return _commit(_fileno(file));
#else
  return ::fsync(fileno(file));
#endif
}

[[noreturn]] void fail(int error, const fs::path& path) {
  const bool full = error == ENOSPC;
  throw Failure({full ? Code::disk_full : Code::disk_error, path.filename().string()});
}

fs::path folder_above(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// A name that came or went is durable only once its folder is. Where a folder cannot be asked that
/// (EINVAL, ENOTSUP: network shares), or not by us, its file system is trusted.
void sync_folder(const fs::path& folder) {
#ifndef _WIN32
  const File handle = open(folder, Mode::read);
  if (handle && sync_to_disk(handle.get()) == 0) return;
  if (errno != EINVAL && errno != ENOTSUP && errno != EACCES) fail(errno, folder);
#else
  static_cast<void>(folder);
#endif
}

}  // namespace

Result<std::string> read_file(const fs::path& path, std::uintmax_t limit_bytes) {
  const File file = open(path, Mode::read);
  std::error_code error;
  if (!file || fs::is_directory(path, error)) return Error{Code::not_found, path.string()};
  std::string bytes;
  // Most files are keys of a few bytes; a large one is read in ever larger pieces.
  std::string chunk(std::size_t{4} << 10, '\0');
  while (const std::size_t count = std::fread(chunk.data(), 1, chunk.size(), file.get())) {
    bytes.append(chunk, 0, count);
    if (bytes.size() > limit_bytes) return Error{Code::too_large, std::to_string(limit_bytes)};
    if (count == chunk.size()) chunk.resize(std::min(chunk.size() * 2, std::size_t{64} << 10));
  }
  if (std::ferror(file.get()) != 0) fail(errno, path);
  return bytes;
}

std::optional<std::string> read_part(const fs::path& path, std::int64_t off_bytes,
                                     std::size_t count) {
  const File file = open(path, Mode::read);
  if (!file || !seek(file.get(), off_bytes)) return std::nullopt;
  std::string bytes(count, '\0');
  bytes.resize(std::fread(bytes.data(), 1, count, file.get()));
  if (std::ferror(file.get()) != 0) fail(errno, path);
  return bytes;
}

void write_part(const fs::path& path, std::int64_t off_bytes, std::string_view bytes) {
  std::error_code error;
  const bool there = fs::exists(path, error);
  File file = open(path, there ? Mode::change : Mode::write);
  if (!file) fail(errno, path);
  if (!there) fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, error);
  const bool written = seek(file.get(), off_bytes) &&
                       std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size() &&
                       std::fflush(file.get()) == 0 && sync_to_disk(file.get()) == 0;
  if (!written) fail(errno, path);
}

std::optional<std::int64_t> written_ms(const fs::path& path) {
  std::error_code error;
  const auto at = fs::last_write_time(path, error);
  if (error) return std::nullopt;
  const auto since = std::chrono::file_clock::to_sys(at).time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

void move_into_place(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) fail(error.value(), to);
  sync_folder(folder_above(to));
}

void PendingFile::Closer::operator()(std::FILE* file) const noexcept {
  std::fclose(file);
}

PendingFile::PendingFile(const fs::path& path, Access access) : path_(path), part_(path) {
  part_ += ".part";
  file_.reset(open(part_, Mode::write).release());
  if (!file_) fail(errno, path_);
  if (access == Access::shared) return;
  std::error_code ignored;
  fs::permissions(part_, fs::perms::owner_read | fs::perms::owner_write, ignored);
}

PendingFile::PendingFile(const fs::path& path, std::string_view bytes, Access access)
    : PendingFile(path, access) {
  add(bytes);
  finish();
}

PendingFile::~PendingFile() {
  file_.reset();
  std::error_code ignored;
  if (!kept_) fs::remove(part_, ignored);
}

void PendingFile::give_up(int error) {
  file_.reset();
  fail(error, path_);
}

void PendingFile::add(std::string_view bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) give_up(errno);
}

void PendingFile::finish() {
  if (!file_) return;
  if (std::fflush(file_.get()) != 0 || sync_to_disk(file_.get()) != 0) give_up(errno);
  file_.reset();
}

void PendingFile::keep() {
  finish();
  move_into_place(part_, path_);
  kept_ = true;
}

void write_file(const fs::path& path, std::string_view bytes, Access access) {
  PendingFile(path, bytes, access).keep();
}

void write_file_once(const fs::path& path, std::string_view bytes, std::string_view own_word,
                     Access access) {
  fs::path mine = path;
  mine += '.' + std::string(own_word);
  PendingFile file(mine, bytes, access);
  std::error_code error;
  fs::create_hard_link(file.part(), path, error);
  std::error_code ignored;
  if (error && !fs::exists(path, ignored)) {  // a file system without links
    fs::rename(file.part(), path, error);
    if (error) fail(error.value(), path);
  }
  sync_folder(folder_above(path));
}

void write_note(const fs::path& path, std::string_view bytes) noexcept {
  std::error_code ignored;
  const bool there = fs::exists(path, ignored);
  const File file = open(path, Mode::write);
  if (!file) return;
  if (!there) fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, ignored);
  std::fwrite(bytes.data(), 1, bytes.size(), file.get());
}

void make_folder(const fs::path& path, Access access) {
  std::error_code error;
  if (path.empty() || fs::is_directory(path, error)) return;
  const fs::path above = folder_above(path);
  make_folder(above);
  const bool made = fs::create_directory(path, error);
  if (error) fail(error.value(), path);
  std::error_code ignored;
  if (made && access == Access::owner_only) fs::permissions(path, fs::perms::owner_all, ignored);
  sync_folder(above);
}

std::int64_t disk_free_bytes(const fs::path& path) noexcept {
  std::error_code error;
  const auto space = fs::space(path, error);
  return error ? 0 : static_cast<std::int64_t>(space.available);
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  return value == nullptr ? std::string() : std::string(value);
}

fs::path path_from_utf8(std::string_view text) {
  return fs::path(std::u8string(text.begin(), text.end()));
}

}  // namespace huidan
