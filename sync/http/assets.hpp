#pragma once
// A page's files as the build packed them (web/pack.mjs): gzipped once, sent as they are. The desk
// and the laptop serve theirs alike.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/http/router.hpp"

namespace huidan::http {

struct Asset {
  std::string_view path;  // "index.html", "assets/page-1a2b.js"
  std::string_view type;
  std::string_view encoding;  // "gzip", or empty: "index.html", into which a program may write
  std::string_view hash;      // SHA-256 of `bytes`, 64 hex digits
  std::string_view bytes;
};

/// The files of a pack: a line "path TAB type TAB encoding TAB hash TAB size" for each, an empty
/// line, then their bytes in that order. The pack is our own build's; an empty one has no files.
/// Views into `pack`.
[[nodiscard]] std::vector<Asset> read_pack(std::string_view pack);

/// The Content-Security-Policy of a page and of what it frames (WEB §2): no script and no style but
/// its own files, nothing from elsewhere.
[[nodiscard]] std::string_view page_policy() noexcept;

/// What stands in the page before its program runs: HTML, and the language it is written in. Empty:
/// what the build put there.
struct FirstScreen {
  std::string html{};
  Language language = Language::zh_hans;
};

using ShowFirst = std::function<FirstScreen(const Request&)>;

/// "/" and "/assets/{name}", for `caller`. What `files` view outlives the router.
void add_asset_routes(Router& router, std::string_view caller, std::vector<Asset> files,
                      const ShowFirst& first = {});

}  // namespace huidan::http

namespace huidan::embedded {

/// The packs that were built into the programs; empty in one that was built without its page.
std::string_view field_pack() noexcept;
std::string_view desk_pack() noexcept;

}  // namespace huidan::embedded
