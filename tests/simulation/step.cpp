#include "tests/simulation/step.hpp"

#include <algorithm>
#include <charconv>

namespace huidan::sim {
namespace {

struct Sentence {
  Verb verb;
  std::string_view pattern;
};

constexpr std::array kSentences{
#define HUIDAN_VERB(name, pattern) Sentence{Verb::name, pattern},
    HUIDAN_VERBS(HUIDAN_VERB)
#undef HUIDAN_VERB
};

/// Words, and texts in quotes with their opening quote kept.
std::vector<std::string> tokens_of(std::string_view line) {
  std::vector<std::string> tokens;
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] == ' ') {
      ++at;
      continue;
    }
    const bool quoted = line[at] == '"';
    const std::size_t begin = at;
    const std::size_t end = std::min(line.find(quoted ? '"' : ' ', at + 1), line.size());
    tokens.emplace_back(line.substr(begin, end - begin));
    at = end + (quoted ? 1 : 0);
  }
  return tokens;
}

bool number(std::string_view token, int& out) {
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), out);
  return error == std::errc() && end == token.data() + token.size();
}

bool matches(const std::vector<std::string>& tokens, const std::vector<std::string>& pattern,
             Step& step) {
  if (tokens.size() != pattern.size()) return false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (pattern[i] == "#") {
      int value = 0;
      if (!number(tokens[i], value)) return false;
      step.numbers.push_back(value);
    } else if (pattern[i] == "$") {
      if (tokens[i].front() != '"') return false;
      step.words.push_back(tokens[i].substr(1));
    } else if (pattern[i] == "@") {
      step.words.push_back(tokens[i]);
    } else if (pattern[i] != tokens[i]) {
      return false;
    }
  }
  return true;
}

/// "laptops", "orders", "page", "push" or "seed" with what follows it.
bool read_setup(const std::vector<std::string>& tokens, Script& script) {
  const std::string& name = tokens.front();
  const std::vector<std::string> rest(tokens.begin() + 1, tokens.end());
  if (name == "laptops") script.setup.laptops = rest;
  if (name == "orders") script.setup.orders = rest;
  if (name == "laptops" || name == "orders") return true;
  int value = 0;
  if (rest.size() != 1 || !number(rest.front(), value)) return false;
  if (name == "page") script.setup.page_bytes = value;
  if (name == "push") script.setup.push_max = value;
  if (name == "seed") script.seed = static_cast<std::uint64_t>(value);
  return name == "page" || name == "push" || name == "seed";
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += ' ' + word;
  return text;
}

}  // namespace

std::string text_of(const Step& step) {
  std::string text;
  std::size_t next_number = 0;
  std::size_t next_word = 0;
  for (const std::string& token :
       tokens_of(kSentences.at(static_cast<std::size_t>(step.verb)).pattern)) {
    if (!text.empty()) text += ' ';
    if (token == "#") {
      text += std::to_string(step.numbers.at(next_number++));
    } else if (token == "@") {
      text += step.words.at(next_word++);
    } else if (token == "$") {
      text += '"' + step.words.at(next_word++) + '"';
    } else {
      text += token;
    }
  }
  return text;
}

Result<Step> step_of(std::string_view line) {
  const std::vector<std::string> tokens = tokens_of(line);
  for (const Sentence& sentence : kSentences) {
    Step step{sentence.verb};
    if (matches(tokens, tokens_of(sentence.pattern), step)) return step;
  }
  return Error{Code::bad_input, std::string(line), {}};
}

std::string text_of(const Script& script) {
  const Setup& setup = script.setup;
  std::string text = "laptops" + listed(setup.laptops) + "\norders" + listed(setup.orders) + '\n';
  if (setup.page_bytes != 0) text += "page " + std::to_string(setup.page_bytes) + '\n';
  if (setup.push_max != 0) text += "push " + std::to_string(setup.push_max) + '\n';
  for (const Step& step : script.steps) text += text_of(step) + '\n';
  return text;
}

Result<Script> script_of(std::string_view text) {
  Script script;
  int id = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    const std::vector<std::string> tokens = tokens_of(line);
    if (tokens.empty() || line.front() == '#') continue;
    if (script.steps.empty() && read_setup(tokens, script)) continue;
    auto step = step_of(line);
    if (!step) return step.error();
    script.steps.push_back(std::move(step).value());
    script.steps.back().id = ++id;
  }
  return script;
}

}  // namespace huidan::sim
