#pragma once
// The two charsets desks export in: UTF-8 and GB18030 (GB 18030-2005, what Excel and the older
// ticket systems write on a Chinese Windows). GB18030 keeps ASCII's separators, quotes and line
// ends out of its multi-byte sequences, so a file may be cut into cells before it is decoded and a
// bad byte costs one row.

#include <iconv.h>

#include <optional>
#include <string>
#include <string_view>

#include "sync/base/result.hpp"

namespace huidan::server {

enum class Charset { utf8, gb18030 };

/// Without the UTF-8 byte order mark, if it has one.
[[nodiscard]] std::string_view without_mark(std::string_view bytes) noexcept;

/// A byte order mark or wholly valid UTF-8 decides at once. Otherwise the lines that hold more than
/// ASCII vote: where most are UTF-8 the others are broken rows, else the file is GB18030. Refuses
/// UTF-16 and UTF-32 with bad_encoding.
[[nodiscard]] Result<Charset> detect_charset(std::string_view bytes);

/// Turns cells into UTF-8. Holds a converter of the C library; throws Failure{internal} when the
/// system has none for GB18030.
class Decoder {
 public:
  explicit Decoder(Charset charset);
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  Decoder(Decoder&&) = delete;
  Decoder& operator=(Decoder&&) = delete;

  /// Nothing when `bytes` is no text of the charset.
  [[nodiscard]] std::optional<std::string> decode(std::string_view bytes) const;

 private:
  Charset charset_;
  iconv_t converter_ = nullptr;
};

}  // namespace huidan::server
