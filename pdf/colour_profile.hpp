#pragma once
// What the form's black, grey and blue mean on another machine: sRGB.

#include <string>

namespace huidan::pdf {

/// IEC 61966-2-1 as an ICC profile of version 2 (ICC.1:1998-09), 1 KB, the same bytes always.
[[nodiscard]] const std::string& colour_profile();

}  // namespace huidan::pdf
