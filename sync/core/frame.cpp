#include "sync/core/frame.hpp"

#define ZSTD_STATIC_LINKING_ONLY  // a dictionary whose tables have a size of our choice
#include <zstd.h>

#include <memory>

#include "sync/base/free_with.hpp"

namespace huidan::embedded {
std::string_view frame_dictionary() noexcept;
}  // namespace huidan::embedded

namespace huidan::core {
namespace {

constexpr std::size_t kWorthPacking_bytes = 100;
constexpr int kQuick = 3;  // at memory speed (PERFORMANCE §2)
constexpr int kSmall = 9;  // a tenth smaller for ten times the time
constexpr std::size_t kBrief_bytes = 1024;
constexpr unsigned kBriefTable_log = 12;  // of each of two tables: an entry for every fourth byte

// Making a context anew costs ten times what packing one op does, so each thread keeps its own.

ZSTD_CCtx* packing() {
  thread_local const std::unique_ptr<ZSTD_CCtx, FreeWith<ZSTD_freeCCtx>> kept(ZSTD_createCCtx());
  return kept.get();
}

ZSTD_DCtx* unpacking() {
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeWith<ZSTD_freeDCtx>> kept(ZSTD_createDCtx());
  return kept.get();
}

using PackingDictionary = std::unique_ptr<ZSTD_CDict, FreeWith<ZSTD_freeCDict>>;

PackingDictionary prepared(int level) {
  const std::string_view bytes = embedded::frame_dictionary();
  return PackingDictionary(ZSTD_createCDict(bytes.data(), bytes.size(), level));
}

/// For what says next to nothing, as most syncs do: tables of their usual size take longer to lay
/// out than the program's whole exchange, and save no byte.
PackingDictionary prepared_for_brief() {
  const std::string_view bytes = embedded::frame_dictionary();
  ZSTD_compressionParameters tables = ZSTD_getCParams(kQuick, 0, bytes.size());
  tables.hashLog = kBriefTable_log;
  tables.chainLog = kBriefTable_log;
  return PackingDictionary(ZSTD_createCDict_advanced(bytes.data(), bytes.size(), ZSTD_dlm_byRef,
                                                     ZSTD_dct_auto, tables, ZSTD_defaultCMem));
}

const ZSTD_CDict* dictionary_for(Packing packing, std::size_t size_bytes) {
  if (size_bytes < kBrief_bytes) {
    static const PackingDictionary brief = prepared_for_brief();
    return brief.get();
  }
  if (packing == Packing::quick) {
    static const PackingDictionary quick = prepared(kQuick);
    return quick.get();
  }
  static const PackingDictionary small = prepared(kSmall);
  return small.get();
}

const ZSTD_DDict* unpacking_dictionary() {
  static const std::unique_ptr<ZSTD_DDict, FreeWith<ZSTD_freeDDict>> prepared(
      ZSTD_createDDict(embedded::frame_dictionary().data(), embedded::frame_dictionary().size()));
  return prepared.get();
}

}  // namespace

Frame pack(std::string message, Packing how) {
  if (message.size() < kWorthPacking_bytes) return {kJsonType, std::move(message)};
  std::string packed(ZSTD_compressBound(message.size()), '\0');
  const std::size_t size =
      ZSTD_compress_usingCDict(packing(), packed.data(), packed.size(), message.data(),
                               message.size(), dictionary_for(how, message.size()));
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
  const bool ours = ZSTD_getDictID_fromFrame(bytes.data(), bytes.size()) ==
                    ZSTD_getDictID_fromDDict(unpacking_dictionary());
  std::string message(static_cast<std::size_t>(size), '\0');
  const std::size_t written =
      ZSTD_decompress_usingDDict(unpacking(), message.data(), message.size(), bytes.data(),
                                 bytes.size(), ours ? unpacking_dictionary() : nullptr);
  if (ZSTD_isError(written) != 0 || written != message.size()) {
    return Error{Code::bad_input, "zstd"};
  }
  return message;
}

}  // namespace huidan::core
