#pragma once
// The expected rulebooks stand in the tests as pages: a line of cells, one a status, each cell the
// letters of those who may, "." for nobody. Nothing here is computed by the code under test.

#include <doctest/doctest.h>

#include <array>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "sync/model/status.hpp"

namespace huidan {

/// The columns of every page, in this order.
inline constexpr std::array kColumns{
    Status::received,  Status::classified, Status::phone_support, Status::dispatched,
    Status::assigned,  Status::en_route,   Status::on_site,       Status::restored,
    Status::in_check,  Status::archived,   Status::suspended,     Status::cannot_continue,
    Status::terminated};

inline std::vector<std::string> words_of(std::string_view line) {
  std::istringstream in{std::string(line)};
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

/// The cells of a line, which must fill all columns.
inline std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells = words_of(line);
  REQUIRE(cells.size() == kColumns.size());
  return cells;
}

inline bool holds(std::string_view cell, char letter) {
  return cell.find(letter) != std::string_view::npos;
}

}  // namespace huidan
