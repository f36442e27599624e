#pragma once
// The page's files as the build packed them (web/pack.mjs): gzipped once, sent as they are.

#include <string_view>
#include <vector>

namespace huidan::client {

struct Asset {
  std::string_view path;  // "index.html", "assets/page-1a2b.js"
  std::string_view type;
  std::string_view hash;   // SHA-256 of `bytes`, 64 hex digits
  std::string_view bytes;  // gzip
};

/// The files of a pack: a line "path TAB type TAB hash TAB size" for each, an empty line, then
/// their bytes in that order. The pack is our own build's; an empty one has no files. Views into
/// `pack`.
[[nodiscard]] std::vector<Asset> read_pack(std::string_view pack);

}  // namespace huidan::client

namespace huidan::embedded {

/// The pack that was built into this program; empty when it was built without its page.
std::string_view page_pack() noexcept;

}  // namespace huidan::embedded
