// Writes what laptops and desks say to each other into the folder given, a message a file: what
// sync/core/frame.dict is made of. Not part of any build: run it after a change of the messages.
//   build/dev/tests/generate_frame_samples FOLDER
//   zstd --train FOLDER/* --maxdict=16384 --dictID=1 -o sync/core/frame.dict
// The free text is cut from the product's own sentences, so that no test and no bench is what the
// dictionary was made for.

#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cmath>
#include <iostream>

#include "support/exchange.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/catalogue_table.hpp"
#include "sync/base/file.hpp"
#include "sync/base/time.hpp"
#include "sync/core/canon.hpp"

namespace huidan::test {
namespace {

constexpr int kSites = 300;

/// One desk, one laptop and a few orders, from call to returned form.
class Job {
 public:
  explicit Job(std::uint64_t seed, std::filesystem::path folder)
      : desk_(seed), chance_(seed), folder_(std::move(folder)), laptop_(desk_, phrase(3)) {}

  void run() {
    const std::uint64_t orders = 1 + chance_.pick(4);
    for (std::uint64_t i = 0; i < orders; ++i) receive();
    sync();
    for (const OrderId& id : orders_) work(id);
    sync();
    sync();
  }

 private:
  std::string phrase(std::size_t characters_max) {
    const CatalogueTable table = catalogue_table(Language::zh_hans);
    const std::string_view text = table.row(table.places[chance_.pick(table.places.size())]).text;
    std::size_t at = 0;
    for (std::size_t n = 1 + chance_.pick(characters_max); n > 0 && at < text.size(); --n) {
      static_cast<void>(next_code_point(text, at));
    }
    return std::string(trimmed(text.substr(0, at)));
  }

  std::string moment() { return time_from_ms(desk_.now_ms()); }

  void receive() {
    const std::string no = "WX-20260" + std::to_string(100 + chance_.pick(900)) + '-' +
                           std::to_string(1000 + chance_.pick(9000));
    const OrderId id = desk_.receive(no, laptop_.writer().name);
    desk_.set(id, {{Field::reporter, phrase(3)},
                   {Field::phone, std::to_string(chance_.pick(100000000))},
                   {Field::symptoms, phrase(20)},
                   {Field::description, phrase(60)},
                   {Field::reported_at, moment()},
                   {Field::service_unit, phrase(12)},
                   {Field::group, phrase(5)}});
    orders_.push_back(id);
  }

  void work(const OrderId& id) {
    laptop_.set(id, {{Field::departed_at, moment()}, {Field::status, "en_route", "assigned"}});
    laptop_.set(id, {{Field::arrived_at, moment()}, {Field::status, "on_site", "en_route"}});
    laptop_.set(id, {{Field::kind, chance_.pick(2) == 0 ? "repair" : "maintenance"},
                     {Field::equipment, phrase(30)},
                     {Field::treatment, phrase(40), phrase(20)},
                     {Field::test_result, chance_.pick(3) == 0 ? "abnormal" : "normal"},
                     {Field::cause, phrase(12)},
                     {Field::result, phrase(10)}});
    for (std::uint64_t n = chance_.pick(3); n > 0; --n) {
      laptop_.append(id, core::PutPart{RowId(new_uuid7(desk_.now_ms(), desk_.random())),
                                       RowId(id.value),
                                       {{"name", phrase(6)}, {"unit", "只"}, {"qty", "1"}}});
    }
    if (chance_.pick(3) == 0) laptop_.note(id, phrase(30));
    laptop_.set(id, {{Field::restored_at, moment()}, {Field::status, "restored", "on_site"}});
    for (const char* role : {"customer", "engineer"}) laptop_.append(id, signature(id, role));
    laptop_.set(id, {{Field::completed_at, moment()}, {Field::handler, laptop_.writer().name}});
    Copy copy;
    copy.visit = RowId(id.value);
    copy.copy = "customer";
    copy.state = "with_engineer";
    copy.print = 1;
    copy.form_hash = sha256_hex(id.value);
    if (chance_.pick(2) == 0) laptop_.append(id, core::AddCopy{copy});
  }

  core::AddSignOff signature(const OrderId& id, const std::string& role) {
    core::AddSignOff body = laptop_.signature(id, role);
    body.strokes = ink();
    SignOff& s = body.sign_off;
    s.name = phrase(3);
    s.strokes_hash = sha256_hex(body.strokes);
    s.signature = to_base64(sign_bytes(core::sign_off_statement(s, id), laptop_.key().secret_key));
    return body;
  }

  /// A number between -1 and 1, mostly small.
  double sway() {
    double sum = -2;
    for (int i = 0; i < 4; ++i) sum += static_cast<double>(chance_.pick(1000)) / 1000;
    return sum / 2;
  }

  /// A pen that has weight and a hand that trembles.
  std::string ink() {
    std::string text = R"({"w":600,"h":200,"strokes":[)";
    int t = 0;
    for (std::uint64_t strokes = 3 + chance_.pick(8); strokes > 0; --strokes) {
      double x = static_cast<double>(chance_.pick(550));
      double y = static_cast<double>(chance_.pick(180));
      double right = 0;
      double down = 0;
      text += text.back() == '[' ? "[" : ",[";
      for (std::uint64_t points = 8 + chance_.pick(40); points > 0; --points, t += 16) {
        right = 0.85 * right + 3 * sway();
        down = 0.85 * down + 3 * sway();
        text += (text.back() == '[' ? "[" : ",[") + std::to_string(std::lround(x += right)) + ',' +
                std::to_string(std::lround(y += down)) + ',' + std::to_string(t) + ']';
      }
      text += ']';
    }
    return text + "]}";
  }

  void sync() {
    core::Session session(laptop_.store(), desk_.random());
    const auto now = [&] { return core::Now{desk_.now_ms(), 0}; };
    core::Action next = session.start(now());
    while (const auto* send = std::get_if<core::Send>(&next)) {
      keep(send->body);
      const auto reply = desk_.answer(send->body);
      keep(reply.value());
      next = session.took(reply, now());
    }
  }

  void keep(const std::string& message) {
    static int count = 0;
    write_file(folder_ / std::to_string(++count), message);
  }

  Desk desk_;
  SeededRandom chance_;
  std::filesystem::path folder_;
  Laptop laptop_;
  std::vector<OrderId> orders_;
};

}  // namespace
}  // namespace huidan::test

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: generate_frame_samples FOLDER\n";
    return 2;
  }
  doctest::Context context;  // the exchange's own checks end the program
  context.setAsDefaultForAssertsOutOfTestCases();
  for (int seed = 1; seed <= huidan::test::kSites; ++seed) {
    huidan::test::Job(static_cast<std::uint64_t>(seed), huidan::path_from_utf8(argv[1])).run();
  }
  return 0;
}
