#pragma once
// The syntax of PDF (ISO 32000-1 §7.3) as far as this program writes it: one table of references at
// the end, no object streams, no encryption. Every byte may be a stranger's: nothing is believed,
// and nesting is bounded.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace huidan::pdf {

struct Value {
  enum class Kind : std::uint8_t { nothing, number, name, text, array, dict, reference };
  Kind kind = Kind::nothing;
  std::size_t begin = 0;  // where it stands in the file
  std::size_t end = 0;
  std::string word{};          // of a name without '/', the bytes of a text
  std::int64_t number = 0;     // of a reference: the object's
  std::vector<Value> items{};  // of a dictionary: names and values in turn
};

/// A file whose table of references was found.
class Parsed {
 public:
  /// `file` outlives it. Nothing when it is no file of this program's.
  [[nodiscard]] static std::optional<Parsed> open(std::string_view file);

  [[nodiscard]] const Value& trailer() const noexcept { return trailer_; }

  /// What a reference leads to; anything else is given back.
  [[nodiscard]] Value follow(Value value) const;

  /// The value of a dictionary's key, followed.
  [[nodiscard]] Value at(const Value& dict, std::string_view key) const;

  /// The bytes of a stream as they stand in the file; nothing when `reference` leads to none.
  [[nodiscard]] std::optional<std::string_view> stream(const Value& reference) const;

 private:
  explicit Parsed(std::string_view file) : file_(file) {}

  bool read_table(std::size_t at);
  [[nodiscard]] std::optional<std::size_t> place_of(const Value& reference) const;

  std::string_view file_;
  std::vector<std::size_t> offsets_;  // by object number; 0: there is none
  Value trailer_;
};

}  // namespace huidan::pdf
