#include "pdf/subset.hpp"

#include <hb-subset.h>

#include <array>
#include <memory>

namespace huidan::pdf {
namespace {

struct InputFree {
  void operator()(hb_subset_input_t* input) const noexcept { hb_subset_input_destroy(input); }
};

struct PlanFree {
  void operator()(hb_subset_plan_t* plan) const noexcept { hb_subset_plan_destroy(plan); }
};

struct FaceFree {
  void operator()(hb_face_t* face) const noexcept { hb_face_destroy(face); }
};

struct BlobFree {
  void operator()(hb_blob_t* blob) const noexcept { hb_blob_destroy(blob); }
};

// A PDF names glyphs by number, so a reader needs the outlines and nothing else; without the layout
// tables hb also skips their closure, which costs more than the outlines do.
constexpr std::array kDropped{
    HB_TAG('G', 'S', 'U', 'B'), HB_TAG('G', 'P', 'O', 'S'), HB_TAG('G', 'D', 'E', 'F'),
    HB_TAG('B', 'A', 'S', 'E'), HB_TAG('O', 'S', '/', '2'), HB_TAG('n', 'a', 'm', 'e'),
    HB_TAG('p', 'o', 's', 't'), HB_TAG('c', 'm', 'a', 'p'), HB_TAG('v', 'h', 'e', 'a'),
    HB_TAG('v', 'm', 't', 'x'), HB_TAG('V', 'O', 'R', 'G'), HB_TAG('D', 'S', 'I', 'G'),
    HB_TAG('g', 'a', 's', 'p'), HB_TAG('c', 'v', 't', ' '), HB_TAG('f', 'p', 'g', 'm'),
    HB_TAG('p', 'r', 'e', 'p'), HB_TAG('S', 'T', 'A', 'T'), HB_TAG('h', 'd', 'm', 'x'),
    HB_TAG('L', 'T', 'S', 'H'), HB_TAG('V', 'D', 'M', 'X'), HB_TAG('m', 'e', 't', 'a')};

}  // namespace

Result<Subset> subset(const FontShelf& fonts, Face face, const std::map<Character, Glyph>& glyphs) {
  const Error failed{Code::bad_font, std::string(FontShelf::postscript_name(face))};
  std::unique_ptr<hb_subset_input_t, InputFree> input(hb_subset_input_create_or_fail());
  if (input == nullptr) return failed;
  // Asked by character, not by glyph: hb then looks up a few hundred characters, and not the 30,000
  // of the font. No character alone stands for a form that a selector picks.
  for (const auto& [character, glyph] : glyphs) {
    if (character.selector == 0) {
      hb_set_add(hb_subset_input_unicode_set(input.get()), character.base);
    } else {
      hb_set_add(hb_subset_input_glyph_set(input.get()), glyph.id);
    }
  }
  for (const hb_tag_t tag : kDropped) {
    hb_set_add(hb_subset_input_set(input.get(), HB_SUBSET_SETS_DROP_TABLE_TAG), tag);
  }
  hb_subset_input_set_flags(input.get(), HB_SUBSET_FLAGS_NO_HINTING);

  hb_face_t* whole = fonts.harfbuzz_face(face);
  std::unique_ptr<hb_subset_plan_t, PlanFree> plan(
      hb_subset_plan_create_or_fail(whole, input.get()));
  if (plan == nullptr) return failed;
  std::unique_ptr<hb_face_t, FaceFree> cut(hb_subset_plan_execute_or_fail(plan.get()));
  if (cut == nullptr) return failed;

  Subset result;
  const hb_map_t* renumbered = hb_subset_plan_old_to_new_glyph_mapping(plan.get());
  for (const auto& [character, glyph] : glyphs) {
    const hb_codepoint_t id = hb_map_get(renumbered, glyph.id);
    if (id == HB_MAP_VALUE_INVALID || id == 0) return failed;
    result.ids[glyph.id] = id;
  }
  result.glyphs = hb_face_get_glyph_count(cut.get());
  std::unique_ptr<hb_blob_t, BlobFree> blob(hb_face_reference_blob(cut.get()));
  unsigned length = 0;
  const char* bytes = hb_blob_get_data(blob.get(), &length);
  if (length == 0) return failed;
  result.font.assign(bytes, length);
  return result;
}

}  // namespace huidan::pdf
