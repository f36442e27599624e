// The form in ten years: PDF/A-3u with the record inside, judged by PDFBox Preflight. Preflight
// knows PDF/A-1b alone, so it looks at each form twice: as it is, where only what part 3 allows and
// part 1 does not may be complained of, and once dressed as part 1, without attachments.

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "pdf/colour_profile.hpp"
#include "sync/base/file.hpp"
#include "tests/pdf/outside.hpp"
#include "tests/pdf/sealed.hpp"
#include "tests/pdf/stack.hpp"

namespace huidan::test {
namespace {

/// What Preflight says of some files: every error code, and how many it found valid.
struct Judged {
  std::size_t files = 0;
  std::size_t valid = 0;
  std::set<std::string> codes;
};

Judged judged(std::string_view xml) {
  Judged out;
  out.files = count_of(xml, "<preflight name=");
  out.valid = count_of(xml, "<isValid type=\"PDF/A1-b\">true<");
  constexpr std::string_view kCode = "<code>";
  for (std::size_t at = xml.find(kCode); at != std::string::npos; at = xml.find(kCode, at + 1)) {
    const std::size_t begin = at + kCode.size();
    out.codes.emplace(xml.substr(begin, xml.find('<', begin) - begin));
  }
  return out;
}

/// Preflight's XML of all of `pdfs`, in their order: it takes longer to start than to judge.
std::string preflight(const std::vector<std::string>& pdfs) {
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
      run({"java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classes,
           "org.apache.pdfbox.preflight.Validator_A1b", "xml", "group", place.beside("list")});
  CAPTURE(ran.err);
  const auto file = read_file(place.beside("list.preflight.xml"), std::uintmax_t{16} << 20);
  REQUIRE(file.ok());
  return file.value();
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

pdf::FormContent without_record(pdf::FormContent form) {
  form.form_bytes.clear();
  form.signatures.clear();
  return form;
}

/// Every sample, every generated order, one that is sealed, and one whose title holds what XML
/// reserves.
std::vector<std::string> dressed_as_part_one() {
  std::vector<std::string> pdfs;
  for (const NamedForm& sample : all_forms()) {
    pdfs.push_back(as_part_one(printed(without_record(sample.form), sample.sheets).pdf));
  }
  for (const GeneratedPaper& paper : generated_papers()) {
    pdfs.push_back(as_part_one(printed(without_record(paper.form), paper.sheets).pdf));
  }
  pdf::FormContent reserved = filled_form();
  reserved.no = "A<&>\x01\"7";
  pdfs.push_back(as_part_one(printed(reserved).pdf));
  pdfs.push_back(as_part_one(sealed(without_record(signed_form()))));
  return pdfs;
}

/// Every sample with a record, and the generated orders as they are: sealed.
std::vector<std::string> as_they_are() {
  std::vector<std::string> pdfs;
  for (const NamedForm& sample : all_forms()) {
    pdf::FormContent form = sample.form;
    form.form_bytes = R"({"schema":"huidan.form.1"})";
    form.signatures = R"({"schema":"huidan.signatures.1"})";
    pdfs.push_back(printed(form, sample.sheets).pdf);
  }
  // Dressed, each of the generated ones is judged; what another part adds is the same in all.
  constexpr std::size_t kOneIn = 10;
  const std::vector<GeneratedPaper>& papers = generated_papers();
  for (std::size_t at = 0; at < papers.size(); at += kOneIn) {
    pdfs.push_back(papers[at].printed.pdf);
  }
  return pdfs;
}

}  // namespace

TEST_CASE("PDFBox finds PDF/A-1b in a form dressed as it, and else only what part 3 allows") {
  std::vector<std::string> pdfs = dressed_as_part_one();
  const std::size_t dressed = pdfs.size();
  for (std::string& pdf : as_they_are()) pdfs.push_back(std::move(pdf));
  const std::string xml = preflight(pdfs);
  std::size_t border = 0;
  for (std::size_t i = 0; i <= dressed; ++i) border = xml.find("<preflight name=", border + 1);
  REQUIRE(border != std::string::npos);

  const Judged one = judged(std::string_view(xml).substr(0, border));
  CHECK(one.files == dressed);
  CHECK(one.files > 200);
  CHECK(one.valid == dressed);
  CHECK(one.codes == std::set<std::string>{});

  const Judged three = judged(std::string_view(xml).substr(border));
  CHECK(three.files == pdfs.size() - dressed);
  CHECK(three.files > 20);
  // An embedded file (1.2.9, 1.4.7), and another part (7.11.2) and level (7.11.1) than 1 and B.
  CHECK(three.codes == std::set<std::string>{"1.2.9", "1.4.7", "7.11.1", "7.11.2"});
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
  const PaperFile bare(printed(without_record(form)).pdf);
  CHECK(run({"pdfdetach", "-list", bare.path()}).out.starts_with("0 embedded files"));
}

TEST_CASE("a title with marks that XML reserves is spelled in both places") {
  pdf::FormContent form = filled_form();
  form.no = "A<&>\x01\"7";
  const PaperFile paper(printed(form).pdf);
  const std::string info = run({"pdfinfo", "-meta", paper.path()}).out;
  CHECK(info.find("A&lt;&amp;&gt;\"7</rdf:li>") != std::string::npos);
  CHECK(run({"pdfinfo", paper.path()}).out.find("A<&>\"7\n") != std::string::npos);
}

TEST_CASE("the colours are sRGB, a whole profile of a kilobyte") {
  const std::string& profile = pdf::colour_profile();
  CHECK(profile.size() < 1200);
  CHECK(profile.substr(36, 4) == "acsp");
  CHECK(static_cast<unsigned char>(profile[2]) * 256U + static_cast<unsigned char>(profile[3]) ==
        profile.size());
}

}  // namespace huidan::test
