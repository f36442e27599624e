#pragma once
// The two programs as they are shipped, driven as their users drive them: by verbs, with what they
// answer in --json.

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/folder.hpp"
#include "tests/support/process.hpp"

namespace huidan::e2e {

using nlohmann::json;
using Words = std::vector<std::string>;

using test::Folder;

// How a program that refused ends.
inline constexpr int kRefused = 1;
inline constexpr int kUsage = 2;
inline constexpr int kCorrupt = 65;
inline constexpr int kDisk = 74;
inline constexpr int kNoNetwork = 75;
inline constexpr int kConfig = 78;

void write_bytes(const std::filesystem::path& path, std::string_view bytes);
[[nodiscard]] std::string read_bytes(const std::filesystem::path& path);

/// What a verb that was refused answered.
struct Refused {
  int exit = 0;
  std::string code;
  std::string message;
  std::string field;
};

/// One of the programs on one data folder.
class Program {
 public:
  /// `name` is the program's file name in the build folder.
  Program(const char* name, std::filesystem::path data);

  /// Runs a verb and hands back its document. Throws, naming the command, when it does not end with
  /// 0 or its stdout is anything but one JSON document.
  [[nodiscard]] json does(const Words& words) const;

  /// Runs a verb that must end with a coded error. Throws when it does not.
  [[nodiscard]] Refused refuses(const Words& words, const std::string& language = "zh-Hans") const;

  [[nodiscard]] test::Ran runs(const Words& words, const std::string& language = "zh-Hans") const;

  /// The whole command line of a verb.
  [[nodiscard]] Words command(const Words& words, const std::string& language = "zh-Hans") const;

  [[nodiscard]] const std::filesystem::path& data() const noexcept { return data_; }

 private:
  std::string path_;
  std::filesystem::path data_;
};

/// The desk's program, which can be serving.
class Desk : public Program {
 public:
  explicit Desk(std::filesystem::path data) : Program("huidan-server", std::move(data)) {}

  /// Serves until stop() or kill(): on any free port at first, on the same one ever after, or on
  /// the one of another desk that has gone. `options` are given to serve besides.
  void start(int port = 0, const Words& options = {});

  /// SIGTERM; the exit code of the program.
  int stop();

  void kill();

  /// From any thread: sends SIGKILL and leaves the rest to kill().
  void strike() const noexcept;

  [[nodiscard]] bool serving() const noexcept { return serving_ != nullptr; }

  [[nodiscard]] int port() const noexcept { return port_; }

  [[nodiscard]] std::string url() const;

 private:
  int port_ = 0;
  std::unique_ptr<test::Child> serving_;
};

/// An engineer's laptop.
class Laptop : public Program {
 public:
  explicit Laptop(std::filesystem::path data) : Program("huidan", std::move(data)) {}

  /// With a fresh code of `desk`, which must be serving; `url` when something stands between them.
  void enrol(const Desk& desk, const std::string& user, const std::string& url = {}) const;
};

}  // namespace huidan::e2e
