#include "tests/pdf/outside.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "sync/base/bytes.hpp"
#include "sync/base/crypto.hpp"
#include "sync/base/file.hpp"
#include "tests/pdf/sealed.hpp"

namespace huidan::test {

PaperFile::PaperFile(std::string_view pdf)
    : folder_(std::filesystem::temp_directory_path() / ("huidan-" + to_hex(random_bytes(8)))),
      path_(folder_ / "form.pdf") {
  std::filesystem::create_directories(folder_);
  put_file(path_, pdf);
}

PaperFile::~PaperFile() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void put_file(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary);
  out << bytes;
  out.close();
  REQUIRE(out.good());
}

std::string PaperFile::beside(std::string_view name) const {
  return (folder_ / name).string();
}

pdf::Printed printed(const pdf::FormContent& form, const pdf::Sheets& sheets) {
  auto result = pdf::print_form(form, sheets, shelf());
  REQUIRE(result.ok());
  return std::move(result).value();
}

std::vector<std::string> rows_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> rows;
  for (std::string row; std::getline(in, row);) rows.push_back(row);
  return rows;
}

std::string trusting_store(const PaperFile& place) {
  const std::string folder = place.beside("nss");
  std::filesystem::create_directory(folder);
  const std::string pem = place.beside("seal.pem");
  put_file(pem, stamp().certificate);
  const std::string store = "sql:" + folder;
  REQUIRE(run({"certutil", "-N", "-d", store, "--empty-password"}).exit == 0);
  REQUIRE(run({"certutil", "-A", "-d", store, "-n", "desk", "-t", "CT,CT,CT", "-i", pem}).exit ==
          0);
  return folder;
}

std::size_t count_of(std::string_view haystack, std::string_view needle) {
  std::size_t count = 0;
  for (std::size_t at = haystack.find(needle); at != std::string_view::npos;
       at = haystack.find(needle, at + needle.size())) {
    ++count;
  }
  return count;
}

}  // namespace huidan::test
