#include "sync/core/frame.hpp"

#include <zstd.h>

#include <memory>

namespace huidan::core {
namespace {

constexpr std::size_t kWorthPacking_bytes = 600;
constexpr int kLevel = 3;  // twice as small as JSON's text needs, at memory speed (PERFORMANCE §2)

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const noexcept { ZSTD_freeCCtx(context); }

  void operator()(ZSTD_DCtx* context) const noexcept { ZSTD_freeDCtx(context); }
};

// Making a context anew costs ten times what packing one op does, so each thread keeps its own.

ZSTD_CCtx* packing() {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> kept(ZSTD_createCCtx());
  return kept.get();
}

ZSTD_DCtx* unpacking() {
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> kept(ZSTD_createDCtx());
  return kept.get();
}

}  // namespace

Frame pack(std::string message) {
  if (message.size() < kWorthPacking_bytes) return {kJsonType, std::move(message)};
  std::string packed(ZSTD_compressBound(message.size()), '\0');
  const std::size_t size = ZSTD_compressCCtx(packing(), packed.data(), packed.size(),
                                             message.data(), message.size(), kLevel);
  if (ZSTD_isError(size) != 0) throw Failure({Code::internal, ZSTD_getErrorName(size)});
  packed.resize(size);
  return {kZstdType, std::move(packed)};
}

Result<std::string> unpack(std::string_view content_type, std::string bytes,
                           std::size_t limit_bytes) {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  const Error too_large{Code::too_large, std::to_string(limit_bytes)};
  if (type == kJsonType) {
    if (bytes.size() > limit_bytes) return too_large;
    return bytes;
  }
  if (type != kZstdType) return Error{Code::bad_media_type, std::string(type.substr(0, 80))};

  // Our own frames always say their size; one that does not, or lies, is refused before memory is
  // spent.
  const unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN) {
    return Error{Code::bad_input, "zstd"};
  }
  if (size > limit_bytes) return too_large;
  std::string message(static_cast<std::size_t>(size), '\0');
  const std::size_t written =
      ZSTD_decompressDCtx(unpacking(), message.data(), message.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(written) != 0 || written != message.size()) {
    return Error{Code::bad_input, "zstd"};
  }
  return message;
}

}  // namespace huidan::core
