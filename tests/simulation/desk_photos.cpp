// The desk's side of photos.
#include "sync/base/crypto.hpp"
#include "tests/simulation/desk.hpp"

namespace huidan::sim {
namespace {

using store::Transaction;

constexpr std::string_view kReady =
    "SELECT r.sha, b.sha FROM blob_ref r LEFT JOIN blob b ON b.sha = r.sha WHERE r.state = 'ready'";

/// The desk went off while it took in bytes.
struct Died {};

}  // namespace

void Ground::read(const Work& work) {
  Transaction transaction(database_, Transaction::Kind::read);
  store::DeskStore orders(database_);
  store::DeskBlobs rows(database_);
  work(orders, rows);
  transaction.commit();
}

void Ground::write(const Work& work) {
  Transaction transaction(database_, Transaction::Kind::write);
  store::DeskStore orders(database_);
  store::DeskBlobs rows(database_);
  work(orders, rows);
  if (die_in_ != 0 && --die_in_ == 0) throw Died{};
  transaction.commit();
}

Result<store::UploadState> Desk::uploaded(const std::function<Result<store::UploadState>()>& work) {
  try {
    auto state = work();
    note_commit();
    return state;
  } catch (const Died&) {
    note_commit();
    return Error{Code::no_network, "cut"};
  }
}

Result<store::UploadState> Desk::upload_offset(const DeviceId& device, std::string_view sha) {
  return uploaded([&] { return uploads_.offset(device, sha); });
}

Result<store::UploadState> Desk::upload(const DeviceId& device, std::string_view sha,
                                        const store::Uploads::Bytes& bytes) {
  auto state = uploaded([&] { return uploads_.append(device, sha, bytes); });
  if (!state) return state;
  const auto& refused = state.value().refused;
  if (refused && refused->code == Code::bad_picture) around_.tally.add(Count::photo_refused);
  if (!refused && state.value().off_bytes == state.value().length_bytes) {
    const bool again = !came_home_.insert({device, std::string(sha)}).second;
    around_.tally.add(again ? Count::photo_again : Count::photo_home);
  }
  return state;
}

void Desk::find_stray(const std::string& bytes) {
  const std::string sha = sha256_hex(bytes);
  if (files().holds(sha)) return;
  around_.tally.add(Count::photo_stray);
  files().put(sha, bytes);
  Transaction transaction(database(), Transaction::Kind::write);
  store::DeskBlobs(database())
      .put_ready(sha, static_cast<std::int64_t>(bytes.size()), around_.desk_ms());
  transaction.commit();
}

/// I9: what an op names is never cleared away.
void Desk::tidy_up() {
  const store::Tidied tidied = uploads_.tidy();
  around_.tally.add(Count::photo_condemned, static_cast<std::int64_t>(tidied.condemned));
  around_.tally.add(Count::photo_collected, static_cast<std::int64_t>(tidied.removed));
  store::Rows rows = database().query(kReady);
  while (rows.next()) {
    if (rows.null(1) || !files().holds(rows.text(0))) {
      throw Violation("I9", "a photo that an op names was cleared away");
    }
  }
}

}  // namespace huidan::sim
