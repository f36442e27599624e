// Every layout of the form, mark by mark, as it was when somebody last looked at the page.

#include <doctest/doctest.h>

#include "pdf/layout.hpp"
#include "tests/pdf/told.hpp"
#include "tests/support/forms.hpp"

namespace huidan::test {

TEST_CASE("each layout of the form is drawn as it was when somebody last looked at it") {
  for (const std::string_view name :
       {"blank", "filled", "signed", "long", "wordy", "refused", "stale", "reprint", "english",
        "traditional", "customer_only", "recorded", "recorded_blank", "recorded_little",
        "recorded_english", "recorded_wordy"}) {
    CAPTURE(name);
    const auto sample = form_named(name);
    REQUIRE(sample);
    const pdf::Layout layout = pdf::lay_out(sample->form, sample->sheets, shelf());
    CHECK(as_looked_at("form_" + std::string(name), told(layout)));
  }
}

}  // namespace huidan::test
