#pragma once
// The desk's side of photos and scans, without HTTP: takes their bytes in parts from the laptops
// whose ops name them, verifies the whole, shows them to whoever may see the order, and clears away
// what nobody names (SYNC §2.9).

#include <cstdint>
#include <mutex>
#include <optional>
#include <semaphore>
#include <string>
#include <string_view>

#include "server/desk/dispatch/dispatch.hpp"
#include "server/proof.hpp"
#include "sync/store/blobs.hpp"
#include "sync/store/desk_blobs.hpp"

namespace huidan::server {

/// A request as it arrived, for the proof of it.
struct BlobAsk {
  std::string_view proof;  // of core::blob_statement, as the header says it
  std::string_view method;
  std::string_view target;
  std::int64_t off_bytes = 0;
  std::string_view body{};
};

/// Where an upload stands, also where it was `refused`.
struct UploadState {
  std::int64_t off_bytes = 0;
  std::int64_t length_bytes = 0;
  std::optional<Error> refused{};
};

/// A slice of a photo.
struct BlobSlice {
  std::string bytes;
  std::int64_t length_bytes = 0;  // of the whole
  std::string media;
};

/// What one look at the files and rows cleared away.
struct Tidied {
  std::size_t condemned = 0;
  std::size_t removed = 0;  // rows; their files with them
  std::size_t swept = 0;    // files without a row, a crash's leavings
};

class BlobDesk {
 public:
  /// All outlive it. The files stand in the desk's folder.
  BlobDesk(Desk& desk, Dispatch& dispatch, Proofs& proofs)
      : desk_(desk), dispatch_(dispatch), proofs_(proofs), files_(folder_of(desk)) {}

  /// How much of `sha` the desk has of this laptop. Errors: not_found unless an op of this laptop
  /// names it, the proof's.
  [[nodiscard]] Result<UploadState> offset(const BlobAsk& ask, std::string_view sha);

  /// Takes the next bytes; the last ones end with the verified file in its place and its photos
  /// ready. Errors: the same, busy, bad_input. `refused`: bad_range (not where the upload stands),
  /// too_large, verification_failed (another SHA-256: from the start again), bad_media_type and
  /// bad_picture (never again).
  [[nodiscard]] Result<UploadState> append(const BlobAsk& ask, std::string_view sha);

  /// Whose laptop asks, as the hand that he reads with. Errors: the proof's.
  [[nodiscard]] Result<Hand> hand_of(const BlobAsk& ask);

  struct Wanted {
    std::string_view no;
    std::string_view sha;
    std::int64_t off_bytes = 0;
    std::int64_t count_bytes = 0;  // 0: to the end
  };

  /// Errors: unknown_order where `hand` may not see it, not_found unless that order shows the photo
  /// as ready, bad_range, busy.
  [[nodiscard]] Result<BlobSlice> give(const Hand& hand, const Wanted& wanted);

  /// The two steps of the collection, and what crashes left behind. Called from time to time.
  Tidied tidy();

 private:
  using Refs = std::vector<core::BlobRef>;

  static std::filesystem::path folder_of(const Desk& desk);

  /// What this laptop's ops say of `sha`, and how far the upload is.
  struct Upload {
    DeviceId device;
    std::string sha;
    Refs refs;
    UploadState state;

    [[nodiscard]] bool pending() const;
  };

  Result<DeviceId> asker(const BlobAsk& ask);
  Result<Upload> find(const BlobAsk& ask, std::string_view sha);
  UploadState finish(Upload& upload);
  void settle(const Upload& upload, std::string_view state);
  std::size_t sweep();

  Desk& desk_;
  Dispatch& dispatch_;
  Proofs& proofs_;
  store::BlobFiles files_;
  std::mutex writing_;                       // one part of a file at a time
  std::counting_semaphore<> turns_{kTurns};  // so that syncs find a free handler

  static constexpr std::ptrdiff_t kTurns = 4;
};

}  // namespace huidan::server
