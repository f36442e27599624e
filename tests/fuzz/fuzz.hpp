#pragma once
// What the fuzz targets share: how one says that something must hold, the site whose desk and
// laptop they attack, and real ops for the mutator to cross what it has with.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/exchange.hpp"

namespace huidan::fuzz {

/// Ends the process, so that libFuzzer keeps the input, when `holds` is false.
void must(bool holds, const char* what);

[[nodiscard]] inline std::string_view view_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// A desk with two orders of one engineer, one more that is nobody's, and his laptop, which has
/// pulled, pushed once and been edited since. The same ids, moments and tokens in every process;
/// only the keys differ.
class Site {
 public:
  Site();

  /// What the laptop would send now.
  [[nodiscard]] std::string request();
  /// Its unsent ops: one of each kind that an engineer writes.
  [[nodiscard]] std::vector<std::string> unsent();

  test::Desk desk;
  OrderId mine;
  OrderId disputed;
  OrderId nobodys;
  test::Laptop laptop;
};

/// Made at the first call.
[[nodiscard]] Site& site();

/// Changes a JSON document as JSON, and now and then byte by byte: LLVMFuzzerCustomMutator.
/// `donors` are documents whose values it may take.
std::size_t mutate_json(std::uint8_t* data, std::size_t size, std::size_t size_max,
                        std::uint64_t seed, const std::vector<std::string>& donors);

}  // namespace huidan::fuzz
