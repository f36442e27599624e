#pragma once
// One exchange as a file that a courier carries: what would have gone up to the desk in a POST, and
// the photos that wait, or what would have come down (issue: isolated networks). A line of text,
// then sealed chunks of one piece each; whoever is neither this laptop nor its desk can read
// nothing, change nothing, and cut nothing off unseen. Taking a bundle in twice is a retry, as
// everywhere.
//
//   HUIDAN-BUNDLE 1 up <device>\n   24 bytes of seal   (length as 4 bytes, chunk)*

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sync/base/crypto.hpp"
#include "sync/base/id.hpp"
#include "sync/base/result.hpp"
#include "sync/core/session.hpp"

namespace huidan::core {

enum class Heading { up, down };

/// Whose bundle it is and where it goes: its first line.
struct BundleLabel {
  Heading heading = Heading::up;
  DeviceId device;
};

/// One thing inside. `name` is the id of a `bundle`: its own, or of the one that is answered; the
/// content type of `exchange`, the digest of `blob`, the op of `handed` (another laptop's
/// hand-over, or what became of it); it holds no line break.
struct Piece {
  enum class Kind { bundle, exchange, blob, handed };
  Kind kind = Kind::bundle;
  std::string name;
  std::string bytes;
};

/// What only a laptop and its desk can derive. Nothing when `their_key` is no key.
[[nodiscard]] std::optional<std::string> bundle_key(std::string_view secret_key,
                                                    std::string_view their_key);

/// Gives the bytes of a bundle, in the order they stand in the file.
class BundleWriter {
 public:
  BundleWriter(std::string_view key, const BundleLabel& label);

  [[nodiscard]] std::string start() const;
  [[nodiscard]] std::string add(const Piece& piece, Chunk which);

 private:
  std::string line_;
  Sealer sealer_;
};

/// Bytes [off, off + count) of the file, fewer at its end.
using ReadBundle = std::function<std::string(std::int64_t off_bytes, std::size_t count)>;

/// The first line. Error: bad_bundle.
[[nodiscard]] Result<BundleLabel> bundle_label(const ReadBundle& read);

class BundleReader {
 public:
  /// `read` is called until the last piece is out.
  BundleReader(std::string_view key, const BundleLabel& label, ReadBundle read);

  /// The next piece; nothing after the last one. Errors: bad_bundle (not what was sealed, not for
  /// this pair, or cut off), too_large.
  [[nodiscard]] Result<std::optional<Piece>> next();

 private:
  ReadBundle read_;
  std::int64_t off_bytes_;
  std::optional<Unsealer> unsealer_;
  std::string key_;
  std::string line_;
  bool ended_ = false;
};

/// Of a whole bundle that travels by network.
inline constexpr std::string_view kBundleType = "application/vnd.huidan.bundle";

/// What a laptop keeps of the bundle that is under way. A request may go out in several bundles
/// with ever more ops, so its own id does not tell which of them an answer is to.
struct UnderWay {
  std::string bundle;  // its id
  Asked asked;
};

/// Error of the second: db_corrupt.
[[nodiscard]] std::string encode_under_way(const UnderWay& under_way);
[[nodiscard]] Result<UnderWay> decode_under_way(std::string_view text);

}  // namespace huidan::core
