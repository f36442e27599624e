// What a guess at a password or a code costs whoever stole the database or the file: what the
// programs write is argon2id of 64 MiB and two passes (RELIABILITY §4 rule 10), whatever other
// tests pay.
#include <doctest/doctest.h>

#include "sync/core/handover.hpp"
#include "sync/store/database.hpp"
#include "tests/support/quick_hash.hpp"
#include "tests/support/small_site.hpp"

namespace huidan::e2e {

TEST_CASE("a password is kept, and an order handed over, at the full cost of a guess") {
  const Folder folder;
  SmallSite site(folder.path(), 1);
  site.enrol();
  static_cast<void>(site.desk.does({"user", "add", "engineer2", "--roles", "engineer"}));
  static_cast<void>(site.desk.does({"user", "passwd", "engineer2"}));
  int passwords = 0;
  store::Database database(site.desk.data() / "desk.db");
  for (store::Rows rows = database.query("SELECT hash FROM password"); rows.next(); ++passwords) {
    CHECK(rows.text(0).starts_with("$argon2id$v=19$m=65536,t=2,p=1$"));
  }
  CHECK(passwords == 2);

  const auto file = folder / "hand.hdb";
  const std::string code = site.laptop.does(
      {"bundle", "out", file.string(), "--order", site.nos[0], "--engineer", "engineer2"})["code"];
  CHECK(core::open_handover(read_bytes(file), code, {2, std::size_t{64} << 20}).ok());
  CHECK_FALSE(core::open_handover(read_bytes(file), code, test::kQuickHash).ok());
}

}  // namespace huidan::e2e
