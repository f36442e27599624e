// The form against wkhtmltopdf, which is what such a form is usually printed with: the same words,
// the same ink and QR codes as SVG, both copies on one sheet.

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <sstream>
#include <stdexcept>

#include "pdf/layout.hpp"
#include "sync/base/file.hpp"
#include "tests/bench/bench.hpp"
#include "tests/support/forms.hpp"
#include "tests/support/process.hpp"

namespace huidan::bench {
namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      out += c;
    }
  }
  return out;
}

void svg_ink(std::ostream& out, const Ink& ink) {
  out << "<svg width=\"160\" height=\"46\" viewBox=\"0 0 " << ink.width << ' ' << ink.height
      << "\"><g fill=\"none\" stroke=\"#0f1f66\" stroke-width=\"4\">";
  for (const auto& stroke : ink.strokes) {
    out << "<polyline points=\"";
    for (const InkPoint& p : stroke) out << p.x << ',' << p.y << ' ';
    out << "\"/>";
  }
  out << "</g></svg>";
}

void svg_code(std::ostream& out, const pdf::QrCode& code) {
  out << "<svg width=\"77\" height=\"77\" viewBox=\"0 0 " << code.side << ' ' << code.side
      << "\"><path d=\"";
  for (int y = 0; y < code.side; ++y) {
    for (int x = 0; x < code.side; ++x) {
      if (code.at(x, y)) out << 'M' << x << ' ' << y << "h1v1h-1z";
    }
  }
  out << "\"/></svg>";
}

void html_copy(std::ostream& out, const pdf::FormContent& form, const pdf::QrMark& code) {
  const auto label = [&form](std::string_view key) { return escaped(text(form.language, key)); };
  const auto row = [&](std::string_view key, const std::string& value) {
    out << "<tr><th>" << label(key) << "</th><td>" << escaped(value) << "</td></tr>";
  };
  out << "<section><h1>" << label("form.title") << "</h1>";
  svg_code(out, code.code);
  out << "<p><b>" << escaped(form.no) << "</b> " << form.form_hash.substr(0, 16) << "</p><table>";
  row("field.reporter_unit", form.reporter_unit);
  row("field.reported_at", form.reported_at);
  row("field.reporter", form.reporter);
  row("field.phone", form.phone);
  row("field.service_unit", form.service_unit);
  row("field.serviced_at", form.serviced_at);
  row("field.kind", std::string(text(form.language, "form.kind_repair")));
  row("field.equipment", form.equipment);
  row("field.treatment", form.treatment);
  row("field.test_result", std::string(text(form.language, "form.test_normal")));
  row("field.remarks", form.remarks);
  out << "</table><table>";
  for (const pdf::FormPart& part : form.parts) {
    out << "<tr><td>" << escaped(part.name) << "</td><td>" << escaped(part.model) << "</td><td>"
        << escaped(part.unit) << "</td><td>" << escaped(part.qty) << "</td><td>"
        << escaped(part.note) << "</td></tr>";
  }
  out << "</table><table><tr>";
  for (const pdf::FormSignature* party : {&form.customer, &form.engineer}) {
    out << "<td>" << escaped(party->name) << ' ' << party->at << "<br>";
    svg_ink(out, party->ink);
    out << "</td>";
  }
  out << "</tr></table></section>";
}

std::string html_of(const pdf::FormContent& form) {
  std::ostringstream out;
  out << "<!doctype html><meta charset=utf-8><style>body{font:9pt sans-serif;margin:0}"
         "section{height:128mm;position:relative}h1{font-size:15pt;text-align:center}"
         "section>svg{position:absolute;right:0;top:0}table{width:100%;border-collapse:collapse}"
         "td,th{border:.5pt solid;padding:2pt}</style>";
  const pdf::Layout layout = pdf::lay_out(form, {}, test::shelf());
  for (const pdf::QrMark& code : layout.pages.front().own.codes) html_copy(out, form, code);
  return out.str();
}

/// Milliseconds of the fastest of `times` runs: the rest is other people's load.
double fastest(int times, const std::vector<std::string>& argv) {
  double best = 0;
  for (int i = 0; i < times; ++i) {
    const auto start = Clock::now();
    const test::Ran ran = test::run(argv);
    const double ms = ms_since(start);
    if (ran.exit != 0) throw std::runtime_error(argv.front() + ": " + ran.err);
    if (i == 0 || ms < best) best = ms;
  }
  return best;
}

double warm_ms(const pdf::FormContent& form) {
  constexpr int kRounds = 200;
  std::vector<double> times;
  for (int i = 0; i < kRounds; ++i) {
    const auto start = Clock::now();
    const auto printed = pdf::print_form(form, {}, test::shelf());
    if (!printed) throw std::runtime_error(printed.error().detail);
    times.push_back(ms_since(start));
  }
  return median(times);
}

}  // namespace

void bench_form(std::vector<BenchRow>& rows) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::temp_directory_path() / "huidan-bench-form";
  make_folder(folder);
  const std::string html = (folder / "form.html").string();
  const std::string ours = (folder / "ours.pdf").string();
  const std::string theirs = (folder / "theirs.pdf").string();
  const pdf::FormContent form = test::signed_form();
  write_file(html, html_of(form));

  const double cold = fastest(10, {PRINT_ONCE, test::font_folder().string(), "signed", ours});
  const double rival = fastest(3, {"env", "QT_QPA_PLATFORM=offscreen", "wkhtmltopdf", "--quiet",
                                   "--page-size", "A4", html, theirs});
  const double warm = warm_ms(form);
  const auto our_bytes = static_cast<double>(fs::file_size(ours));
  const auto their_bytes = static_cast<double>(fs::file_size(theirs));
  rows.push_back({"form, cold process", cold, "ms", rival / cold, "wkhtmltopdf", "ratio >= 25",
                  rival / cold >= 25});
  rows.push_back({"form, warm", warm, "ms", rival / warm, "wkhtmltopdf", "<= 4 ms", warm <= 4});
  rows.push_back({"form, bytes", our_bytes, "B", their_bytes / our_bytes, "wkhtmltopdf",
                  "<= 56320 B", our_bytes <= 56320});
  rows.push_back({"wkhtmltopdf, cold process", rival, "ms", 0, "", "", true});
  fs::remove_all(folder);
}

}  // namespace huidan::bench
