#pragma once
// Reads the members of one op and remembers the first that is missing or wrong, so that a reader of
// many members stays a list of them. For wire_op.cpp and wire_op_body.cpp alone.

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "sync/core/op.hpp"

namespace huidan::core {

/// The refusal of a member that is not what an op has there.
[[nodiscard]] Error wrong_member(std::string_view field);

class OpReader {
 public:
  /// `object` outlives the reader.
  explicit OpReader(const nlohmann::json& object) : object_(object) {}

  std::string text(const char* key);
  /// A whole number from 0.
  std::int64_t count(const char* key);
  /// A UUID.
  RowId row(const char* key);
  std::string one_of(const char* key, std::initializer_list<std::string_view> words);
  /// Canonical, see model/field.hpp.
  std::string line(const char* key);
  std::string long_text(const char* key);
  /// As it stands.
  std::string bytes(const char* key, std::size_t limit_bytes);
  /// The member `f`; `with_visit`: whether a visit's fields may stand among them.
  Settings settings(bool with_visit);

  void refuse(Error error) {
    if (!error_) error_ = std::move(error);
  }

  std::string checked(Result<std::string> value);

  [[nodiscard]] const std::optional<Error>& error() const noexcept { return error_; }

  [[nodiscard]] const nlohmann::json& object() const noexcept { return object_; }

 private:
  const nlohmann::json& object_;
  std::optional<Error> error_;
};

}  // namespace huidan::core
