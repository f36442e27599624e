#pragma once
// Where a verb of either program says what it did: one JSON document on stdout with --json, lines
// for people without it; progress and errors for people on stderr (INTERFACES, "Common to both
// programs").

#include <string>
#include <string_view>

#include "sync/base/catalogue.hpp"
#include "sync/base/result.hpp"

namespace huidan::cli {

class Console {
 public:
  Console(Language language, bool json) : language_(language), json_(json) {}

  [[nodiscard]] Language language() const noexcept { return language_; }

  [[nodiscard]] bool json() const noexcept { return json_; }

  /// A verb's whole answer, once, or once for each thing that a verb which stays has done:
  /// `document` with --json, else `lines` (ending in a newline).
  void answer(std::string_view document, std::string_view lines);

  /// A line of progress for people; nothing with --json.
  void progress(std::string_view line);

  /// Says the error in the way asked for and gives its exit code.
  int refuse(const Error& error);

 private:
  Language language_;
  bool json_;
};

}  // namespace huidan::cli
