// The form in ten years: PDF/A-3u with the record inside, judged by PDFBox Preflight. Preflight
// knows PDF/A-1b alone, so it looks at each form twice: as it is, where only what part 3 allows and
// part 1 does not may be complained of, and once dressed as part 1, without attachments.

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "pdf/colour_profile.hpp"
#include "sync/base/file.hpp"
#include "tests/pdf/generated.hpp"
#include "tests/pdf/outside.hpp"
#include "tests/pdf/sealed.hpp"

namespace huidan::test {
namespace {

/// Every error code in Preflight's XML, and how many files it found valid.
struct Judged {
  std::size_t files = 0;
  std::size_t valid = 0;
  std::set<std::string> codes;
};

Judged preflight(const std::vector<std::string>& pdfs) {
  const PaperFile place("");  // for its folder
  std::string list;
  for (std::size_t i = 0; i < pdfs.size(); ++i) {
    const std::string path = place.beside(std::to_string(i) + ".pdf");
    put_file(path, pdfs[i]);
    list += path + '\n';
  }
  put_file(place.beside("list"), list);
  std::string classes;
  for (const char* jar : {"preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging",
                          "jakarta-activation", "javax.activation", "jaxb-api"}) {
    classes += std::string("/usr/share/java/") + jar + ".jar:";
  }
  const Ran ran =
      run({"java", "-XX:TieredStopAtLevel=1", "-cp", classes,
           "org.apache.pdfbox.preflight.Validator_A1b", "xml", "group", place.beside("list")});
  CAPTURE(ran.err);
  const auto file = read_file(place.beside("list.preflight.xml"), std::uintmax_t{16} << 20);
  REQUIRE(file.ok());
  const std::string& xml = file.value();
  Judged judged;
  judged.files = count_of(xml, "<preflight name=");
  judged.valid = count_of(xml, "<isValid type=\"PDF/A1-b\">true<");
  constexpr std::string_view kCode = "<code>";
  for (std::size_t at = xml.find(kCode); at != std::string::npos; at = xml.find(kCode, at + 1)) {
    const std::size_t begin = at + kCode.size();
    judged.codes.insert(xml.substr(begin, xml.find('<', begin) - begin));
  }
  return judged;
}

void replace_once(std::string& bytes, std::string_view from, std::string_view to) {
  REQUIRE(from.size() == to.size());  // the cross-reference table stays right
  const std::size_t at = bytes.find(from);
  REQUIRE(at != std::string::npos);
  bytes.replace(at, from.size(), to);
}

std::string as_part_one(std::string pdf) {
  replace_once(pdf, "%PDF-1.7", "%PDF-1.4");
  replace_once(pdf, "<pdfaid:part>3<", "<pdfaid:part>1<");
  replace_once(pdf, "<pdfaid:conformance>U<", "<pdfaid:conformance>B<");
  return pdf;
}

/// The samples, and what no sample shows.
std::vector<NamedForm> many_forms() {
  std::vector<NamedForm> forms = all_forms();
  FormGenerator generator(generator_seed() + 1);
  for (int i = 0; i < 40; ++i) forms.push_back({"generated", generator.form(), {}});
  return forms;
}

}  // namespace

TEST_CASE("PDFBox finds a PDF/A-1b file in every form that is dressed as one") {
  std::vector<std::string> pdfs;
  for (const NamedForm& sample : many_forms()) {
    pdf::FormContent form = sample.form;
    form.form_bytes.clear();
    form.signatures.clear();
    pdfs.push_back(as_part_one(printed(form, sample.sheets).pdf));
  }
  pdf::FormContent bare = signed_form();
  bare.form_bytes.clear();
  bare.signatures.clear();
  pdfs.push_back(as_part_one(sealed(bare)));
  const Judged judged = preflight(pdfs);
  CHECK(judged.files == pdfs.size());
  CHECK(judged.valid == pdfs.size());
  CHECK(judged.codes == std::set<std::string>{});
}

TEST_CASE("what PDFBox says against a form as it is, part 3 of the standard allows") {
  std::vector<std::string> pdfs;
  for (const NamedForm& sample : many_forms()) {
    pdf::FormContent form = sample.form;
    form.form_bytes = R"({"schema":"huidan.form.1"})";
    form.signatures = R"({"schema":"huidan.signatures.1"})";
    pdfs.push_back(printed(form, sample.sheets).pdf);
  }
  pdfs.push_back(sealed(proven_form()));
  const Judged judged = preflight(pdfs);
  CHECK(judged.files == pdfs.size());
  // An embedded file (1.2.9, 1.4.7), and another part (7.11.2) and level (7.11.1) than 1 and B.
  CHECK(judged.codes == std::set<std::string>{"1.2.9", "1.4.7", "7.11.1", "7.11.2"});
}

TEST_CASE("the record comes out of the file byte for byte, under its name") {
  pdf::FormContent form = signed_form();
  form.form_bytes = "{\"schema\":\"huidan.form.1\",\"text\":\"𠮷田\\n\"}";
  form.signatures = "{\"schema\":\"huidan.signatures.1\"}";
  const PaperFile paper(printed(form).pdf);
  const std::string names = run({"pdfdetach", "-list", paper.path()}).out;
  CHECK(names.find("2 embedded files") != std::string::npos);
  for (const auto& [number, name, bytes] :
       {std::tuple{"1", "form.json", form.form_bytes}, {"2", "signatures.json", form.signatures}}) {
    CAPTURE(name);
    CHECK(names.find(name) != std::string::npos);
    const std::string out = paper.beside(name);
    REQUIRE(run({"pdfdetach", "-save", number, "-o", out, paper.path()}).exit == 0);
    CHECK(read_file(out, 4096).value() == bytes);
  }
  CHECK(run({"qpdf", "--check", paper.path()}).exit == 0);
  form.form_bytes.clear();
  form.signatures.clear();
  const PaperFile bare(printed(form).pdf);
  CHECK(run({"pdfdetach", "-list", bare.path()}).out.starts_with("0 embedded files"));
}

TEST_CASE("a title with marks that XML reserves is spelled in both places") {
  pdf::FormContent form = filled_form();
  form.no = "A<&>\x01\"7";
  const PaperFile paper(printed(form).pdf);
  const std::string info = run({"pdfinfo", "-meta", paper.path()}).out;
  CHECK(info.find("A&lt;&amp;&gt;\"7</rdf:li>") != std::string::npos);
  CHECK(run({"pdfinfo", paper.path()}).out.find("A<&>\"7\n") != std::string::npos);
  CHECK(preflight({as_part_one(printed(form).pdf)}).valid == 1);
}

TEST_CASE("the colours are sRGB, a whole profile of a kilobyte") {
  const std::string& profile = pdf::colour_profile();
  CHECK(profile.size() < 1200);
  CHECK(profile.substr(36, 4) == "acsp");
  CHECK(static_cast<unsigned char>(profile[2]) * 256U + static_cast<unsigned char>(profile[3]) ==
        profile.size());
}

}  // namespace huidan::test
