#include "tests/support/programs.hpp"

#include <signal.h>
#include <stdlib.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace huidan::e2e {
namespace {

constexpr int kStart_ms = 20'000;  // a hang guard, never a measure

[[noreturn]] void fail(const Words& command, const test::Ran& ran) {
  std::string line;
  for (const std::string& word : command) line += word.substr(0, 200) + ' ';
  throw std::runtime_error(line + "\nended with " + std::to_string(ran.exit) + "\n" +
                           ran.out.substr(0, 2000) + "\n" + ran.err.substr(0, 2000));
}

json document_of(const Words& command, const test::Ran& ran) {
  json document = json::parse(ran.out, nullptr, false);
  if (document.is_discarded() || !document.is_object()) fail(command, ran);
  return document;
}

}  // namespace

void write_bytes(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

std::string read_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

Program::Program(const char* name, std::filesystem::path data)
    : path_(std::string(HUIDAN_BINARY_DIR) + '/' + name), data_(std::move(data)) {}

Words Program::command(const Words& words, const std::string& language) const {
  Words all{path_, "--json", "--data", data_.string(), "--lang", language};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

test::Ran Program::runs(const Words& words, const std::string& language) const {
  return test::run(command(words, language));
}

json Program::does(const Words& words) const {
  const Words all = command(words);
  const test::Ran ran = test::run(all);
  if (ran.exit != 0) fail(all, ran);
  return document_of(all, ran);
}

Refused Program::refuses(const Words& words, const std::string& language) const {
  const Words all = command(words, language);
  const test::Ran ran = test::run(all);
  if (ran.exit == 0) fail(all, ran);
  const json document = document_of(all, ran);
  if (!document.contains("error")) fail(all, ran);
  const json& error = document["error"];
  return {ran.exit, error.value("code", ""), error.value("message", ""), error.value("field", "")};
}

void Desk::start(int port, const Words& options) {
  if (port != 0) port_ = port;
  Words words{"serve", "--listen", "127.0.0.1:" + std::to_string(port_)};
  words.insert(words.end(), options.begin(), options.end());
  const Words all = command(words);
  auto child = std::make_unique<test::Child>(all);
  const std::string line = child->next_line(kStart_ms);
  const std::string_view head = "listening http://127.0.0.1:";
  if (!line.starts_with(head)) {
    child->signal(SIGKILL);
    fail(all, child->wait());
  }
  port_ = std::stoi(line.substr(head.size()));
  serving_ = std::move(child);
}

int Desk::stop() {
  serving_->signal(SIGTERM);
  const int exit = serving_->wait().exit;
  serving_.reset();
  return exit;
}

void Desk::kill() {
  strike();
  serving_->wait();
  serving_.reset();
}

void Desk::strike() const noexcept {
  serving_->signal(SIGKILL);
}

std::string Desk::url() const {
  return "http://127.0.0.1:" + std::to_string(port_);
}

void Laptop::enrol(const Desk& desk, const std::string& user, const std::string& url) const {
  const std::string code = desk.does({"device", "code", user})["code"];
  static_cast<void>(does({"enrol", "--server", url.empty() ? desk.url() : url, "--code", code}));
}

}  // namespace huidan::e2e
