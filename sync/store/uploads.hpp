#pragma once
// The desk's side of photos and scans, without proof and transport: takes their bytes in parts from
// the laptops whose ops name them, verifies the whole, tells their orders, and clears away what
// nobody names (SYNC §2.9). One call at a time.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/core/serve.hpp"
#include "sync/store/blobs.hpp"
#include "sync/store/desk_blobs.hpp"
#include "sync/store/desk_store.hpp"

namespace huidan::store {

/// Where an upload stands, also where it was `refused`.
struct UploadState {
  std::int64_t off_bytes = 0;
  std::int64_t length_bytes = 0;
  std::optional<Error> refused{};
};

/// What one look at the files and rows cleared away.
struct Tidied {
  std::size_t condemned = 0;
  std::size_t removed = 0;  // rows; their files with them
  std::size_t swept = 0;    // files without a row: theirs, and old ones that a crash has left
};

/// The database that uploads are kept in.
class UploadGround {
 public:
  UploadGround() = default;
  UploadGround(const UploadGround&) = delete;
  UploadGround& operator=(const UploadGround&) = delete;
  UploadGround(UploadGround&&) = delete;
  UploadGround& operator=(UploadGround&&) = delete;
  virtual ~UploadGround() = default;

  using Work = std::function<void(DeskStore& orders, DeskBlobs& rows)>;

  virtual void read(const Work& work) = 0;
  /// One transaction, on disk when it returns.
  virtual void write(const Work& work) = 0;
  [[nodiscard]] virtual core::Moment moment() = 0;
};

class Uploads {
 public:
  /// Both outlive it.
  Uploads(UploadGround& ground, BlobFiles& files) : ground_(ground), files_(files) {}

  /// How much of `sha` the desk has of this device. Errors: not_found unless an op of this device
  /// names it, bad_input (no digest).
  [[nodiscard]] Result<UploadState> offset(const DeviceId& device, std::string_view sha);

  /// The next bytes of a file, where its device believes the upload to stand.
  struct Bytes {
    std::int64_t off_bytes = 0;
    std::string_view body;
  };

  /// Takes them; the last ones end with the verified file in its place and its photos ready.
  /// Errors: the same, bad_input (no bytes). `refused`: bad_range (not where the upload stands),
  /// too_large, verification_failed (another SHA-256: from the start again), bad_media_type and
  /// bad_picture (never again).
  [[nodiscard]] Result<UploadState> append(const DeviceId& device, std::string_view sha,
                                           const Bytes& bytes);

  /// The whole of it at once; what is here already stays. Errors and `refused`: those of append.
  [[nodiscard]] Result<UploadState> bring(const DeviceId& device, std::string_view sha,
                                          std::string_view bytes);

  /// The two steps of the collection, and what crashes left behind. Called from time to time.
  Tidied tidy();

 private:
  using Refs = std::vector<core::BlobRef>;

  /// What this device's ops say of `sha`, and how far the upload is.
  struct Upload {
    DeviceId device;
    std::string sha;
    Refs refs;
    UploadState state;

    [[nodiscard]] bool pending() const;
  };

  Result<Upload> find(const DeviceId& device, std::string_view sha);
  UploadState take(Upload& upload, std::string_view bytes);
  UploadState finish(Upload& upload);
  void settle(const Upload& upload, std::string_view state);
  using Look = std::function<bool(DeskBlobs& rows, const std::string& name)>;

  std::size_t look_at(const std::vector<std::string>& names, const Look& look);
  std::size_t sweep(const std::vector<std::string>& gone);

  UploadGround& ground_;
  BlobFiles& files_;
};

}  // namespace huidan::store
