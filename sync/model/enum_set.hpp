#pragma once
// A set of enumerators that fits in one word, usable in constexpr tables: the rulebooks of life and
// policy are written as sets of statuses, roles and fields.

#include <cstdint>
#include <initializer_list>

namespace huidan {

template <typename Enum>
class EnumSet {
 public:
  constexpr EnumSet() = default;

  // A single enumerator is a set of one, so that tables read without braces.
  constexpr EnumSet(Enum one) : bits_(bit(one)) {}  // NOLINT(google-explicit-constructor)

  constexpr EnumSet(std::initializer_list<Enum> list) {
    for (const Enum one : list) bits_ |= bit(one);
  }

  [[nodiscard]] constexpr bool has(Enum one) const noexcept { return (bits_ & bit(one)) != 0; }

  [[nodiscard]] constexpr bool meets(EnumSet other) const noexcept {
    return (bits_ & other.bits_) != 0;
  }

  [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }

  [[nodiscard]] constexpr EnumSet without(EnumSet other) const noexcept {
    EnumSet rest;
    rest.bits_ = bits_ & ~other.bits_;
    return rest;
  }

  friend constexpr EnumSet operator|(EnumSet a, EnumSet b) noexcept {
    a.bits_ |= b.bits_;
    return a;
  }

  friend constexpr bool operator==(EnumSet, EnumSet) = default;

 private:
  static constexpr std::uint64_t bit(Enum one) noexcept {
    return std::uint64_t{1} << static_cast<unsigned>(one);
  }

  std::uint64_t bits_ = 0;
};

}  // namespace huidan
