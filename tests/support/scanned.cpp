#include "tests/support/scanned.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <sstream>
#include <stdexcept>

namespace huidan::test {
namespace {

struct Picture {
  int width = 0;
  int height = 0;
  std::string pixels;

  [[nodiscard]] double grey(int x, int y) const {
    if (x < 0 || y < 0 || x >= width || y >= height) return 255;
    const auto at =
        static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
    return static_cast<unsigned char>(pixels[at]);
  }

  /// Between four pixels.
  [[nodiscard]] double grey_at(double x, double y) const {
    const int left = static_cast<int>(std::floor(x));
    const int top = static_cast<int>(std::floor(y));
    const double right = x - left;
    const double down = y - top;
    const double above = grey(left, top) * (1 - right) + grey(left + 1, top) * right;
    const double below = grey(left, top + 1) * (1 - right) + grey(left + 1, top + 1) * right;
    return above * (1 - down) + below * down;
  }
};

Picture read_pgm(const std::string& pgm) {
  std::istringstream head(pgm.substr(0, 64));
  std::string magic;
  int most = 0;
  Picture picture;
  head >> magic >> picture.width >> picture.height >> most;
  const auto size =
      static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height);
  if (magic != "P5" || most != 255 || pgm.size() < size) throw std::runtime_error("no PGM");
  picture.pixels = pgm.substr(pgm.size() - size);
  return picture;
}

}  // namespace

std::string scanned(const std::string& pgm, const Scanner& scanner) {
  const Picture page = read_pgm(pgm);
  std::mt19937_64 chance(scanner.seed);
  const auto between = [&chance](double low, double high) {
    return low + (high - low) * static_cast<double>(chance() >> 11) / 9007199254740992.0;
  };
  const double turn = scanner.degrees * std::numbers::pi / 180;
  const double cosine = std::cos(turn);
  const double sine = std::sin(turn);
  const double middle_x = page.width / 2.0;
  const double middle_y = page.height / 2.0;
  std::string out =
      "P5\n" + std::to_string(page.width) + ' ' + std::to_string(page.height) + "\n255\n";
  for (int y = 0; y < page.height; ++y) {
    for (int x = 0; x < page.width; ++x) {
      const double dy = y - middle_y;
      // A point of the far edge stands for more of the page, in both directions.
      const double far = 1 / (1 - scanner.keystone * (0.5 - y / static_cast<double>(page.height)));
      const double dx = (x - middle_x) * far;
      double grey = page.grey_at(middle_x + dx * cosine + dy * far * sine,
                                 middle_y - dx * sine + dy * far * cosine);
      grey *= 1 - scanner.shade * x * y / (static_cast<double>(page.width) * page.height);
      grey += between(-scanner.noise, scanner.noise);
      const double speck = between(0, 1);
      if (speck < scanner.specks) grey = speck < scanner.specks / 2 ? 0 : 255;
      out += static_cast<char>(static_cast<unsigned char>(std::clamp(grey, 0.0, 255.0)));
    }
  }
  return out;
}

}  // namespace huidan::test
