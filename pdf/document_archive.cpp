#include "pdf/document_archive.hpp"

#include "pdf/colour_profile.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/limits.hpp"

namespace huidan::pdf {
namespace {

constexpr const char* kProducer = "huidan " HUIDAN_VERSION;

/// Without what XML 1.0 cannot hold (its production 2).
std::string for_xml(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (c >= U' ' && c != 0xFFFE && c != 0xFFFF) append_utf8(out, c);
  }
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// ISO 16684-1: the same title and producer as in the information dictionary, and the part of
/// ISO 19005 that the file follows.
std::string xmp(const std::string& title) {
  return "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
         "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
         "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
         "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
         " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\""
         " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n"
         "<dc:format>application/pdf</dc:format>\n"
         "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">" +
         escaped(title) +
         "</rdf:li></rdf:Alt></dc:title>\n"
         "<pdf:Producer>" +
         escaped(kProducer) +
         "</pdf:Producer>\n"
         "<pdfaid:part>3</pdfaid:part>\n"
         "<pdfaid:conformance>U</pdfaid:conformance>\n"
         "</rdf:Description>\n"
         "</rdf:RDF>\n"
         "</x:xmpmeta>\n"
         "<?xpacket end=\"r\"?>";
}

void add_information(Haru& haru, const DocumentInfo& info) {
  const std::string title = for_xml(info.title);
  HPDF_Dict_Add(haru.check(haru.doc()->info), "Title", haru.binary(utf16be(title)));
  HPDF_Dict_Add(haru.doc()->info, "Producer", haru.binary(utf16be(kProducer)));
  HPDF_Dict metadata = haru.plain_stream(xmp(title));
  HPDF_Dict_AddName(metadata, "Type", "Metadata");
  HPDF_Dict_AddName(metadata, "Subtype", "XML");
  HPDF_Dict catalog = haru.doc()->catalog;
  HPDF_Dict_Add(catalog, "Metadata", metadata);
  HPDF_Dict_Add(catalog, "Lang", haru.binary(info.language));
}

void add_output_intent(Haru& haru) {
  HPDF_Dict profile = haru.stream(colour_profile());
  HPDF_Dict_AddNumber(profile, "N", 3);
  HPDF_Dict intent = haru.dict();
  HPDF_Dict_AddName(intent, "Type", "OutputIntent");
  HPDF_Dict_AddName(intent, "S", "GTS_PDFA1");
  HPDF_Dict_Add(intent, "OutputConditionIdentifier", haru.binary("sRGB"));
  HPDF_Dict_Add(intent, "Info", haru.binary("sRGB IEC61966-2.1"));
  HPDF_Dict_Add(intent, "DestOutputProfile", profile);
  HPDF_Array intents = haru.array();
  HPDF_Array_Add(intents, intent);
  HPDF_Dict_Add(haru.doc()->catalog, "OutputIntents", intents);
}

/// ISO 32000-1 §14.4. Both halves are the same until somebody changes the file.
void add_identity(Haru& haru, const std::string& identity) {
  HPDF_Array both = haru.array();
  for (int i = 0; i < 2; ++i) HPDF_Array_Add(both, haru.binary(identity.substr(0, 16)));
  HPDF_Dict_Add(haru.doc()->trailer, "ID", both);
}

HPDF_Dict file_specification(Haru& haru, const Attachment& attachment) {
  HPDF_Dict file = haru.stream(attachment.bytes);
  HPDF_Dict_AddName(file, "Type", "EmbeddedFile");
  HPDF_Dict_AddName(file, "Subtype", attachment.media_type.c_str());
  HPDF_Dict parameters = haru.dict();
  HPDF_Dict_AddNumber(parameters, "Size", static_cast<HPDF_INT32>(attachment.bytes.size()));
  HPDF_Dict_Add(file, "Params", parameters);
  HPDF_Dict files = haru.dict();
  HPDF_Dict_Add(files, "F", file);
  HPDF_Dict_Add(files, "UF", file);

  HPDF_Dict specification = haru.indirect(haru.dict());
  HPDF_Dict_AddName(specification, "Type", "Filespec");
  HPDF_Dict_Add(specification, "F", haru.binary(attachment.name));
  HPDF_Dict_Add(specification, "UF", haru.binary(utf16be(attachment.name)));
  HPDF_Dict_Add(specification, "Desc", haru.binary(utf16be(attachment.description)));
  HPDF_Dict_AddName(specification, "AFRelationship", attachment.relation.c_str());
  HPDF_Dict_Add(specification, "EF", files);
  return specification;
}

void add_attachments(Haru& haru, const std::vector<Attachment>& attachments) {
  if (attachments.empty()) return;
  HPDF_Array names = haru.array();
  HPDF_Array associated = haru.array();
  for (const Attachment& attachment : attachments) {
    HPDF_Dict specification = file_specification(haru, attachment);
    HPDF_Array_Add(names, haru.binary(attachment.name));
    HPDF_Array_Add(names, specification);
    HPDF_Array_Add(associated, specification);
  }
  HPDF_Dict embedded = haru.dict();
  HPDF_Dict_Add(embedded, "Names", names);
  HPDF_Dict name_trees = haru.dict();
  HPDF_Dict_Add(name_trees, "EmbeddedFiles", embedded);
  HPDF_Dict_Add(haru.doc()->catalog, "Names", name_trees);
  HPDF_Dict_Add(haru.doc()->catalog, "AF", associated);
}

/// What a field that shows nothing looks like; PDF/A wants every field to say so.
HPDF_Dict empty_appearance(Haru& haru) {
  HPDF_Dict drawn = haru.stream("");
  HPDF_Dict_AddName(drawn, "Type", "XObject");
  HPDF_Dict_AddName(drawn, "Subtype", "Form");
  HPDF_Dict_Add(drawn, "BBox", haru.numbers({0, 0, 0, 0}));
  HPDF_Dict_Add(drawn, "Resources", haru.dict());
  HPDF_Dict appearance = haru.dict();
  HPDF_Dict_Add(appearance, "N", drawn);
  return appearance;
}

/// ISO 32000-1 §12.8 and ETSI EN 319 142-1: the field, unseen on the page, and its signature with
/// room for what seals the file. The ranges are written over once the file's length is known.
void add_seal_place(Haru& haru, const SealPlace& place) {
  constexpr int kUnknown = 1'999'999'999;  // as long as any number that can come in its place
  constexpr int kPrintedAndLocked = 4 + 128;
  constexpr int kSignedAndAppendOnly = 3;
  HPDF_Dict signature = haru.indirect(haru.dict());
  HPDF_Dict_AddName(signature, "Type", "Sig");
  HPDF_Dict_AddName(signature, "Filter", "Adobe.PPKLite");
  HPDF_Dict_AddName(signature, "SubFilter", "ETSI.CAdES.detached");
  HPDF_Dict_Add(signature, "ByteRange", haru.numbers({0, kUnknown, kUnknown, kUnknown}));
  HPDF_Dict_Add(signature, "Contents", haru.binary(std::string(limits::kSeal_bytes, '\0')));
  HPDF_Dict_Add(signature, "Name", haru.binary(utf16be(place.by)));
  HPDF_Dict_Add(signature, "M", haru.binary("D:" + place.at));

  HPDF_Page page = haru.check(HPDF_GetPageByIndex(haru.doc(), 0));
  HPDF_Dict field = haru.indirect(haru.dict());
  HPDF_Dict_AddName(field, "Type", "Annot");
  HPDF_Dict_AddName(field, "Subtype", "Widget");
  HPDF_Dict_AddName(field, "FT", "Sig");
  HPDF_Dict_Add(field, "T", haru.binary("seal"));
  HPDF_Dict_Add(field, "Rect", haru.numbers({0, 0, 0, 0}));
  HPDF_Dict_AddNumber(field, "F", kPrintedAndLocked);
  HPDF_Dict_Add(field, "P", page);
  HPDF_Dict_Add(field, "AP", empty_appearance(haru));
  HPDF_Dict_Add(field, "V", signature);
  HPDF_Array annotations = haru.array();
  HPDF_Array_Add(annotations, field);
  HPDF_Dict_Add(page, "Annots", annotations);

  HPDF_Array fields = haru.array();
  HPDF_Array_Add(fields, field);
  HPDF_Dict form = haru.dict();
  HPDF_Dict_Add(form, "Fields", fields);
  HPDF_Dict_AddNumber(form, "SigFlags", kSignedAndAppendOnly);
  HPDF_Dict_Add(haru.doc()->catalog, "AcroForm", form);
}

}  // namespace

void make_archival(Haru& haru, const DocumentInfo& info, const std::string& identity) {
  add_information(haru, info);
  add_output_intent(haru);
  add_identity(haru, identity);
  add_attachments(haru, info.attachments);
  if (info.seal) add_seal_place(haru, *info.seal);
  haru.check_status();
}

}  // namespace huidan::pdf
