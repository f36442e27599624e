#pragma once
// The forms room's URLs.

#include <functional>

#include "server/desk/desk_routes.hpp"
#include "server/desk/forms/archive.hpp"
#include "server/desk/forms/forms.hpp"

namespace huidan::server {

using OpenFonts = std::function<Result<const pdf::FontShelf*>()>;

/// `forms` and `archive` outlive the router.
void add_forms_routes(http::Router& router, Forms& forms, const WhoAsks& who,
                      const OpenFonts& fonts);
void add_archive_routes(http::Router& router, Archive& archive, const WhoAsks& who,
                        OpenFonts fonts);

}  // namespace huidan::server
