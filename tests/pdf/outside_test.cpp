// The acceptance tests of the form as a customer's tools would see it: poppler, qpdf, mupdf, zbar.

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "pdf/marks.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/file.hpp"
#include "sync/model/sheet_code.hpp"
#include "tests/pdf/outside.hpp"
#include "tests/pdf/plain_haru.hpp"
#include "tests/pdf/stack.hpp"

namespace huidan::test {
namespace {

/// The grey picture of a page: "P5 width height 255" and the bytes.
struct Picture {
  std::size_t width = 0;
  std::size_t height = 0;
  std::string pixels;
};

Picture picture_of(const PaperFile& paper, int dpi) {
  const std::string target = paper.beside("page");
  const Ran ran =
      run({"pdftoppm", "-r", std::to_string(dpi), "-gray", "-singlefile", paper.path(), target});
  REQUIRE(ran.exit == 0);
  const auto file = read_file(target + ".pgm", std::uintmax_t{64} << 20);
  REQUIRE(file.ok());
  std::istringstream head(file.value());
  std::string magic;
  Picture picture;
  int white = 0;
  head >> magic >> picture.width >> picture.height >> white;
  picture.pixels = file.value().substr(static_cast<std::size_t>(head.tellg()) + 1);
  return picture;
}

}  // namespace

TEST_CASE("other people's tools find nothing wrong with any form") {
  for (const NamedForm& sample : all_forms()) {
    CAPTURE(sample.name);
    const PaperFile paper(printed(sample.form, sample.sheets).pdf);

    const Ran checked = run({"qpdf", "--check", paper.path()});
    CHECK(checked.exit == 0);
    CHECK(checked.err == "");

    const Ran fonts = run({"pdffonts", paper.path()});
    CHECK(fonts.err == "");
    const auto rows = rows_of(fonts.out);
    REQUIRE(rows.size() > 2);
    for (std::size_t i = 2; i < rows.size(); ++i) {
      CAPTURE(rows[i]);
      CHECK(rows[i].find("yes yes yes") != std::string::npos);
      CHECK(rows[i].find("CID TrueType") != std::string::npos);
      CHECK(rows[i].find("+") == 6);  // ABCDEF+Name: a subset
    }

    CHECK(rows_of(run({"pdfimages", "-list", paper.path()}).out).size() == 2);  // its heading
    const Ran trace = run({"mutool", "trace", paper.path()});
    CHECK(trace.exit == 0);
    CHECK(count_of(trace.out, "<g unicode=") > 100);
    CHECK(count_of(trace.out, "glyph=\"0\"") == 0);
  }
}

TEST_CASE("every value is found once on each copy, whatever the alphabet") {
  for (const NamedForm& sample : all_forms()) {
    CAPTURE(sample.name);
    const PaperFile paper(printed(sample.form, sample.sheets).pdf);
    const std::size_t copies =
        sample.sheets.customer_print > 0 && sample.sheets.desk_print > 0 ? 2 : 1;
    // In the order of the content: a value that goes on overleaf is cut by the head of the page.
    for (const std::vector<std::string>& reader :
         {std::vector<std::string>{"pdftotext", "-raw", paper.path(), "-"},
          std::vector<std::string>{"mutool", "draw", "-q", "-F", "txt", paper.path()}}) {
      CAPTURE(reader[0]);
      const Ran text = run(reader);
      CHECK(text.exit == 0);
      if (reader[0] == "pdftotext") CHECK(text.err == "");  // mutool warns of its own build
      const std::string found = squeezed(text.out);
      for (const std::string& value : values_of(sample.form)) {
        if (value.size() > 2000) continue;  // see the next test
        CAPTURE(value);
        CHECK(count_of(found, squeezed(value)) >= copies);
      }
      for (std::size_t at = 0; at < found.size();) {
        const char32_t c = next_code_point(found, at);
        CHECK_FALSE((c >= 0x2F00 && c <= 0x2FDF));  // radicals in the place of characters
      }
    }
  }
}

TEST_CASE("Mozilla's reader finds every value once on each copy") {
  const PaperFile place("");
  std::vector<std::string> argv{"node", HUIDAN_SOURCE_DIR "/tests/pdf/pdfjs_text.mjs"};
  const std::vector<NamedForm> samples = all_forms();
  std::vector<int> pages;
  for (const NamedForm& sample : samples) {
    const pdf::Printed paper = printed(sample.form, sample.sheets);
    argv.push_back(place.beside(std::string(sample.name) + ".pdf"));
    put_file(argv.back(), paper.pdf);
    pages.push_back(paper.pages);
  }
  const Ran ran = run(argv);
  CHECK(ran.exit == 0);
  CHECK(ran.err == "");
  std::istringstream said(ran.out);
  std::string page;
  std::getline(said, page, '\f');
  CHECK(page.empty());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    CAPTURE(samples[i].name);
    std::string found;
    for (int n = 0; n < pages[i] && std::getline(said, page, '\f'); ++n) found += squeezed(page);
    const pdf::Sheets& sheets = samples[i].sheets;
    const std::size_t copies = sheets.customer_print > 0 && sheets.desk_print > 0 ? 2 : 1;
    for (std::string value : values_of(samples[i].form)) {
      if (value.size() > 2000) continue;  // see the next test
      // It copies ℃ as ° and C, whatever the file says.
      for (std::size_t at = value.find("℃"); at != std::string::npos; at = value.find("℃")) {
        value.replace(at, std::string("℃").size(), "°C");
      }
      CAPTURE(value);
      CHECK(count_of(found, squeezed(value)) >= copies);
    }
  }
}

TEST_CASE("the look for boxes in place of glyphs finds those of libharu's own fonts") {
  const PaperFile place("");
  const std::string plain = place.beside("plain.pdf");
  const std::string text = "误码率 10⁻⁴";  // Noto Sans SC has no ⁻
  print_plainly((font_folder() / "NotoSansSC_400Regular.ttf").string(), text, plain);
  CHECK(count_of(run({"mutool", "trace", plain}).out, "glyph=\"0\"") == 2);
  // To copy from it nothing is wrong: a look at the text alone would lie.
  CHECK(count_of(squeezed(run({"pdftotext", plain, "-"}).out), squeezed(text)) == 2);
  pdf::FormContent form = filled_form();
  form.remarks = text;
  const PaperFile ours(printed(form).pdf);
  CHECK(count_of(run({"mutool", "trace", ours.path()}).out, "glyph=\"0\"") == 0);
}

TEST_CASE("a description of 4,000 characters goes on overleaf and loses none") {
  const pdf::FormContent form = wordy_form();
  const pdf::Printed paper_bytes = printed(form, {1, 0});
  CHECK(paper_bytes.pages >= 2);
  const PaperFile paper(paper_bytes.pdf);
  // The cell alone, page by page: right of the labels, below the head.
  std::string body;
  for (int page = 1; page <= paper_bytes.pages; ++page) {
    const std::string n = std::to_string(page);
    body += run({"pdftotext", "-raw", "-f", n, "-l", n, "-x", "100", "-y", "101", "-W", "470", "-H",
                 "720", paper.path(), "-"})
                .out;
  }
  CHECK(count_of(squeezed(body), squeezed(form.equipment)) == 1);
}

TEST_CASE("the blank, the filled and the signed form are one A4 sheet with both copies") {
  for (const std::string_view name :
       {"blank", "filled", "signed", "english", "traditional", "rare", "refused", "absent",
        "reprint", "recorded", "recorded_little", "recorded_english", "recorded_traditional"}) {
    CAPTURE(name);
    const auto samples = all_forms();
    const auto sample = std::ranges::find(samples, name, &NamedForm::name);
    const PaperFile paper(printed(sample->form, sample->sheets).pdf);
    const std::string info = run({"pdfinfo", paper.path()}).out;
    CHECK(info.find("(A4)") != std::string::npos);
    CHECK(info.find("Pages:           1") != std::string::npos);
  }
}

TEST_CASE("the two halves of the sheet are alike, pixel for pixel") {
  const PaperFile paper(printed(signed_form(), {1, 1, dense_text(1352)}).pdf);
  const Picture page = picture_of(paper, 144);
  REQUIRE(page.height == 1684);
  std::size_t different = 0;
  std::size_t dark = 0;
  constexpr std::size_t kFirst = 180;  // below the head, where copy label and QR code differ
  constexpr std::size_t kCodes = 800;  // from here to the right the dense code reaches down to …
  constexpr std::size_t kBelowCodes = 340;
  for (std::size_t y = kFirst; y < 800; ++y) {
    for (std::size_t x = 0; x < page.width; ++x) {
      if (x > kCodes && y < kBelowCodes) continue;
      const char upper = page.pixels[y * page.width + x];
      if (upper != page.pixels[(y + 842) * page.width + x]) ++different;
      if (static_cast<unsigned char>(upper) < 128) ++dark;
    }
  }
  CHECK(different == 0);
  CHECK(dark > 5000);
}

TEST_CASE("a scanner reads from each sheet the order, the copy and the hash") {
  for (const NamedForm& sample : all_forms()) {
    CAPTURE(sample.name);
    const pdf::Printed form = printed(sample.form, sample.sheets);
    const PaperFile paper(form.pdf);
    const bool both = sample.sheets.customer_print > 0 && sample.sheets.desk_print > 0;
    const bool shared = both && form.pages == 1;
    const auto pages = static_cast<std::size_t>(form.pages);
    // A whole page is read in tests/e2e/return_test.cpp.
    std::string scan;
    for (const std::string& row : codes_of(paper.path(), paper, {pages, pages, shared ? 1U : 0U})) {
      scan += row + '\n';
    }
    const auto code = [&sample](const char* copy, std::int64_t print) {
      const std::string hash = sample.form.form_hash.substr(0, 16);
      return sheet_code_text({sample.form.no, copy, print, hash, sample.form.short_signature}) +
             '\n';
    };
    const auto sheets = static_cast<std::size_t>(both && !shared ? form.pages / 2 : form.pages);
    CHECK(count_of(scan, code("customer", sample.sheets.customer_print)) ==
          (sample.sheets.customer_print > 0 ? sheets : 0));
    CHECK(count_of(scan, code("desk", sample.sheets.desk_print)) ==
          (sample.sheets.desk_print > 0 ? sheets : 0));
    CHECK(count_of(scan, "WO2:") == (sample.sheets.desk_record.empty() ? 0 : 1));
    CHECK(count_of(scan, sample.sheets.desk_record + '\n') >= 1);
  }
}

TEST_CASE("a reprint says which one it is, a first print says nothing") {
  const PaperFile first(printed(signed_form()).pdf);
  CHECK(count_of(squeezed(run({"pdftotext", first.path(), "-"}).out), "补打") == 0);
  const PaperFile again(printed(signed_form(), {3, 2}).pdf);
  const std::string text = squeezed(run({"pdftotext", again.path(), "-"}).out);
  CHECK(count_of(text, "补打第2次") == 1);
  CHECK(count_of(text, "补打第1次") == 1);
}

}  // namespace huidan::test
