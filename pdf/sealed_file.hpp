#pragma once
// What a printed file carries for a program to read: its attachments, and the seal over all of it.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace huidan::pdf {

/// The seal as it stands in a file: it speaks for every byte but its own.
struct SealIn {
  std::string before;  // what is sealed, in two parts
  std::string behind;
  std::string cms;  // the seal's own bytes, and what fills their place up
};

struct Carried {
  std::map<std::string, std::string> attachments{};  // by their names
  std::optional<SealIn> seal{};
  bool seal_lost = false;  // the file speaks of a seal, and none is in its place
};

/// Nothing when it is no file of this program's, or one that was damaged.
[[nodiscard]] std::optional<Carried> read_carried(std::string_view file);

/// Puts a seal into a file that was printed with a place for one (DocumentInfo::seal). `sign` is
/// given both parts of what it seals and gives at most limits::kSeal_bytes. Throws
/// Failure{internal} when there is no such place or the seal does not fit.
[[nodiscard]] std::string with_seal(
    std::string file,
    const std::function<std::string(std::string_view before, std::string_view behind)>& sign);

}  // namespace huidan::pdf
