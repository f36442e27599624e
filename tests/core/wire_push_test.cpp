#include "sync/core/wire_push.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "sync/base/limits.hpp"
#include "sync/core/json.hpp"
#include "tests/core/golden.hpp"
#include "tests/core/samples.hpp"

namespace huidan::core {
namespace {

using nlohmann::json;
using Texts = std::vector<std::string>;

const Cursor kCursor{"01980000-0000-7000-8000-00000000e0e0", 7, "9f3a", 7};

Result<Texts> read_whole(const Texts& elements) {
  return whole_ops({elements.begin(), elements.end()}, kCursor);
}

/// An op as its laptop wrote it, changed.
template <typename Change>
std::string changed(const Op& op, Change change) {
  json object = json::parse(encode_op(op));
  change(object);
  return json_text(object);
}

Op numbered(Op op, std::int64_t n) {
  op.n = n;
  return op;
}

Op sign_of(const std::string& role, const std::string& strokes) {
  for (const Op& op : every_kind()) {
    if (const auto* sign = std::get_if<AddSignOff>(&op.body)) {
      Op signature = op;
      AddSignOff body = *sign;
      body.sign_off.role = role;
      body.strokes = strokes;
      signature.body = body;
      return signature;
    }
  }
  return {};
}

const std::string kInk = R"({"w":600,"h":200,"strokes":[[[10,20,0],[11,22,16],[13,23,33]]]})";

}  // namespace

TEST_CASE("ops come out of a request as they went in, byte for byte") {
  struct Row {
    std::string_view name;
    Texts ops;
  };

  Texts all;
  std::int64_t n = 0;
  for (const Op& op : every_kind()) all.push_back(encode_op(numbered(op, ++n)));
  Texts twice = all;
  twice.insert(twice.end(), all.begin(), all.end());
  const Op sign = sign_of("customer", kInk);
  const std::string text = encode_op(sign);
  const std::array<Row, 12> rows{
      {{"none", {}},
       {"one of each kind", all},
       {"two of each kind, their numbers begin again", twice},
       {"two parties under one form", {text, encode_op(sign_of("engineer", kInk))}},
       {"ink of another hand",
        {encode_op(sign_of("customer", R"({"strokes":[[[1,2]]],"w":1,"h":1})"))}},
       {"no ink", {encode_op(sign_of("customer", ""))}},
       {"a member that a newer laptop adds", {changed(sign, [](json& o) { o["dpi"] = 96; }), text}},
       {"a member that is not there", {text, changed(sign, [](json& o) { o.erase("why"); }), text}},
       {"no epoch behind an epoch",
        {changed(sign, [](json& o) { o["e"] = "e"; }),
         changed(sign, [](json& o) { o.erase("e"); })}},
       {"nothing as a value", {changed(sign, [](json& o) { o["why"] = nullptr; }), text}},
       {"a member called as columns are", {changed(sign, [](json& o) { o["ink"] = "AAA"; }), text}},
       {"no op at all",
        {"{}", text, R"({"k":"sign"})", "[]", "5", R"("x")", R"({ "n": 1 })", text}}}};
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(read_whole(short_ops(row.ops, kCursor)).value() == row.ops);
  }
}

TEST_CASE("ops that were once told shortly are understood for ever") {
  const Texts ops = golden("push_v1.ops.jsonl");
  const Texts elements = golden("push_v1.jsonl");
  REQUIRE(elements.size() == 17);
  CHECK(read_whole(elements).value() == ops);
  CHECK(short_ops(ops, kCursor) == elements);
}

TEST_CASE("what the op before says is not said again") {
  Op first = sign_of("customer", kInk);
  first.epoch = kCursor.epoch;
  first.base_seq = kCursor.seq;
  first.n = 41;
  Op second = sign_of("engineer", kInk);
  second.epoch = first.epoch;
  second.base_seq = first.base_seq;
  second.n = 42;
  second.id = OpId(uuid(4242));
  const Texts elements = short_ops({encode_op(first), encode_op(second)}, kCursor);
  const json one = json::parse(elements[0])[0];
  for (const char* known : {"bs", "e", "grp", "strokes"}) CHECK_FALSE(one.contains(known));
  CHECK(one["ink"].get<std::string>() == "AwlBwM.G.AUCC.AoBEB.AAgBC");
  CHECK(json::parse(elements[1])[0] == json{{"id", uuid(4242)}, {"role", "engineer"}});
}

TEST_CASE("another order's visit is its own, unless the op says which") {
  Op first = sign_of("customer", "");
  Op second = first;
  second.order = OrderId(uuid(900));
  std::get<AddSignOff>(second.body).sign_off.visit = RowId(uuid(900));
  const Texts ops{encode_op(first), encode_op(second), encode_op(first)};
  const Texts elements = short_ops(ops, kCursor);
  CHECK_FALSE(json::parse(elements[1])[0].contains("visit"));
  CHECK(read_whole(elements).value() == ops);
}

TEST_CASE("elements that nobody writes become ops that are refused, or what they say") {
  const std::string text = encode_op(sign_of("customer", kInk));
  const std::string hostile = changed(sign_of("customer", kInk), [](json& o) {
    o.erase("strokes");
    o["ink"] = "AwlBgM.G.AUCBC";
  });
  const auto refused = [&](const std::string& element) {
    const auto ops = read_whole({text, element});
    REQUIRE(ops.ok());
    REQUIRE(ops.value().size() == 2);
    CHECK(ops.value()[0] == text);
    return decode_op(ops.value()[1]);
  };
  CHECK(refused('[' + hostile + ']').error().field == "strokes");
  const std::string id = R"("id":")" + uuid(4243) + '"';
  CHECK(refused("[{" + id + R"(,"ink":5}])").error().field == "strokes");
  CHECK(refused("[{" + id + R"(,"ink":null,"strokes":null}])").error().field == "strokes");
  CHECK(refused("[{}]").error().field == "id");
  CHECK(refused("[]").error().code == Code::bad_input);
  CHECK(refused("[{},{}]").error().code == Code::bad_input);
  CHECK(refused("[[]]").error().code == Code::bad_input);
  CHECK(refused("[5]").error().code == Code::bad_input);
  CHECK(refused(R"([{"k":"wo.set"}])").error().code == Code::bad_input);
  CHECK_FALSE(refused("null").ok());
  CHECK(refused("[{" + id + "}]").value().n == decode_op(text).value().n + 1);
  CHECK(read_whole({R"([{"n":9007199254740993}])", "[{}]"}).value()[1].find(R"("n")") ==
        std::string::npos);
}

TEST_CASE("a request cannot grow beyond its limit by what it leaves out") {
  const std::string text = changed(sign_of("customer", kInk), [](json& o) {
    o["form"] = std::string(limits::kOp_bytes / 2, 'x');
  });
  Texts elements(limits::kInflated_bytes / limits::kOp_bytes * 2 + 1, "[{}]");
  elements[0] = text;
  const auto ops = read_whole(elements);
  REQUIRE_FALSE(ops.ok());
  CHECK(ops.error().code == Code::too_large);
  CHECK(ops.error().field == "ops");
  elements.resize(elements.size() / 2);
  CHECK(read_whole(elements).ok());
}

}  // namespace huidan::core
