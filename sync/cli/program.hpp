#pragma once
// What the command lines of both programs share: --data, --lang, --json, --config, --version, help
// in the user's language, and settings that come from a flag, else the environment (HUIDAN_…), else
// the
// --config file, else their default (INTERFACES).

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sync/cli/console.hpp"

// The library stays behind program.cpp: its headers cost seconds in every file.
namespace CLI {  // NOLINT(readability-identifier-naming): its own name
class App;
class Option;
}  // namespace CLI

namespace huidan::cli {

/// What every verb is given.
struct Context {
  Console& console;
  std::filesystem::path data;
  std::string store{};  // the database, where it is not a file in `data`
  int exit = 0;         // of a verb that has answered and is not content with what it said
};

/// Goes on as `program`, which lies beside this one, with the same command line when its verb is
/// one of `verbs`: before anything is made for those of this program, which would cost such a verb
/// a third of its start. The exit code, if so; a program that is not there is a coded error.
[[nodiscard]] std::optional<int> gone_on_as(const std::string& program,
                                            const std::vector<std::string_view>& verbs, int argc,
                                            const char* const* argv);

using Verb = std::function<Refusable(Context&)>;

class Program {
 public:
  /// `default_data` is where the data is unless somebody says otherwise. argv must outlive run().
  Program(std::string name, std::string default_data, int argc, const char* const* argv);
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  Program(Program&&) = delete;
  Program& operator=(Program&&) = delete;
  ~Program();

  /// Lets every verb be given another place for the database: --store.
  void takes_store();

  /// Adds a verb; its help is the text "cli.<program>.<path>" with dots for blanks
  /// ("order.import"). Options are added to what comes back; `run` happens once they are parsed.
  CLI::App* verb(std::string_view path, Verb run);

  /// Adds a verb behind another's positional words: `part NO add`. `key` is the rest of its text's
  /// key.
  CLI::App* verb_of(CLI::App* parent, std::string_view key, Verb run);

  /// Names verbs that gone_on_as() does, for the help. `its_settings` may stand in the --config
  /// file that both programs read.
  void elsewhere(const std::vector<std::string_view>& verbs,
                 const std::vector<std::string>& its_settings);

  /// What every verb but `makers` ("user add") must find before it runs.
  void expects(const std::vector<std::string>& makers, Verb found);

  /// Such a verb's parent does nothing by itself.
  static void needs_subverb(CLI::App* parent);

  /// Where an option's value goes; it must outlive run().
  using Slot = std::variant<std::string*, std::int64_t*, std::vector<std::string>*, bool*>;

  /// Adds an option to a verb, helped by "cli.option.<name>"; a name without dashes is positional.
  CLI::Option* option(CLI::App* verb, const std::string& name, Slot value);
  /// The same for one that must be given.
  CLI::Option* required(CLI::App* verb, const std::string& name, Slot value);
  /// The same for one that takes just these words.
  CLI::Option* one_of(CLI::App* verb, const std::string& name, Slot value,
                      const std::vector<std::string>& words);

  /// Lets an option's value come from HUIDAN_<NAME> or the --config file as well.
  CLI::Option* setting(CLI::Option* option);

  /// Parses and runs one verb; gives the exit code. Whatever breaks ends here as a coded error.
  int run();

 private:
  void speaks_its_language();
  CLI::App* sub(CLI::App* parent, const std::string& word, const std::string& key);
  CLI::Option* described(CLI::Option* option);
  Refusable read_config();
  Refusable fill_settings();
  [[nodiscard]] bool is_setting(std::string_view name) const;
  int parsed();

  std::string name_;
  std::string data_;
  std::string store_;
  std::string language_tag_;
  std::string config_path_;
  bool json_ = false;
  int argc_;
  const char* const* argv_;
  Language language_;
  std::unique_ptr<CLI::App> app_;
  std::map<std::string, std::string> config_;  // of the --config file
  std::vector<CLI::Option*> settings_;         // owned by app_
  std::vector<std::string> settings_elsewhere_;
  std::map<const CLI::App*, Verb> verbs_;
  std::vector<std::string> makers_;
  Verb expected_;  // none: nothing is
};

}  // namespace huidan::cli
