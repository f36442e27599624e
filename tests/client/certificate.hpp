#pragma once
// A desk's certificate as its operator would make it.

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "sync/http/tls.hpp"

namespace huidan::testing {

/// A self-signed certificate and its key in a folder of its own.
class Certificate {
 public:
  explicit Certificate(std::string_view name)
      : folder_(std::filesystem::temp_directory_path() /
                ("huidan-peer-test-" + std::string(name))) {
    std::filesystem::create_directories(folder_);
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 "
        "-nodes -days 2 -subj /CN=desk.example -keyout '" +
        key().string() + "' -out '" + file().string() + "' 2>/dev/null";
    made_ = std::system(command.c_str()) == 0;
  }

  ~Certificate() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;
  Certificate(Certificate&&) = delete;
  Certificate& operator=(Certificate&&) = delete;

  [[nodiscard]] bool made() const { return made_; }

  [[nodiscard]] std::filesystem::path file() const { return folder_ / "cert.pem"; }

  [[nodiscard]] std::filesystem::path key() const { return folder_ / "key.pem"; }

  [[nodiscard]] std::string pin() const {
    const auto pin = http::certificate_pin(file());
    return pin ? pin.value() : std::string();
  }

 private:
  std::filesystem::path folder_;
  bool made_ = false;
};

}  // namespace huidan::testing
