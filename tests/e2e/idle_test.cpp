// What a laptop that has nothing to say costs the line (PERFORMANCE §3): it asks every half minute,
// all day, over whatever radio there is.
#include <doctest/doctest.h>

#include "tests/support/proxy.hpp"
#include "tests/support/small_site.hpp"

namespace huidan::e2e {

TEST_CASE("a sync in which nothing happens is one exchange of 500 bytes at most, heads and all") {
  const Folder folder;
  SmallSite site(folder.path(), 3);
  test::Proxy line;
  line.passes_on_to(site.desk.port());
  site.enrol("http://127.0.0.1:" + std::to_string(line.port()));
  static_cast<void>(site.laptop.does({"note", site.nos[0], "样例"}));
  CHECK(site.laptop.does({"sync"})["pushed"] == 1);  // from now on it holds a token
  const std::size_t working_bytes = line.last_bytes();
  static_cast<void>(site.laptop.does({"sync"}));
  const json idle = site.laptop.does({"sync"});
  CHECK(idle["requests"] == 1);
  CHECK(line.last_bytes() <= 500);
  CHECK(working_bytes > 500);
}

}  // namespace huidan::e2e
