#pragma once
// The forms room's URL.

#include <functional>

#include "server/desk/forms/forms.hpp"
#include "sync/http/router.hpp"

namespace huidan::server {

using WhoPrints = std::function<Result<Hand>(const http::Request&)>;
using OpenFonts = std::function<Result<const pdf::FontShelf*>()>;

/// `forms` outlives the router.
void add_forms_routes(http::Router& router, Forms& forms, WhoPrints who, OpenFonts fonts);

}  // namespace huidan::server
