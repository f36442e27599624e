#pragma once
// The desk's photos and scans, without HTTP: lets in the bytes that laptops prove to be theirs
// (store/uploads), a few at a time, and shows them to whoever may see the order (SYNC §2.9).

#include <cstdint>
#include <mutex>
#include <semaphore>
#include <string>
#include <string_view>

#include "server/desk/dispatch/dispatch.hpp"
#include "server/proof.hpp"
#include "sync/store/uploads.hpp"

namespace huidan::server {

/// A request as it arrived, for the proof of it.
struct BlobAsk {
  std::string_view proof;  // of core::blob_statement, as the header says it
  std::string_view method;
  std::string_view target;
  std::int64_t off_bytes = 0;
  std::string_view body{};
};

/// A slice of a photo.
struct BlobSlice {
  std::string bytes;
  std::int64_t length_bytes = 0;  // of the whole
  std::string media;
};

class BlobDesk {
 public:
  /// All outlive it. The files stand in the desk's folder.
  BlobDesk(Desk& desk, Dispatch& dispatch, Proofs& proofs)
      : desk_(desk), dispatch_(dispatch), proofs_(proofs), files_(folder_of(desk)), ground_(desk) {}

  /// As Uploads. Errors: the proof's too.
  [[nodiscard]] Result<store::UploadState> offset(const BlobAsk& ask, std::string_view sha);

  /// As Uploads. Errors: the proof's too, busy.
  [[nodiscard]] Result<store::UploadState> append(const BlobAsk& ask, std::string_view sha);

  /// As Uploads. Errors: those of who has no right to ask.
  [[nodiscard]] Result<store::UploadState> bring(const DeviceId& device, std::string_view sha,
                                                 std::string_view bytes);

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

  /// As Uploads; a desk in memory has no files.
  store::Tidied tidy();

 private:
  /// The uploads' rows stand in the desk's database.
  class Ground final : public store::UploadGround {
   public:
    explicit Ground(Desk& desk) noexcept : desk_(desk) {}

    void read(const Work& work) override;
    void write(const Work& work) override;

    [[nodiscard]] core::Moment moment() override { return desk_.moment(); }

   private:
    Desk& desk_;
  };

  static std::filesystem::path folder_of(const Desk& desk);
  Result<DeviceId> asker(const BlobAsk& ask);
  Result<Laptop> laptop(const DeviceId& device);
  Result<DeviceId> proven(const BlobAsk& ask);

  Desk& desk_;
  Dispatch& dispatch_;
  Proofs& proofs_;
  store::BlobFiles files_;
  Ground ground_;
  store::Uploads uploads_{ground_, files_};
  std::mutex writing_;                       // one part of a file at a time
  std::counting_semaphore<> turns_{kTurns};  // so that syncs find a free handler

  static constexpr std::ptrdiff_t kTurns = 4;
};

}  // namespace huidan::server
