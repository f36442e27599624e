#pragma once
// The forms room's URL.

#include <functional>

#include "server/desk/desk_routes.hpp"
#include "server/desk/forms/forms.hpp"

namespace huidan::server {

using OpenFonts = std::function<Result<const pdf::FontShelf*>()>;

/// `forms` outlives the router.
void add_forms_routes(http::Router& router, Forms& forms, WhoAsks who, OpenFonts fonts);

}  // namespace huidan::server
