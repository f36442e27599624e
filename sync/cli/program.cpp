#include "sync/cli/program.hpp"

#include <toml++/toml.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <optional>

#include "sync/base/beside.hpp"
#include "sync/base/file.hpp"
#include "sync/base/memory.hpp"

namespace huidan::cli {
namespace {

constexpr std::uintmax_t kConfig_bytes = std::uintmax_t{1} << 20;

/// The language must be known before the options are: their help is in it.
// Of every verb, with a value behind them.
constexpr std::array<std::string_view, 3> kWithValue{"--config", "--data", "--lang"};

Language language_of(int argc, const char* const* argv) {
  std::string tag = environment("HUIDAN_LANG");
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--lang" && i + 1 < argc) tag = argv[i + 1];
    if (word.starts_with("--lang=")) tag = word.substr(7);
  }
  if (const auto language = language_from_tag(tag)) return *language;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const std::string locale = environment(name);
    if (!locale.empty()) return language_from_locale(locale);
  }
  return Language::zh_hans;
}

bool asks_for_json(int argc, const char* const* argv) {
  return std::any_of(argv + 1, argv + argc, [](std::string_view word) { return word == "--json"; });
}

std::string environment_name(std::string_view option) {
  std::string name = "HUIDAN_";
  for (const char c : option) {
    name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

/// A value as the flag would say it; nothing for what no flag takes: a list, a fraction, a date.
std::optional<std::string> setting_text(const toml::node& value) {
  if (const auto* text = value.as_string()) return text->get();
  if (const auto* number = value.as_integer()) return std::to_string(number->get());
  if (const auto* yes = value.as_boolean()) return std::string(yes->get() ? "true" : "false");
  return std::nullopt;
}

/// The verb that was parsed, and its words with blanks between.
const CLI::App* asked_for(const CLI::App& app, std::string& path) {
  const CLI::App* at = &app;
  while (!at->get_subcommands().empty()) {
    at = at->get_subcommands().front();
    path += (path.empty() ? "" : " ") + at->get_name();
  }
  return at;
}

/// The words that may follow, where the parsed verb wants one more; else the parser's own sentence.
std::string what_is_wrong(const CLI::App& app, const CLI::ParseError& error) {
  std::string path;
  const CLI::App* verb = asked_for(app, path);
  if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::RequiredError) ||
      verb->get_require_subcommand_min() == 0) {
    return error.what();
  }
  std::string words;
  for (const CLI::App* sub : verb->get_subcommands([](const CLI::App*) { return true; })) {
    words += (words.empty() ? "" : " | ") + sub->get_name();
  }
  return words;
}

std::string long_name(const CLI::Option& option) {
  const auto& names = option.get_lnames();
  return names.empty() ? option.get_name(true) : names.front();
}

/// The first word that is neither an option nor what one says.
std::string_view first_word(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const bool takes_next = std::ranges::find(kWithValue, word) != kWithValue.end();
    if (takes_next) ++i;
    if (!word.starts_with('-')) return word;
  }
  return {};
}

}  // namespace

std::optional<int> gone_on_as(const std::string& program,
                              const std::vector<std::string_view>& verbs, int argc,
                              const char* const* argv) {
  if (std::ranges::find(verbs, first_word(argc, argv)) == verbs.end()) return std::nullopt;
  const auto ended = go_on_as(program, argv);
  if (ended) return ended.value();
  return Console(language_of(argc, argv), asks_for_json(argc, argv)).refuse(ended.error());
}

Program::Program(std::string name, std::string default_data, int argc, const char* const* argv)
    : name_(std::move(name)),
      data_(std::move(default_data)),
      argc_(argc),
      argv_(argv),
      language_(language_of(argc, argv)),
      app_(std::make_unique<CLI::App>(std::string(text(language_, "cli." + name_ + ".about")),
                                      name_)) {
  keep_freed_memory();
  app_->require_subcommand(1);
  app_->fallthrough();
  app_->set_version_flag("--version", std::string(HUIDAN_VERSION));
  app_->get_option("--version")->description(std::string(text(language_, "cli.option.version")));
  speaks_its_language();
  setting(option(app_.get(), kWithValue[0].data(), &config_path_));  // the others may stand in it
  setting(option(app_.get(), kWithValue[1].data(), &data_));
  setting(one_of(app_.get(), kWithValue[2].data(), &language_tag_, {"zh-Hans", "zh-Hant", "en"}));
  option(app_.get(), "--json", &json_);
}

Program::~Program() = default;

/// The headings of the help, which the verbs take over from here.
void Program::speaks_its_language() {
  const auto word = [&](const char* key) { return std::string(text(language_, key)); };
  const auto formatter = app_->get_formatter();
  formatter->label("Usage", word("cli.help.usage"));
  formatter->label("OPTIONS", word("cli.help.options"));
  formatter->label("SUBCOMMAND", word("cli.help.verb"));
  formatter->label("Positionals", word("cli.help.words"));
  app_->option_defaults()->group(word("cli.help.options"));
  for (CLI::Option* known : {app_->get_help_ptr(), app_->get_option("--version")}) {
    known->group(word("cli.help.options"));
  }
  app_->get_help_ptr()->description(word("cli.option.help"));
}

void Program::takes_store() {
  setting(option(app_.get(), "--store", &store_));
}

void Program::expects(const std::vector<std::string>& makers, Verb found) {
  makers_ = makers;
  expected_ = std::move(found);
}

void Program::needs_subverb(CLI::App* parent) {
  parent->require_subcommand(1);
}

CLI::Option* Program::option(CLI::App* verb, const std::string& name, Slot value) {
  const auto add = [&](auto* slot) -> CLI::Option* {
    if constexpr (std::is_same_v<decltype(slot), bool*>) {
      return verb->add_flag(name, *slot);
    } else {
      return verb->add_option(name, *slot);
    }
  };
  return described(std::visit(add, value));
}

CLI::Option* Program::required(CLI::App* verb, const std::string& name, Slot value) {
  return option(verb, name, value)->required();
}

CLI::Option* Program::one_of(CLI::App* verb, const std::string& name, Slot value,
                             const std::vector<std::string>& words) {
  return option(verb, name, value)->check(CLI::IsMember(words));
}

CLI::Option* Program::described(CLI::Option* option) {
  option->description(std::string(text(language_, "cli.option." + long_name(*option))));
  return option;
}

CLI::Option* Program::setting(CLI::Option* option) {
  settings_.push_back(option);
  return option;
}

CLI::App* Program::sub(CLI::App* parent, const std::string& word, const std::string& key) {
  const auto known =
      parent->get_subcommands([&](CLI::App* sub) { return sub->get_name() == word; });
  if (!known.empty()) return known.front();
  CLI::App* added =
      parent->add_subcommand(word, std::string(text(language_, "cli." + name_ + '.' + key)));
  added->fallthrough();
  added->group(std::string(text(language_, "cli.help.verbs")));
  added->get_help_ptr()->group(std::string(text(language_, "cli.help.options")));
  return added;
}

CLI::App* Program::verb(std::string_view path, Verb run) {
  const std::size_t blank = path.find(' ');
  const std::string noun(path.substr(0, blank));
  CLI::App* at = sub(app_.get(), noun, noun);
  if (blank != std::string_view::npos) {
    const std::string word(path.substr(blank + 1));
    at->require_subcommand(1);
    at = sub(at, word, noun + '.' + word);
  }
  verbs_[at] = std::move(run);
  return at;
}

CLI::App* Program::verb_of(CLI::App* parent, std::string_view key, Verb run) {
  const std::string word(key.substr(key.rfind('.') + 1));
  CLI::App* added = sub(parent, word, std::string(key));
  verbs_[added] = std::move(run);
  return added;
}

void Program::elsewhere(const std::vector<std::string_view>& verbs,
                        const std::vector<std::string>& its_settings) {
  for (const std::string_view verb : verbs) sub(app_.get(), std::string(verb), std::string(verb));
  settings_elsewhere_ = its_settings;
}

bool Program::is_setting(std::string_view name) const {
  const auto same = [&](const CLI::Option* option) { return long_name(*option) == name; };
  return std::ranges::any_of(settings_, same) ||
         std::ranges::find(settings_elsewhere_, name) != settings_elsewhere_.end();
}

Refusable Program::read_config() {
  if (config_path_.empty()) return Done{};
  const auto file = read_file(path_from_utf8(config_path_), kConfig_bytes);
  if (!file) return Error{Code::bad_config, config_path_};
  try {
    const toml::table table = toml::parse(file.value());
    for (const auto& [key, value] : table) {
      const std::string name(key.str());
      if (!is_setting(name)) return Error{Code::bad_config, name};
      auto text = setting_text(value);
      if (!text) return Error{Code::bad_config, name, name};
      config_[name] = std::move(*text);
    }
  } catch (const toml::parse_error& error) {
    return Error{Code::bad_config, config_path_ + ':' + std::to_string(error.source().begin.line)};
  }
  return Done{};
}

Refusable Program::fill_settings() {
  for (CLI::Option* option : settings_) {
    if (option->count() > 0) continue;
    const std::string name(long_name(*option));
    std::string value = environment(environment_name(name).c_str());
    if (value.empty() && config_.contains(name)) value = config_.at(name);
    if (value.empty()) continue;
    try {
      option->add_result(value);
      option->run_callback();
    } catch (const CLI::ParseError&) {
      return Error{Code::bad_config, value, name};
    }
    if (name == "config") {
      if (auto read = read_config(); !read) return read;
    }
  }
  return Done{};
}

int Program::parsed() {
  Console early(language_, json_);
  if (auto read = read_config(); !read) return early.refuse(read.error());
  if (auto filled = fill_settings(); !filled) return early.refuse(filled.error());
  if (const auto language = language_from_tag(language_tag_)) language_ = *language;

  Console console(language_, json_);
  std::string path;
  const CLI::App* verb = asked_for(*app_, path);
  Context context{console, path_from_utf8(data_), store_};
  try {
    const bool makes = std::ranges::find(makers_, path) != makers_.end();
    const auto ready = expected_ && !makes ? expected_(context) : Refusable(Done{});
    const auto done = ready ? verbs_.at(verb)(context) : ready;
    return done ? context.exit : console.refuse(done.error());
  } catch (const Failure& failure) {
    return console.refuse(failure.error());
  } catch (const std::exception& error) {
    return console.refuse({Code::internal, error.what()});
  }
}

int Program::run() {
  try {
    app_->parse(argc_, argv_);
  } catch (const CLI::Success& asked) {
    return app_->exit(asked);
  } catch (const CLI::ParseError& error) {
    Console console(language_, asks_for_json(argc_, argv_));
    return console.refuse({Code::usage, what_is_wrong(*app_, error)});
  }
  return parsed();
}

}  // namespace huidan::cli
