#pragma once
// A refusal is a value: Result<T> carries either what was asked for or one coded Error. What ends
// the work (a failing disk, corrupt data) is thrown as Failure and caught once, at the edge.

#include <cassert>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

#include "sync/base/code.hpp"

namespace huidan {

/// Why something was refused. `detail` names the limit or the offending value, `field` the field of
/// INTERFACES it is about; neither ever holds a sentence: sentences live in the catalogues.
struct Error {
  Code code = Code::internal;
  std::string detail{};
  std::string field{};

  friend bool operator==(const Error&, const Error&) = default;
};

/// Breakage that ends the work: thrown by the store and the file door, caught in main and the host.
class Failure : public std::runtime_error {
 public:
  explicit Failure(Error error)
      : std::runtime_error(std::string(code_name(error.code)) + ": " + error.detail),
        error_(std::move(error)) {}

  [[nodiscard]] const Error& error() const noexcept { return error_; }

 private:
  Error error_;
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}  // NOLINT(google-explicit-constructor)

  Result(Error error) : state_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const noexcept { return std::holds_alternative<T>(state_); }

  explicit operator bool() const noexcept { return ok(); }

  [[nodiscard]] const T& value() const& {
    assert(ok());
    return std::get<T>(state_);
  }

  [[nodiscard]] T& value() & {
    assert(ok());
    return std::get<T>(state_);
  }

  [[nodiscard]] T&& value() && {
    assert(ok());
    return std::get<T>(std::move(state_));
  }

  [[nodiscard]] const Error& error() const {
    assert(!ok());
    return std::get<Error>(state_);
  }

 private:
  std::variant<T, Error> state_;
};

/// A verb that yields nothing but may refuse.
struct Done {
  friend bool operator==(const Done&, const Done&) = default;
};

using Refusable = Result<Done>;

}  // namespace huidan
