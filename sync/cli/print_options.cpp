#include "sync/cli/print_options.hpp"

#include <memory>
#include <nlohmann/json.hpp>

#include "sync/base/bytes.hpp"
#include "sync/cli/changed_text.hpp"

namespace huidan::cli {
void add_print_verb(Program& program,
                    const std::function<Refusable(Context&, const PrintOptions&)>& print) {
  auto options = std::make_shared<PrintOptions>();
  CLI::App* verb = program.verb(
      "print", [options, print](Context& context) { return print(context, *options); });
  program.required(verb, "NO", &options->no);
  program.one_of(verb, "--copies", &options->copies, {"both", "customer", "desk"});
  program.option(verb, "--blank", &options->blank);
  program.required(verb, "--out", &options->out);
}

std::string missing_line(Language language, const std::vector<char32_t>& missing) {
  if (missing.empty()) return {};
  std::string list;
  for (const char32_t character : missing) list += ' ' + code_point_name(character);
  return text_with(language, "cli.print.missing", {{"list", list}}) + '\n';
}

void say_printed(Console& console, const PrintOptions& options, const PrintedSheets& printed) {
  nlohmann::ordered_json missing = nlohmann::ordered_json::array();
  for (const char32_t character : printed.missing) missing.push_back(code_point_name(character));
  const nlohmann::ordered_json document{{"no", options.no},
                                        {"out", options.out},
                                        {"form_hash", printed.form_hash},
                                        {"stale", printed.stale},
                                        {"changed", printed.changed},
                                        {"customer_print", printed.customer_print},
                                        {"desk_print", printed.desk_print},
                                        {"pages", printed.pages},
                                        {"bytes", printed.bytes},
                                        {"missing", missing},
                                        {"left_out", printed.left_out}};
  std::string lines = text_with(console.language(), "cli.print.done",
                                {{"out", options.out}, {"hash", printed.form_hash.substr(0, 16)}}) +
                      '\n';
  if (printed.stale) lines += std::string(text(console.language(), "cli.print.stale")) + '\n';
  lines += changed_line(console.language(), printed.changed);
  lines += missing_line(console.language(), printed.missing);
  lines += names_line(console.language(), "cli.print.left_out", printed.left_out);
  console.answer(document.dump(), lines);
}

}  // namespace huidan::cli
