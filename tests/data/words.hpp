#pragma once
// What the sample export's orders are about. Everything is made up: the utility, its people and its
// telephone numbers do not exist, and say so (样例, 例, 试; 0000 is nobody's area code).

#include <array>
#include <span>
#include <string_view>

namespace huidan::sample {

/// One kind of trouble as a seat writes it down. "{n}" stands for a running number of equipment.
struct Topic {
  std::string_view category;
  std::string_view symptoms;
  std::string_view description;
  std::string_view equipment;
  std::string_view treatment;
};

struct Item {
  std::string_view name;
  std::string_view model;
  std::string_view unit;
};

/// All that one group deals with, in one language.
struct Trade {
  std::string_view language;  // as the field `language` has it
  std::string_view group;     // as the desk's settings name it, in every language
  std::string_view service_unit;
  std::string_view extension;  // how a number inside the house is written
  std::span<const Topic> topics;
  std::span<const Item> items;  // twelve
  std::span<const std::string_view> units;
  std::span<const std::string_view> people;
  std::span<const std::string_view> remarks;
  std::span<const std::string_view> steps;  // sentences of a long description
};

/// The four groups of S2-5 in Simplified Chinese.
[[nodiscard]] std::span<const Trade> simplified_trades() noexcept;

/// The same utility's Traditional and English customers.
[[nodiscard]] const Trade& traditional_trade() noexcept;
[[nodiscard]] const Trade& english_trade() noexcept;

}  // namespace huidan::sample
