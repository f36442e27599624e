#pragma once
// What cmake/catalogue.cmake generates from sync/text: the words of a language behind one another,
// and the places of its rows among them, sorted by key.

#include <cstdint>
#include <span>
#include <string_view>

#include "sync/base/catalogue.hpp"

namespace huidan {

struct CatalogueRow {
  std::string_view key;
  std::string_view text;
};

/// Where a row begins among the words of its language, its text behind its key.
struct CataloguePlace {
  std::uint32_t at;
  std::uint16_t key_bytes;
  std::uint16_t text_bytes;
};

struct CatalogueTable {
  std::span<const CataloguePlace> places;
  const char* words;

  [[nodiscard]] CatalogueRow row(const CataloguePlace& place) const noexcept {
    const char* const key = words + place.at;
    return {{key, place.key_bytes}, {key + place.key_bytes, place.text_bytes}};
  }
};

[[nodiscard]] CatalogueTable catalogue_table(Language language) noexcept;

}  // namespace huidan
