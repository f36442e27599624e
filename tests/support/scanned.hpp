#pragma once
// A page as a scanner gives it: a little askew, grey and full of specks; or as a hand photographs
// it: from below, in a lamp's light.

#include <cstdint>
#include <string>

namespace huidan::test {

struct Scanner {
  double degrees = 2;      // how askew the page lay
  int noise = 40;          // how far a pixel's grey may be off, of 255
  double keystone = 0;     // how much narrower the far edge of a photographed page is, as a share
  double shade = 0;        // how much darker one corner is than the opposite, as a share
  double specks = 0.001;   // the share of pixels that are simply black or white
  std::uint64_t seed = 1;  // the same seed, the same picture
};

/// Of a binary PGM file (`pdftoppm -gray`), as one. The page turns about its middle; what comes in
/// from outside is white.
[[nodiscard]] std::string scanned(const std::string& pgm, const Scanner& scanner);

}  // namespace huidan::test
