// An order as the programs show it to people: no word of the wire's stands in it.
#include <doctest/doctest.h>

#include <string>

#include "sync/cli/order_text.hpp"
#include "sync/model/field.hpp"

namespace huidan::cli {

TEST_CASE("every choice of every field is shown in the reader's own words") {
  for (const Language language : kLanguages) {
    CAPTURE(std::string(language_tag(language)));
    for (const FieldInfo& field : all_fields()) {
      for (const std::string_view choice : field.choices) {
        CAPTURE(std::string(field.name) + " " + std::string(choice));
        WorkOrder order;
        order.no = "WX-1";
        order.visits.push_back({RowId{"v-1"}, "", "", "", ""});
        order.fields.at(static_cast<std::size_t>(field.field)) = choice;
        const std::string shown = order_lines(language, order);
        // A key without a text would be shown itself.
        CHECK(shown.find("." + std::string(choice)) == std::string::npos);
        if (language != Language::en && choice.size() > 2) {
          CHECK(shown.find(choice) == std::string::npos);
        }
      }
    }
  }
}

TEST_CASE("what two wrote at once is shown in the reader's own words") {
  WorkOrder order;
  order.no = "WX-1";
  Dispute dispute{DisputeId{"D-1"},
                  {},
                  "test_result",
                  "",
                  "normal",
                  "abnormal",
                  "e1",
                  "2026-11-22T11:42:00+08:00",
                  {},
                  "field_conflict",
                  "open",
                  {}};
  order.disputes.push_back(dispute);
  dispute.field = "op";
  dispute.mine = "part.put";
  dispute.theirs.clear();
  order.disputes.push_back(dispute);
  dispute.field = "removed";
  dispute.mine = "1";
  order.disputes.push_back(dispute);
  const std::string shown = dispute_lines(Language::zh_hans, order);
  CAPTURE(shown);
  for (const std::string_view told :
       {"正常", "不正常", "整项操作", "更换设备", "删除", "保留", "2026-11-22 11:42"}) {
    CHECK(shown.find(told) != std::string::npos);
  }
  for (const std::string_view wire :
       {"normal", "part.put", "field.op", "+08:00", "\u201c1\u201d"}) {
    CHECK(shown.find(wire) == std::string::npos);
  }
}

TEST_CASE(
    "the print log says of a sheet who has it, why it is missing, and what a geta mark stands "
    "for") {
  WorkOrder order;
  order.no = "WX-1";
  order.visits.push_back({RowId{"v-1"}, "", "", "", ""});
  Copy copy = next_sheet(order, "desk", "with_engineer", {});
  copy.by = copy.holder = "e1";
  copy.at = "2026-11-22T11:42:00+08:00";
  order.copies.push_back(copy);
  const auto last = [&order] {
    const std::string shown = order_lines(Language::en, order);
    return shown.substr(shown.find('\n') + 1);
  };
  CHECK(last() == "  Desk copy  #1  With the engineer  e1  2026-11-22 11:42\n");
  order.copies[0].holder = "e2";
  order.copies[0].missing = "U+E000";
  CHECK(
      last() ==
      "  Desk copy  #1  With the engineer  e2  e1  2026-11-22 11:42  the geta mark (U+3013) stands "
      "for U+E000\n");
  order.copies[0].state = "missing";
  order.copies[0].holder.clear();
  order.copies[0].missing.clear();
  order.copies[0].reason = "blown away";
  CHECK(last() == "  Desk copy  #1  Missing  blown away  e1  2026-11-22 11:42\n");
}

TEST_CASE("who wrote is told what has changed, not the whole order again") {
  WorkOrder order;
  order.no = "WX-1";
  order.visits.push_back({RowId{"v-1"}, "", "", "", ""});
  const auto put = [&](Field field, const char* value) {
    order.fields.at(static_cast<std::size_t>(field)) = value;
  };
  put(Field::status, "assigned");
  put(Field::reporter, "王例舟");
  const std::string before = order_lines(Language::en, order);
  put(Field::status, "en_route");
  order.notes.push_back({{}, "e1", "2026-11-22T11:42:00+08:00", "key at the gate"});
  CHECK(new_lines(Language::en, before, order) ==
        order_line(Language::en, order) +
            "Status  En route\n  2026-11-22 11:42  e1  key at the gate\n");
  CHECK(new_lines(Language::en, {}, order) ==
        order_line(Language::en, order) + order_lines(Language::en, order));
}

}  // namespace huidan::cli
