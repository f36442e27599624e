// The orders themselves, as values; how a file spells them is for the files' own sources.

#include <array>
#include <cstdio>
#include <utility>

#include "sync/base/bytes.hpp"
#include "sync/base/random.hpp"
#include "sync/base/time.hpp"
#include "tests/data/sample_export.hpp"
#include "tests/data/words.hpp"

namespace huidan::sample {
namespace {

using server::ImportedOrder;

constexpr std::int64_t kFirstReport_ms = 1767573000000;  // 2026-01-05T08:30:00+08:00
constexpr std::int64_t kMinute_ms = 60000;
constexpr std::size_t kLongDescription_chars = 2900;

std::string& at(ImportedOrder& order, Field field) {
  return order.fields.at(static_cast<std::size_t>(field));
}

template <typename T>
const T& pick(Random& chance, std::span<const T> from) {
  return from[chance.pick(from.size())];
}

std::string with(std::string_view pattern, std::string_view name, std::string_view value) {
  std::string out(pattern);
  for (auto i = out.find(name); i != std::string::npos; i = out.find(name, i + value.size())) {
    out.replace(i, name.size(), value);
  }
  return out;
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++count) static_cast<void>(next_code_point(text, i));
  return count;
}

/// Every shape a seat types a number in.
std::string phone(const Trade& trade, Random& chance) {
  std::array<char, 64> out{};
  constexpr std::array kShapes{"0000-555%04u",    "(0000) 555-%04u", "100 0055 %04u",
                               "0000－555－%04u", "{ext} %04u",      "+86 0000 555%04u"};
  const auto number = static_cast<unsigned>(chance.pick(10000));
  std::string_view shape = kShapes.at(chance.pick(kShapes.size()));
  std::snprintf(out.data(), 5, "%04u", number);
  return with(with(shape, "%04u", out.data()), "{ext}", trade.extension);
}

/// A seat's running log of an incident that nobody could settle by phone.
std::string long_text(std::string start, const Trade& trade, std::int64_t from_ms, Random& chance) {
  while (characters(start) < kLongDescription_chars) {
    from_ms += static_cast<std::int64_t>(3 + chance.pick(20)) * kMinute_ms;
    const std::string time = time_from_ms(from_ms).substr(11, 5);
    const std::string step = with(pick(chance, trade.steps), "{t}", time);
    start += '\n' + with(step, "{n}", std::to_string(1 + chance.pick(9)));
  }
  return start;
}

const Trade& trade_of(int i) {
  if (i % 8 == 3) return traditional_trade();
  if (i % 8 == 6) return english_trade();
  return simplified_trades()[static_cast<std::size_t>(i) % simplified_trades().size()];
}

void fill_call(ImportedOrder& order, int i, const Trade& trade, Random& chance) {
  constexpr std::array<std::string_view, 6> kIntakes{"incident", "incident", "request",
                                                     "incident", "enquiry",  "complaint"};
  const auto index = static_cast<std::size_t>(i);
  const auto second = static_cast<std::int64_t>(chance.pick(4) == 0 ? chance.pick(60) : 0);
  const std::int64_t reported_ms =
      kFirstReport_ms + std::int64_t{i} * 2699 * kMinute_ms + second * 1000;
  at(order, Field::intake) = kIntakes.at(index % kIntakes.size());
  at(order, Field::kind) = i % 6 == 5 ? "maintenance" : "repair";
  at(order, Field::priority) = std::to_string(1 + chance.pick(4));
  at(order, Field::reporter_unit) = pick(chance, trade.units);
  at(order, Field::reported_at) = time_from_ms(reported_ms);
  at(order, Field::reporter) = pick(chance, trade.people);
  at(order, Field::phone) = phone(trade, chance);
  if (chance.pick(10) < 6) at(order, Field::contact) = phone(trade, chance);
  if (chance.pick(10) < 9) {
    at(order, Field::occurred_at) =
        time_from_ms(reported_ms - static_cast<std::int64_t>(5 + chance.pick(170)) * kMinute_ms);
  }
  at(order, Field::group) = trade.group;
  if (i % 4 != 0 || trade.language != "zh-Hans") at(order, Field::language) = trade.language;
  at(order, Field::service_unit) = trade.service_unit;
}

void fill_trouble(ImportedOrder& order, int i, const Trade& trade, Random& chance) {
  const Topic& topic = trade.topics[static_cast<std::size_t>(i / 4) % trade.topics.size()];
  const std::string n = std::to_string(1 + chance.pick(9));
  at(order, Field::category) = topic.category;
  if (chance.pick(10) < 9) at(order, Field::symptoms) = with(topic.symptoms, "{n}", n);
  at(order, Field::description) = with(topic.description, "{n}", n);
  if (i % 20 == 7 || i % 20 == 11) {
    std::string& description = at(order, Field::description);
    description = long_text(description, trade, kFirstReport_ms, chance);
  }
  if (chance.pick(2) == 0) at(order, Field::equipment) = with(topic.equipment, "{n}", n);
  if (chance.pick(2) == 0) at(order, Field::remarks) = pick(chance, trade.remarks);
  if (i % 5 != 0) return;
  at(order, Field::equipment) = with(topic.equipment, "{n}", n);
  at(order, Field::treatment) = with(topic.treatment, "{n}", n);
  at(order, Field::test_result) = i % 15 == 0 ? "abnormal" : "normal";
  const std::int64_t reported_ms = time_to_ms(at(order, Field::reported_at)).value();
  at(order, Field::serviced_at) =
      time_from_ms(reported_ms + static_cast<std::int64_t>(40 + chance.pick(400)) * kMinute_ms);
}

void fill_parts(ImportedOrder& order, int i, const Trade& trade, Random& chance) {
  constexpr std::array<std::string_view, 6> kQuantities{"1", "2", "0.5", "3", "12.75", "100"};
  const std::size_t count = i % 11 == 4 ? 12 : i % 2 == 0 ? 1 + chance.pick(5) : 0;
  const std::size_t first = chance.pick(trade.items.size());
  for (std::size_t k = 0; k < count; ++k) {
    const Item& item = trade.items[(first + k) % trade.items.size()];
    server::ImportedPart part{
        std::string(item.name), std::string(item.model), std::string(item.unit), {}, {}};
    part.qty = kQuantities.at(chance.pick(kQuantities.size()));
    if (chance.pick(4) == 0) part.note = pick(chance, trade.remarks);
    order.parts.push_back(std::move(part));
  }
}

}  // namespace

std::vector<ImportedOrder> make_orders(int first, int count, std::uint64_t seed) {
  SeededRandom chance(seed);
  std::vector<ImportedOrder> orders;
  for (int i = 0; i < count; ++i) {
    ImportedOrder order;
    std::string digits = std::to_string(first + i);
    order.no = "DL-2026-" + std::string(6 - digits.size(), '0') + digits;
    const Trade& trade = trade_of(i);
    fill_call(order, i, trade, chance);
    fill_trouble(order, i, trade, chance);
    fill_parts(order, i, trade, chance);
    orders.push_back(std::move(order));
  }
  return orders;
}

}  // namespace huidan::sample
