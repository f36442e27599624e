#include "sync/cli/console.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>

namespace huidan::cli {
namespace {

void write(std::FILE* stream, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stream);
  std::fflush(stream);
}

}  // namespace

void Console::answer(std::string_view document, std::string_view lines) {
  write(stdout, json_ ? document : lines);
  if (json_) write(stdout, "\n");
}

void Console::progress(std::string_view line) {
  if (json_) return;
  write(stderr, line);
  write(stderr, "\n");
}

int Console::refuse(const Error& error) {
  const std::string message = sentence(language_, error);
  if (json_) {
    const nlohmann::ordered_json document{{"error",
                                           {{"code", code_name(error.code)},
                                            {"message", message},
                                            {"field", error.field},
                                            {"detail", error.detail}}}};
    write(stdout, document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n');
  } else {
    write(stderr, message + '\n');
  }
  return exit_code(error.code);
}

}  // namespace huidan::cli
