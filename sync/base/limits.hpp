#pragma once
// Every limit of the product, in one place, with its reason. An error that meets one names it.

#include <cstddef>
#include <cstdint>

namespace huidan::limits {

// Freed memory that stays with a thread for its next work: what a report of 3,000 rows takes
inline constexpr int kKeptMemory_bytes = 8 << 20;

// Input from outside
inline constexpr std::size_t kBody_bytes = std::size_t{1} << 20;  // one request body
inline constexpr std::size_t kInflated_bytes = std::size_t{16}
                                               << 20;               // what a zstd frame may grow to
inline constexpr std::size_t kReply_bytes = std::size_t{64} << 20;  // what a laptop will read
inline constexpr int kJsonDepth_max = 32;                           // checked before any parse
inline constexpr std::size_t kHeader_max = 64;                      // headers of one request
inline constexpr std::size_t kHead_bytes = std::size_t{16} << 10;   // request line and all headers
inline constexpr std::size_t kTarget_bytes = 4096;                  // path and query
inline constexpr int kHead_ms = 10000;          // until a request's head is whole, TLS included
inline constexpr int kPaceGrace_ms = 30000;     // a body or reply may take this long, and then …
inline constexpr int kPace_bytes_per_s = 4096;  // … must have kept this pace: weak radio, not idle
inline constexpr int kLinger_ms = 5000;         // reading away what follows a refused request
inline constexpr int kFarewell_ms = 3000;       // for requests under way when the server stops
inline constexpr std::size_t kConnections_max = 256;  // served at once; the rest wait in line
inline constexpr int kHandlers_max = 16;              // routes running at once
inline constexpr int kBacklog_max = 1024;             // connections the kernel may hold for us
inline constexpr std::size_t kImport_bytes = std::size_t{256} << 20;     // one import file
inline constexpr std::size_t kImportRow_bytes = std::size_t{256} << 10;  // one row of it
inline constexpr std::size_t kImportRows_max = 100000;     // rows taken or refused: memory's bound
inline constexpr std::size_t kImportProgress_parts = 100;  // how often an import says how far it is

// A laptop's request to its server
inline constexpr int kConnect_ms = 10000;               // name, TCP and TLS together
inline constexpr int kPeerPace_bytes_per_s = 64;        // slower than this …
inline constexpr int kPeerPace_s = 30;                  // … for so long counts as no network
inline constexpr int kPeerRequest_ms = 15 * 60 * 1000;  // one request and its reply
inline constexpr std::size_t kReplyHead_bytes = std::size_t{64} << 10;  // headers of one reply

// An order
inline constexpr std::size_t kOrderNo_bytes = 40;   // its number, as other systems write them
inline constexpr std::size_t kLine_bytes = 400;     // a name, a unit, a phone number
inline constexpr std::size_t kText_bytes = 16000;   // a description, a treatment
inline constexpr std::size_t kParts_max = 200;      // parts of one order
inline constexpr std::size_t kNotes_max = 1000;     // notes of one order
inline constexpr std::size_t kVisits_max = 50;      // visits of one order
inline constexpr std::size_t kDisputes_max = 2000;  // disputes of one order, settled too
inline constexpr int kNumbers_max = 99;  // that are tried for an order whose own is taken by now
inline constexpr std::size_t kRedone_max = 20;    // settlements that choose one another in turn
inline constexpr std::size_t kSignOffs_max = 50;  // sign-offs of one order
inline constexpr std::size_t kPrints_max = 500;   // printed sheets of one order
inline constexpr std::size_t kStrokes_bytes = std::size_t{256} << 10;  // a strokes file
inline constexpr std::size_t kStrokePoints_max = 20000;                // points of one signature
inline constexpr std::size_t kMissingNamed_max = 24;    // characters that a sheet's row names
inline constexpr std::size_t kPhotos_max = 200;         // photos of one order
inline constexpr std::size_t kQuantityDigits_max = 12;  // before and after the point together
inline constexpr std::size_t kAcceptances_max = 50;     // stale signatures taken as given
inline constexpr std::size_t kAmendments_max = 500;     // values written over after a signature
inline constexpr std::size_t kSeal_bytes = 3072;        // a printed form's place for its seal
inline constexpr std::size_t kAttached_bytes = std::size_t{4} << 20;  // one file inside a form
inline constexpr std::size_t kForm_bytes = std::size_t{16} << 20;     // a PDF that is verified

// A sync
inline constexpr std::size_t kPushOps_max = 2000;  // ops in one request
// Of a device: a new one every second for thirty years, and the next one still travels as a number.
inline constexpr std::int64_t kIncarnation_max = 1'000'000'000;
inline constexpr std::size_t kPushOps_bytes = std::size_t{768}
                                              << 10;              // their bytes, below kBody_bytes
inline constexpr std::size_t kOp_bytes = std::size_t{512} << 10;  // one op
inline constexpr std::size_t kPage_bytes = std::size_t{2} << 20;  // changes in one reply
inline constexpr std::size_t kPageOrders_max = 2000;              // and so many orders at most
inline constexpr std::size_t kPage_bytes_min = 4096;  // what a page shrinks to on a bad line
inline constexpr std::size_t kHeldRows_max = 12000;   // digests in a repair, below kBody_bytes
inline constexpr int kRepairs_max = 2;                // of one sync; after that it starts anew
inline constexpr std::int64_t kRetention_ms = std::int64_t{90} * 24 * 3600 * 1000;  // of the feed
inline constexpr std::int64_t kSyncSoon_ms = 2000;       // after something was written
inline constexpr std::int64_t kSyncEvery_ms = 30'000;    // while all is well
inline constexpr std::int64_t kSyncRetry_ms = 5'000;     // after the first failure …
inline constexpr std::int64_t kSyncRarest_ms = 900'000;  // … and after many
inline constexpr std::int64_t kLook_ms = 250;  // between two looks for edits, and for the end
inline constexpr int kPages_max = 100000;      // requests of one sync
inline constexpr std::size_t kProofKeys_max = 10'000;  // devices whose key the desk remembers
inline constexpr std::size_t kGroupCommit_max = 64;    // writes that share one transaction

inline constexpr int kStoreLock_ms = 10'000;  // a write waits so long for somebody else's …
inline constexpr int kStoreIdle_ms =
    30'000;  // … who is thrown out when he does nothing for so long
inline constexpr std::uintmax_t kLog_bytes = std::uintmax_t{512}
                                             << 10;  // a write-ahead log that is left lying

// Photos and other bytes that travel apart
inline constexpr std::size_t kBlob_bytes = std::size_t{10} << 20;  // one of them
inline constexpr std::size_t kBlobChunk_bytes = std::size_t{256}
                                                << 10;  // one request's share, and …
inline constexpr std::size_t kBlobChunk_bytes_min = std::size_t{4} << 10;  // … on a failing line
inline constexpr int kBlobFailures_max = 8;  // in a row, without a byte between: then it rests
inline constexpr std::int64_t kBlobRetry_ms = 500;    // after the first of them; each wait doubles
inline constexpr std::size_t kBlobsWanted_max = 100;  // asked for in one reply
inline constexpr std::size_t kPictureHead_bytes = std::size_t{1}
                                                  << 20;  // where its size must stand
inline constexpr std::int64_t kPicture_px = 40'000'000;   // width times height
inline constexpr std::int64_t kUnsentBlobs_bytes = std::int64_t{1} << 30;           // on one laptop
inline constexpr std::int64_t kBlobLease_ms = std::int64_t{30} * 24 * 3600 * 1000;  // time offline
inline constexpr std::int64_t kBlobCondemned_ms = std::int64_t{24} * 3600 * 1000;  // before it goes
// A file that no row names is left so long: perhaps the row is what has been lost.
inline constexpr std::int64_t kBlobStray_ms = std::int64_t{30} * 24 * 3600 * 1000;
inline constexpr int kTidy_ms = 3600 * 1000;  // between two looks for what nobody needs

inline constexpr std::size_t kPageBundle_bytes = std::size_t{256} << 20;  // through a browser
inline constexpr std::size_t kBundlePiece_bytes = kReply_bytes + 4096;    // one, sealed

// A list of orders, asked for in pages
inline constexpr std::size_t kListPage_max = 100;   // orders of one page
inline constexpr std::size_t kListLook_max = 5000;  // that are looked through for one page

// The engineer's page
inline constexpr int kNewsWait_ms = 20'000;  // one question for news waits so long …
inline constexpr int kNewsWaiters_max = 6;  // … and so many at a time: the other handlers are free
inline constexpr std::size_t kPrinters_max = 64;      // that it offers
inline constexpr std::size_t kFirstOrders_max = 8;    // on the screen before its program runs
inline constexpr std::size_t kIppValue_bytes = 1023;  // RFC 8011 §5.1: a text or a URI

// An engineer may leave with
inline constexpr std::int64_t kReadySync_ms = std::int64_t{12} * 3600 * 1000;  // no older a sync
inline constexpr std::int64_t kReadyClock_ms = 120'000;                        // a clock so far off
inline constexpr std::int64_t kReadyDisk_bytes = std::int64_t{512} << 20;      // so much to spare

// A scanned sheet, read by another program
inline constexpr std::uintmax_t kScan_bytes = std::uintmax_t{64} << 20;     // the image's file
inline constexpr std::uint64_t kScanMemory_bytes = std::uint64_t{1} << 30;  // of its reader
inline constexpr std::uint64_t kScanCpu_s = 20;                             // its time
inline constexpr std::int64_t kScanWait_ms = 60'000;   // for it, whatever it is waiting for itself
inline constexpr std::size_t kSheetCode_bytes = 4400;  // of a dense code
inline constexpr std::size_t kSheetRecord_bytes = std::size_t{32} << 10;  // that it unpacks to
inline constexpr std::size_t kScanText_bytes = std::size_t{64} << 10;     // what it may say

// What whoever runs a desk is warned of
inline constexpr std::int64_t kDiskLow_bytes = std::int64_t{256} << 20;
// A desk's file is read whole before its first request up to this size, and every day.
inline constexpr std::uintmax_t kQuickCheck_bytes = std::uintmax_t{64} << 20;
inline constexpr std::int64_t kCheckEvery_ms = std::int64_t{24} * 3600 * 1000;

// Backups
inline constexpr std::size_t kBackupChunk_bytes = std::size_t{64} << 10;  // sealed at once
inline constexpr std::size_t kManifest_bytes = std::size_t{4} << 20;      // what it says of itself
inline constexpr std::int64_t kBackupOld_ms = std::int64_t{26} * 3600 * 1000;  // then it alarms
inline constexpr std::size_t kBackupsCovering = 7;  // that must all hold what laptops let go of
inline constexpr std::int64_t kBackupProof_ms = std::int64_t{24} * 3600 * 1000;  // it is believed
inline constexpr std::int64_t kBackupLeft_ms = std::int64_t{24} * 3600 * 1000;   // a half-made one
inline constexpr int kBackupFarewell_ms = 2000;  // for one under way when the server stops
inline constexpr std::int64_t kBackupEvery_ms_min = 1000;  // between two of a schedule
inline constexpr std::int64_t kBackupLook_ms = 60'000;     // between two looks whether one is due

// People and devices
inline constexpr std::size_t kPassword_bytes_min = 8;
inline constexpr std::size_t kPassword_bytes_max = 1024;
inline constexpr std::int64_t kEnrolCode_ms = std::int64_t{24} * 3600 * 1000;
inline constexpr std::int64_t kSessionIdle_ms = std::int64_t{30} * 60 * 1000;
inline constexpr std::int64_t kSessionAbsolute_ms = std::int64_t{12} * 3600 * 1000;
inline constexpr std::size_t kLoginTries_max = 10;  // failures at one account from one address …
inline constexpr std::size_t kPeerTries_max = 100;  // … at any from one address …
inline constexpr std::size_t kAccountTries_max = 1000;    // … at one account from anywhere …
inline constexpr std::size_t kLoginAccounts_max = 10000;  // of those with failures …
inline constexpr std::int64_t kLoginWindow_ms = std::int64_t{15} * 60 * 1000;  // … in this window

}  // namespace huidan::limits
