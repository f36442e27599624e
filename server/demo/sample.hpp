#pragma once
// A desk to look at: sample units, people and orders in every state, in an empty data folder. All
// of it is made up, and says so.

#include <string>
#include <vector>

#include "server/app.hpp"

namespace huidan::server {

struct SampleLogin {
  std::string name;
  std::string roles;
  std::string password;
};

struct Sample {
  std::vector<SampleLogin> logins;
  std::int64_t orders = 0;
};

enum class SampleSize { some, large };

/// Error: not_empty when the desk has people or orders already.
/// What it archives it seals: `app.archive` has been told with what.
[[nodiscard]] Result<Sample> fill_with_sample(App& app, SampleSize size);

}  // namespace huidan::server
