#pragma once
// The one wiring place: owns the clock, the database, the rooms and the routes, and knows them all.
// Nothing includes it but main and the commands.

#include <filesystem>
#include <mutex>
#include <optional>

#include "pdf/fonts.hpp"
#include "server/backups.hpp"
#include "server/blob_desk.hpp"
#include "server/bundle_desk.hpp"
#include "server/desk/dispatch/dispatch.hpp"
#include "server/desk/forms/archive.hpp"
#include "server/desk/forms/forms.hpp"
#include "server/desk/intake/intake.hpp"
#include "server/desk/people/people.hpp"
#include "server/desk/returns/returns.hpp"
#include "server/operations.hpp"
#include "server/store/desk.hpp"
#include "server/sync_desk.hpp"
#include "sync/base/clock.hpp"
#include "sync/base/crypto.hpp"
#include "sync/http/router.hpp"

namespace huidan::server {

class App {
 public:
  /// The folder is made when missing; none gives a desk in memory. `cost` is that of each guess at
  /// a password: what is shipped gives none.
  explicit App(const Place& place, const HashCost& cost = {});

  explicit App(const std::filesystem::path& folder, const HashCost& cost = {})
      : App(Place{folder}, cost) {}

  /// Filled with every route; lives as long as the app.
  [[nodiscard]] const http::Router& router() const noexcept { return router_; }

  /// The pinned fonts, opened at the first call. Error: bad_font.
  [[nodiscard]] Result<const pdf::FontShelf*> fonts();

 private:
  SystemClock clock_;
  SystemRandom random_;

 public:
  Desk desk;
  People people;
  Dispatch dispatch{desk};
  Intake intake{desk};
  Forms forms{desk};
  Archive archive{desk};
  Returns returns{desk};
  Proofs proofs{desk};
  SyncDesk sync{desk, proofs};
  BlobDesk blobs{desk, dispatch, proofs};
  BundleDesk bundles{desk, sync, blobs};
  Backups backups{desk};
  Operations operations{desk, backups, sync.heard()};

 private:
  std::mutex fonts_mutex_;
  std::optional<pdf::FontShelf> fonts_;
  http::Router router_;
};

}  // namespace huidan::server
