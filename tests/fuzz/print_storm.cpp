// Two threads print what nobody would write but somebody may paste, on fonts that they share: built
// with AddressSanitizer and UBSan, and with ThreadSanitizer, which say what no look at the paper
// can.
//   print_storm FORMS
// The first two hundred are generated orders; the rest, up to FORMS, are blank ones.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "pdf/layout.hpp"
#include "tests/pdf/crossing.hpp"
#include "tests/pdf/generated.hpp"
#include "tests/support/forms.hpp"

namespace huidan::test {
namespace {

constexpr std::size_t kGenerated = 200;

std::vector<NamedForm> generated_forms() {
  FormGenerator generator(generator_seed());
  std::vector<NamedForm> forms;
  for (std::size_t i = 0; i < kGenerated; ++i) {
    const auto print = static_cast<std::int64_t>(i + 1);
    const std::string record = i % 4 < 2 ? std::string() : dense_text(300 + 5 * i, i);
    forms.push_back({"generated", generator.form(), {print, print, record}});
  }
  return forms;
}

/// How many prints failed, or left a text outside its cell.
std::size_t storm(std::size_t times) {
  const std::vector<NamedForm> orders = generated_forms();
  const NamedForm blank{"blank", blank_form(), {}};
  std::array<std::size_t, 2> failed{};
  {
    std::array<std::jthread, 2> threads;
    for (std::size_t t = 0; t < threads.size(); ++t) {
      threads[t] = std::jthread([&, t] {
        for (std::size_t i = t; i < times; i += threads.size()) {
          const NamedForm& each = i < orders.size() ? orders[i] : blank;
          const auto paper = pdf::print_form(each.form, each.sheets, shelf());
          const bool whole = paper && paper.value().pdf.ends_with("%%EOF\n");
          // The rest is one form: looking at it once would do.
          const bool looked =
              i >= orders.size() || crossing(pdf::lay_out(each.form, each.sheets, shelf())).empty();
          if (!whole || !looked) ++failed[t];
        }
      });
    }
  }
  return failed[0] + failed[1];
}

}  // namespace
}  // namespace huidan::test

int main(int argc, char** argv) {
  using namespace huidan::test;
  if (argc != 2) return 2;
  const std::size_t forms = std::strtoull(argv[1], nullptr, 10);
  const std::size_t failed = storm(forms);
  std::printf("HUIDAN_SEED=%llu: %zu forms, %zu failed\n",
              static_cast<unsigned long long>(generator_seed()), forms, failed);
  return failed == 0 ? 0 : 1;
}
