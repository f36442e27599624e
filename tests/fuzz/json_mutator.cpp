// Byte mutations of JSON nearly always end at the parser. This one keeps the document whole and
// changes what it says, so that the code behind the parser is reached.

#include <algorithm>
#include <array>
#include <cstring>
#include <nlohmann/json.hpp>

#include "sync/core/json.hpp"
#include "tests/fuzz/fuzz.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);

namespace huidan::fuzz {
namespace {

using nlohmann::json;

constexpr std::size_t kText_bytes = 512;  // what one text may grow to in one step

constexpr std::array<std::int64_t, 12> kNumbers{0,  1,   2,    3,         7,         -1,
                                                64, 255, 4096, 1LL << 31, 1LL << 53, 1LL << 62};

constexpr std::array kWords{
    "",       "normal", "completed", "assigned",        "received",   "cancelled", "terminated",
    "e1",     "e2",     "customer",  "engineer",        "signed",     "on_paper",  "refused",
    "absent", "desk",   "group",     "2026-02-30",      "0000000000", "sha256:",   "更换光模块",
    "\n\t",   "-0.50",  "1e9",       "\xF0\x9F\x94\xA7"};

void collect(json& node, std::vector<json*>& into) {
  into.push_back(&node);
  if (!node.is_structured()) return;
  for (json& child : node) collect(child, into);
}

class Mutation {
 public:
  Mutation(json document, std::uint64_t seed, const std::vector<std::string>& donors)
      : document_(std::move(document)), chance_(seed), donors_(donors) {
    collect(document_, nodes_);
  }

  json done() {
    step(*any(nodes_));
    return std::move(document_);
  }

 private:
  json* any(const std::vector<json*>& nodes) { return nodes[chance_.pick(nodes.size())]; }

  void step(json& node) {
    const std::uint64_t way = chance_.pick(10);
    if (way < 2) {
      take_from_donor(node);
    } else if (way == 2) {
      const json other = *any(nodes_);
      node = other;
    } else if (node.is_array()) {
      change_array(node);
    } else if (node.is_object()) {
      change_object(node);
    } else if (node.is_string()) {
      change_text(node);
    } else if (node.is_number_integer()) {
      change_number(node);
    } else {
      node = chance_.pick(2) == 0 ? json(true) : json::object();
    }
  }

  /// Any value of a real document; a whole op where an op stands.
  void take_from_donor(json& node) {
    if (donors_.empty()) return;
    json donor = json::parse(donors_[chance_.pick(donors_.size())], nullptr, false);
    if (donor.is_object() && donor.contains("kv") && node.is_object() && node.contains("kv")) {
      donor["n"] = node.value("n", json(1));
      node = std::move(donor);
      return;
    }
    std::vector<json*> inside;
    collect(donor, inside);
    const json value = *any(inside);
    node = value;
  }

  void change_array(json& node) {
    if (node.empty()) {
      node.push_back(*any(nodes_));
      return;
    }
    const auto at = static_cast<std::ptrdiff_t>(chance_.pick(node.size()));
    const std::uint64_t way = chance_.pick(4);
    if (way == 0) node.erase(node.begin() + at);
    if (way == 1 && node.size() < 64) node.insert(node.begin() + at, json(node.at(0)));
    if (way == 2) std::swap(node.at(static_cast<std::size_t>(at)), node.at(0));
    if (way == 3) number_anew(node);
  }

  /// Ops that were moved about follow each other again.
  void number_anew(json& ops) {
    std::int64_t n = 0;
    for (json& op : ops) {
      if (!op.is_object() || !op.contains("n") || !op["n"].is_number_integer()) return;
      n = n == 0 ? op["n"].get<std::int64_t>() : n + 1;
      op["n"] = n;
    }
  }

  void change_object(json& node) {
    if (node.empty()) {
      node["f"] = *any(nodes_);
      return;
    }
    auto at = node.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(chance_.pick(node.size())));
    const std::uint64_t way = chance_.pick(3);
    if (way == 0) node.erase(at);
    if (way == 1) step(*at);
    if (way == 2) {
      const json value = *at;
      node["x" + std::to_string(chance_.pick(4))] = value;
    }
  }

  void change_text(json& node) {
    if (chance_.pick(3) == 0) {
      node = kWords.at(chance_.pick(kWords.size()));
      return;
    }
    auto& text = node.get_ref<std::string&>();
    const std::size_t before = std::min(text.size(), kText_bytes);
    std::array<std::uint8_t, kText_bytes> bytes{};
    std::memcpy(bytes.data(), text.data(), before);
    const std::size_t after = LLVMFuzzerMutate(bytes.data(), before, bytes.size());
    text.replace(0, before, reinterpret_cast<const char*>(bytes.data()), after);
  }

  void change_number(json& node) {
    const auto value = node.get<std::int64_t>();
    const std::uint64_t way = chance_.pick(3);
    if (way == 0) node = kNumbers.at(chance_.pick(kNumbers.size()));
    if (way == 1 && value < (1LL << 62)) node = value + 1;
    if (way == 2 && value > -(1LL << 62)) node = value - 1;
  }

  json document_;
  SeededRandom chance_;
  const std::vector<std::string>& donors_;
  std::vector<json*> nodes_;
};

}  // namespace

std::size_t mutate_json(std::uint8_t* data, std::size_t size, std::size_t size_max,
                        std::uint64_t seed, const std::vector<std::string>& donors) {
  if (seed % 4 == 0) return LLVMFuzzerMutate(data, size, size_max);
  const std::string_view text = view_of(data, size);
  if (!core::check_depth(text)) return LLVMFuzzerMutate(data, size, size_max);
  json document = json::parse(text, nullptr, false);
  if (document.is_discarded()) return LLVMFuzzerMutate(data, size, size_max);
  Mutation mutation(std::move(document), seed, donors);
  const std::string out = mutation.done().dump(-1, ' ', false, json::error_handler_t::replace);
  if (out.size() > size_max) return LLVMFuzzerMutate(data, size, size_max);
  std::memcpy(data, out.data(), out.size());
  return out.size();
}

}  // namespace huidan::fuzz
