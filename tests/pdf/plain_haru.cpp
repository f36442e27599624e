#include "tests/pdf/plain_haru.hpp"

#include <doctest/doctest.h>
#include <hpdf.h>

namespace huidan::test {

void print_plainly(const std::string& font, const std::string& text, const std::string& out) {
  HPDF_Doc doc = HPDF_New(nullptr, nullptr);
  REQUIRE(doc != nullptr);
  HPDF_UseUTFEncodings(doc);
  const char* name = HPDF_LoadTTFontFromFile(doc, font.c_str(), HPDF_TRUE);
  HPDF_Font face = HPDF_GetFont(doc, name, "UTF-8");
  HPDF_Page page = HPDF_AddPage(doc);
  HPDF_Page_SetFontAndSize(page, face, 9);
  HPDF_Page_BeginText(page);
  for (const float y : {700.0F, 300.0F}) HPDF_Page_TextOut(page, 40, y, text.c_str());
  HPDF_Page_EndText(page);
  HPDF_SaveToFile(doc, out.c_str());
  CHECK(HPDF_GetError(doc) == HPDF_OK);
  HPDF_Free(doc);
}

}  // namespace huidan::test
