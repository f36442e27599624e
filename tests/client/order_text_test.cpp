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

}  // namespace huidan::cli
