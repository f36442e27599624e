#pragma once
// What cmake/catalogue.cmake generates from sync/text: rows sorted by key, one table a language.

#include <span>
#include <string_view>

#include "sync/base/catalogue.hpp"

namespace huidan {

struct CatalogueRow {
  std::string_view key;
  std::string_view text;
};

[[nodiscard]] std::span<const CatalogueRow> catalogue_rows(Language language) noexcept;

}  // namespace huidan
