#include "pdf/document.hpp"

#include "pdf/document_archive.hpp"
#include "pdf/document_fonts.hpp"
#include "sync/base/crypto.hpp"

namespace huidan::pdf {
namespace {

class Writer {
 public:
  Writer(const Layout& layout, const FontShelf& fonts) : layout_(layout), fonts_(fonts) {}

  Result<std::string> run(const DocumentInfo& info) {
    const auto fonts = embed_fonts(haru_, layout_, fonts_, ids_);
    if (!fonts) return fonts.error();
    font_dict_ = fonts.value();
    body_dict_ = haru_.indirect(haru_.dict());
    for (std::size_t i = 0; i < layout_.bodies.size(); ++i) add_body(i);
    for (const Page& page : layout_.pages) add_page(page);
    make_archival(haru_, info, sha256(contents_));
    prefer_true_size();
    return haru_.save();
  }

 private:
  void add_body(std::size_t index) {
    const std::string content = content_of(layout_.bodies[index], ids_);
    const std::string packed = haru_.deflated(content);
    contents_ += packed;
    HPDF_Dict body = haru_.stream_of(packed);
    HPDF_Dict_AddName(body, "Type", "XObject");
    HPDF_Dict_AddName(body, "Subtype", "Form");
    HPDF_Dict_Add(
        body, "BBox",
        haru_.numbers({0, 0, static_cast<int>(kPaperWidth), static_cast<int>(kPaperHeight)}));
    HPDF_Dict resources = haru_.dict();
    HPDF_Dict_Add(resources, "Font", font_dict_);
    HPDF_Dict_Add(body, "Resources", resources);
    const std::string name = "B" + std::to_string(index);
    HPDF_Dict_Add(body_dict_, name.c_str(), body);
    haru_.check_status();
  }

  void add_page(const Page& marks) {
    HPDF_Page page = haru_.check(HPDF_AddPage(haru_.doc()));
    HPDF_Page_SetWidth(page, static_cast<HPDF_REAL>(layout_.width));
    HPDF_Page_SetHeight(page, static_cast<HPDF_REAL>(layout_.height));
    auto* resources =
        static_cast<HPDF_Dict>(HPDF_Dict_GetItem(page, "Resources", HPDF_OCLASS_DICT));
    HPDF_Dict_Add(haru_.check(resources), "Font", font_dict_);
    HPDF_Dict_Add(resources, "XObject", body_dict_);
    std::string content = content_of_origin(layout_.height);
    for (const Placement& placement : marks.bodies) content += content_of(placement);
    content += content_of(marks.own, ids_);
    const std::string packed = haru_.deflated(content);
    contents_ += packed;
    haru_.put(static_cast<HPDF_PageAttr>(page->attr)->contents, packed);
  }

  /// A driver that scales the page would shrink the QR codes below what a scanner reads.
  void prefer_true_size() {
    HPDF_Dict preferences = haru_.dict();
    HPDF_Dict_AddName(preferences, "PrintScaling", "None");
    HPDF_Dict_Add(haru_.doc()->catalog, "ViewerPreferences", preferences);
    haru_.check_status();
  }

  const Layout& layout_;
  const FontShelf& fonts_;
  Haru haru_;
  CharacterIds ids_;
  std::string contents_;  // all that is painted, packed: what tells one document from another
  HPDF_Dict font_dict_ = nullptr;
  HPDF_Dict body_dict_ = nullptr;
};

}  // namespace

Result<std::string> write_document(const Layout& layout, const DocumentInfo& info,
                                   const FontShelf& fonts) {
  return Writer(layout, fonts).run(info);
}

}  // namespace huidan::pdf
