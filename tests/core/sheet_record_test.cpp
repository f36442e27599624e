// Paper as a backup: what a desk copy's dense code gives back, and what it must not believe.
#include "sync/core/sheet_record.hpp"

#include <doctest/doctest.h>
#include <libdeflate.h>

#include <random>

#include "sync/base/base45.hpp"
#include "sync/base/limits.hpp"
#include "tests/core/samples.hpp"

namespace huidan::core {
namespace {

const KeyPair& key() {
  static const KeyPair pair = new_key_pair();
  return pair;
}

std::string sign(std::string_view message) {
  return sign_bytes(message, key().secret_key);
}

WorkOrder filled() {
  WorkOrder order = state_of().order;
  const auto set = [&](Field field, const char* value) { *value_at(order, kVisit, field) = value; };
  set(Field::reporter, "𠮷田");
  set(Field::phone, "0755-8888 0001");
  set(Field::kind, "repair");
  set(Field::equipment, "交换机光口 CRC 持续增长\n端口 3 指示灯闪烁");
  set(Field::treatment, "更换光模块与跳线,清洁法兰,误码率 10⁻⁴ 恢复至 0");
  set(Field::test_result, "normal");
  return order;
}

SheetRecord record_of(WorkOrder order) {
  SheetRecord record;
  record.form_hash = sha256_hex(form_bytes(order));
  record.form = std::move(order);
  record.form.version = 41;
  record.print = 3;
  record.device = DeviceId(uuid(600));
  return record;
}

/// "ok", or the code's name.
std::string told(std::string_view text) {
  const auto read = unpack_sheet(text);
  return read ? "ok" : std::string(code_name(read.error().code));
}

std::string text_of(const std::string& bytes) {
  return "WO2:" + to_base45(bytes) + ':';
}

std::string bytes_of(const std::string& text) {
  return from_base45(text.substr(4, text.size() - 5)).value();
}

std::string packed(const std::string& content) {
  libdeflate_compressor* packer = libdeflate_alloc_compressor(1);
  std::string out(libdeflate_deflate_compress_bound(packer, content.size()), '\0');
  out.resize(
      libdeflate_deflate_compress(packer, content.data(), content.size(), out.data(), out.size()));
  libdeflate_free_compressor(packer);
  return out;
}

std::string unpacked(const std::string& bytes) {
  libdeflate_decompressor* opener = libdeflate_alloc_decompressor();
  std::string out(limits::kSheetRecord_bytes, '\0');
  std::size_t size = 0;
  REQUIRE(libdeflate_deflate_decompress(opener, bytes.data(), bytes.size(), out.data(), out.size(),
                                        &size) == LIBDEFLATE_SUCCESS);
  libdeflate_free_decompressor(opener);
  out.resize(size);
  return out;
}

}  // namespace

TEST_CASE("a sheet's dense code gives back every field of the form, and who signed it") {
  for (const bool own_visit : {false, true}) {
    WorkOrder order = filled();
    if (own_visit) order.visits.emplace_back().id = RowId(uuid(2));
    const SheetRecord record = record_of(order);
    const PackedSheet packed = pack_sheet(record, 758, sign);
    CHECK(packed.left_out.empty());
    const auto read = unpack_sheet(packed.text + "\r\n");
    REQUIRE(read.ok());
    const SheetRecord& back = read.value().record;
    CHECK(form_bytes(back.form) == form_bytes(order));
    CHECK(back.form.version == 41);
    CHECK(back.print == 3);
    CHECK(back.device == record.device);
    CHECK(back.form_hash == record.form_hash);
    CHECK(back.left_out.empty());
    CHECK(signature_holds(read.value().statement, read.value().signature, key().public_key));
  }
}

TEST_CASE("what does not fit is named, the desk's own words first, and never cut") {
  WorkOrder order = filled();
  std::string long_text;
  for (int i = 0; i < 200; ++i) long_text += sha256_hex(std::to_string(i)).substr(0, 8);
  *value_at(order, kVisit, Field::remarks) = long_text;
  const PackedSheet packed = pack_sheet(record_of(order), 758, sign);
  CHECK(packed.left_out == std::vector<std::string>{"remarks"});
  CHECK(packed.text.size() <= 758);
  const auto read = unpack_sheet(packed.text);
  REQUIRE(read.ok());
  const WorkOrder& back = read.value().record.form;
  CHECK(read.value().record.left_out.size() == 1);
  CHECK(value_of(back, Field::treatment) == value_of(order, Field::treatment));
  CHECK(value_of(back, Field::remarks).empty());
  CHECK(back.parts.size() == 1);
  CHECK(pack_sheet(record_of(order), 100, sign).text.empty());
  const PackedSheet nothing = pack_sheet(record_of(order), 100, sign);
  CHECK(nothing.left_out.size() > 5);
  for (const std::string& name : nothing.left_out) {  // what is empty is not left out
    if (name != "parts") CHECK(value_of(order, field_from_name(name).value()) != "");
  }
  // Two that are too long each: the desk's goes, and the engineer's, and nothing between them.
  *value_at(order, kVisit, Field::reporter_unit) = long_text;
  CHECK(pack_sheet(record_of(order), 758, sign).left_out ==
        std::vector<std::string>{"reporter_unit", "remarks"});
}

TEST_CASE("one changed byte is found: by the hash of the form or by the signature") {
  const std::string bytes = bytes_of(pack_sheet(record_of(filled()), 758, sign).text);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string wrong = bytes;
    wrong[at] = static_cast<char>(wrong[at] ^ 0x10);
    const auto read = unpack_sheet(text_of(wrong));
    if (!read) continue;
    CAPTURE(at);
    CHECK_FALSE(signature_holds(read.value().statement, read.value().signature, key().public_key));
  }
}

TEST_CASE("a form that is not what its hash says is refused even when it is signed") {
  SheetRecord record = record_of(filled());
  record.form_hash = std::string(64, 'a');
  CHECK(told(pack_sheet(record, 758, sign).text) == "wrong_hash");
}

TEST_CASE("cut off, random or hostile: a code is refused and costs nothing") {
  const std::string text = pack_sheet(record_of(filled()), 758, sign).text;
  for (std::size_t size = 0; size + 1 < text.size(); ++size) {
    CHECK(told(text.substr(0, size)) == "bad_sheet");
    CHECK(told(text.substr(0, size) + ':') != "ok");
  }
  std::string random;
  for (int i = 0; i < 2000; ++i) {
    random = sha256(std::to_string(i) + random);
    CHECK(told(text_of(random + random + random + random)) == "bad_sheet");
  }
  CHECK(told("WO2:" + std::string(5000, '0') + ':') == "bad_sheet");
  CHECK(told("WO2:a:") == "bad_sheet");
  CHECK(told("WO2:::::") == "bad_sheet");

  // A deflate bomb: 16 MB of zeros in what a code holds.
  const std::string head = bytes_of(text).substr(0, 72);
  const std::string bomb = packed(std::string(std::size_t{16} << 20, '\0'));
  CHECK(told(text_of(head + bomb.substr(0, 2600) + std::string(64, 's'))) == "bad_sheet");
  CHECK(told(text_of(head + bomb + std::string(64, 's'))) == "bad_sheet");
}

TEST_CASE("content of any shape is read whole or refused, whoever signed it") {
  const std::string whole = bytes_of(pack_sheet(record_of(filled()), 1352, sign).text);
  const std::string head = whole.substr(0, 72);
  const std::string tail(64, 's');
  const std::string said = unpacked(whole.substr(72, whole.size() - 72 - 64));
  std::mt19937_64 dice(20261125);
  const std::string bits("\x1f\x1e\x01\xff\xe9\0x", 7);
  std::size_t read = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string other = said;
    for (std::uint64_t edits = 1 + dice() % 4; edits > 0; --edits) {
      const std::size_t at = dice() % other.size();
      const char byte = bits[dice() % bits.size()];
      switch (dice() % 4) {
        case 0:
          other[at] = byte;
          break;
        case 1:
          other.insert(at, 1, byte);
          break;
        case 2:
          other.erase(at, 1 + dice() % 8);
          break;
        default:
          other.insert(at, other.substr(dice() % other.size(), dice() % 200));
          break;
      }
    }
    const std::string result = told(text_of(head + packed(other) + tail));
    if (other != said) CHECK((result == "bad_sheet" || result == "wrong_hash" || result == "ok"));
    if (result == "ok") ++read;  // a field that claims to be left out: the hash is of the whole
  }
  CHECK(read < 2'000);
  std::string rows;
  for (int i = 0; i < 201; ++i)
    rows +=
        "a\x1f\x1f\x1f"
        "1\x1f\x1e";
  CHECK(told(text_of(head + packed(said + rows) + tail)) == "bad_sheet");
  CHECK(told(text_of(head + packed(said + std::string(40'000, 'a')) + tail)) == "bad_sheet");
}

TEST_CASE("a short code may not unpack to more than a sheet says, however well it is made") {
  WorkOrder order = filled();
  *value_at(order, kVisit, Field::remarks) = std::string(limits::kSheetRecord_bytes / 2, 'a');
  CHECK(told(pack_sheet(record_of(order), 1352, sign).text) == "ok");
  *value_at(order, kVisit, Field::remarks) = std::string(limits::kSheetRecord_bytes, 'a');
  CHECK(told(pack_sheet(record_of(order), 1352, sign).text) == "bad_sheet");
  order = filled();
  order.parts.resize(limits::kParts_max + 1);
  CHECK(told(pack_sheet(record_of(order), 1352, sign).text) == "bad_sheet");
}

TEST_CASE("base45 is RFC 9285's") {
  CHECK(to_base45("AB") == "BB8");
  CHECK(to_base45("Hello!!") == "%69 VD92EX0");
  CHECK(from_base45("QED8WEX0").value() == "ietf!");
  CHECK(from_base45("FGW").value() == "\xff\xff");
  CHECK_FALSE(from_base45("GGW").has_value());  // 65536
  CHECK_FALSE(from_base45("::").has_value());
  CHECK_FALSE(from_base45("A").has_value());
  CHECK_FALSE(from_base45("abc").has_value());
}

}  // namespace huidan::core
