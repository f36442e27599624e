// Laptops that go out of use, with both programs: a retired one hands over its last work and
// forgets everything, a lost one forgets at once; and an order that is taken back shows who still
// has it.
#include <doctest/doctest.h>

#include "sync/base/file.hpp"
#include "tests/e2e/field_work.hpp"
#include "tests/e2e/refusal.hpp"

namespace huidan::e2e {
namespace {

/// Whether nothing of a customer's is left in the laptop's folder.
bool forgot(const Laptop& laptop, const std::string& word) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(laptop.data())) {
    if (!entry.is_regular_file()) continue;
    if (entry.path().filename() == "device.key") return false;
    if (read_file(entry.path(), std::uintmax_t{64} << 20).value().find(word) != std::string::npos) {
      return false;
    }
  }
  return true;
}

std::string device_of(const Laptop& laptop) {
  return laptop.does({"status"})["device"];
}

constexpr const char* kWord = "绝不外传的样例备注";

}  // namespace

TEST_CASE_FIXTURE(Ready, "a retired laptop hands over its last work and forgets everything") {
  const std::string no = site.nos[0];
  static_cast<void>(site.laptop.does({"stamp", no, "arrived"}));
  static_cast<void>(site.laptop.does({"note", no, kWord}));
  static_cast<void>(site.desk.does({"device", "revoke", device_of(site.laptop), "--retired"}));
  const json done = site.laptop.does({"sync"});
  CHECK(done["wiped"] == true);
  CHECK(done["late"] == 1);
  CHECK(done["pulled"] == 0);
  CHECK(site.desk.does({"order", "show", no})["notes"][0]["text"] == kWord);
  CHECK(site.laptop.refuses({"orders"}).code == "not_enrolled");
  CHECK(forgot(site.laptop, kWord));
}

TEST_CASE_FIXTURE(Ready, "a lost laptop forgets everything at its next word") {
  const std::string no = site.nos[0];
  static_cast<void>(site.laptop.does({"note", no, kWord}));
  CHECK_FALSE(forgot(site.laptop, kWord));
  static_cast<void>(site.desk.does({"device", "revoke", device_of(site.laptop)}));
  CHECK(site.laptop.refuses({"sync"}).code == "device_lost");
  CHECK(site.desk.does({"order", "show", no})["notes"].empty());
  CHECK(site.laptop.refuses({"orders"}).code == "not_enrolled");
  CHECK(forgot(site.laptop, kWord));
}

TEST_CASE_FIXTURE(Ready, "an order taken back is recalled until its laptop has confirmed") {
  const std::string no = site.nos[0];
  static_cast<void>(site.desk.does({"user", "add", "engineer2", "--roles", "engineer"}));
  static_cast<void>(site.desk.does({"order", "assign", no, "engineer2"}));
  CHECK(site.desk.does({"order", "show", no})["recall_pending"].size() == 1);
  CHECK(site.laptop.does({"sync"})["left"] == 1);
  static_cast<void>(site.laptop.does({"sync"}));
  CHECK_FALSE(site.desk.does({"order", "show", no}).contains("recall_pending"));
}

}  // namespace huidan::e2e
