#include "tests/e2e/refusal.hpp"

#include <doctest/doctest.h>

#include <set>

#include "tests/support/socket.hpp"

namespace huidan::e2e {

std::string Ready::file(const std::string& name, std::string_view bytes) const {
  write_bytes(folder.path() / name, bytes);
  return (folder.path() / name).string();
}

bool healthy(const Desk& desk) {
  const test::Socket socket = test::Socket::connected_to(desk.port());
  socket.send("GET /healthz HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
  return test::status_of(socket.receive_message()) == 200;
}

void check_refusal(const Refusal& row) {
  CAPTURE(row.name);
  std::set<std::string> messages;
  for (const char* language : {"zh-Hans", "zh-Hant", "en"}) {
    const Refused refused = row.program.refuses(row.words, language);
    CAPTURE(refused.message);
    CHECK(refused.exit == row.exit);
    CHECK(refused.code == row.code);
    CHECK(refused.field == row.field);
    messages.insert(refused.message);
  }
  CHECK(messages.size() == 3);
}

void check_refusals(const SmallSite& site, const std::vector<Refusal>& rows) {
  const json before = site.everything();
  for (const Refusal& row : rows) {
    check_refusal(row);
    CAPTURE(row.name);
    CHECK(json::diff(before, site.everything()) == json::array());
    if (site.desk.serving()) CHECK(healthy(site.desk));
  }
}

}  // namespace huidan::e2e
