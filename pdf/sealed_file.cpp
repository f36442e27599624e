#include "pdf/sealed_file.hpp"

#include <libdeflate.h>

#include <array>
#include <memory>
#include <utility>

#include "pdf/parsed.hpp"
#include "sync/base/bytes.hpp"
#include "sync/base/limits.hpp"
#include "sync/base/result.hpp"

namespace huidan::pdf {
namespace {

struct InflateFree {
  void operator()(libdeflate_decompressor* made) const noexcept {
    libdeflate_free_decompressor(made);
  }
};

/// Exactly `size` bytes, or nothing. The stream's own checksum is compared.
std::optional<std::string> inflated(std::string_view packed, std::int64_t size) {
  if (size < 0 || size > static_cast<std::int64_t>(limits::kAttached_bytes)) return std::nullopt;
  const std::unique_ptr<libdeflate_decompressor, InflateFree> tool(libdeflate_alloc_decompressor());
  std::string out(static_cast<std::size_t>(size), '\0');
  const auto done = libdeflate_zlib_decompress(tool.get(), packed.data(), packed.size(), out.data(),
                                               out.size(), nullptr);
  if (done != LIBDEFLATE_SUCCESS) return std::nullopt;
  return out;
}

/// The signature's dictionary; a `nothing` when the file has none.
Value signature_in(const Parsed& file) {
  const Value form = file.at(file.at(file.trailer(), "Root"), "AcroForm");
  const Value fields = file.at(form, "Fields");
  if (fields.kind != Value::Kind::array || fields.items.size() != 1) return {};
  return file.at(file.follow(fields.items[0]), "V");
}

struct Hole {
  std::size_t begin = 0;  // at '<'
  std::size_t end = 0;    // behind '>'
};

/// Where the seal's bytes stand, if its ranges say that it speaks for everything else.
std::optional<Hole> hole_of(std::string_view file, const Value& ranges, const Value& cms) {
  const std::size_t begin = cms.begin;
  const std::size_t end = cms.end;
  if (cms.kind != Value::Kind::text || file[begin] != '<' || ranges.items.size() != 4) return {};
  const std::array<std::size_t, 4> wanted{0, begin, end, file.size() - end};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const Value& said = ranges.items[i];
    if (said.kind != Value::Kind::number || std::cmp_not_equal(said.number, wanted.at(i)))
      return {};
  }
  return Hole{begin, end};
}

std::optional<SealIn> seal_in(std::string_view file, const Parsed& parsed) {
  const Value signature = signature_in(parsed);
  const auto hole =
      hole_of(file, parsed.at(signature, "ByteRange"), parsed.at(signature, "Contents"));
  if (!hole) return std::nullopt;
  // In one spelling alone, so that no bit of the hole can be another unseen.
  const auto cms = from_hex(file.substr(hole->begin + 1, hole->end - hole->begin - 2));
  if (!cms || to_hex(*cms) != file.substr(hole->begin + 1, hole->end - hole->begin - 2)) {
    return std::nullopt;
  }
  return SealIn{std::string(file.substr(0, hole->begin)), std::string(file.substr(hole->end)),
                *cms};
}

/// False when one of them is damaged.
bool read_attachments(const Parsed& parsed, std::map<std::string, std::string>& out) {
  const Value catalog = parsed.at(parsed.trailer(), "Root");
  const Value names = parsed.at(parsed.at(parsed.at(catalog, "Names"), "EmbeddedFiles"), "Names");
  for (std::size_t i = 0; i + 1 < names.items.size(); i += 2) {
    const Value files = parsed.at(parsed.follow(names.items[i + 1]), "EF");
    const Value file = parsed.at(files, "F");
    const Value size = parsed.at(parsed.at(file, "Params"), "Size");
    Value reference;
    for (std::size_t k = 0; k + 1 < files.items.size(); k += 2) {
      if (files.items[k].word == "F") reference = files.items[k + 1];
    }
    const auto packed = parsed.stream(reference);
    auto bytes = packed ? inflated(*packed, size.number) : std::nullopt;
    if (!bytes) return false;
    out[names.items[i].word] = std::move(*bytes);
  }
  return true;
}

}  // namespace

std::optional<Carried> read_carried(std::string_view file) {
  const auto parsed = Parsed::open(file);
  if (!parsed) return std::nullopt;
  if (parsed->at(parsed->trailer(), "Root").kind != Value::Kind::dict) return std::nullopt;
  Carried carried;
  if (!read_attachments(*parsed, carried.attachments)) return std::nullopt;
  carried.seal = seal_in(file, *parsed);
  const auto speaks_of = [&](std::string_view word) {
    return file.find(word) != std::string_view::npos;
  };
  // Two of its words: a byte that was changed takes one of them at most.
  carried.seal_lost =
      !carried.seal && (speaks_of("/ByteRange") || speaks_of("/ETSI.CAdES.detached"));
  return carried;
}

std::string with_seal(
    std::string file,
    const std::function<std::string(std::string_view before, std::string_view behind)>& sign) {
  const auto parsed = Parsed::open(file);
  const Value signature = parsed ? signature_in(*parsed) : Value{};
  const Value ranges = parsed ? parsed->at(signature, "ByteRange") : Value{};
  const Value hole = parsed ? parsed->at(signature, "Contents") : Value{};
  if (ranges.kind != Value::Kind::array || hole.kind != Value::Kind::text) {
    throw Failure({Code::internal, "no place for a seal"});
  }
  std::string said = "[0 " + std::to_string(hole.begin) + ' ' + std::to_string(hole.end) + ' ' +
                     std::to_string(file.size() - hole.end);
  said.resize(ranges.end - ranges.begin - 1, ' ');
  file.replace(ranges.begin, ranges.end - ranges.begin, said + ']');
  const std::string_view all(file);
  std::string cms = sign(all.substr(0, hole.begin), all.substr(hole.end));
  const std::size_t room = (hole.end - hole.begin - 2) / 2;
  if (cms.size() > room) throw Failure({Code::internal, "the seal does not fit"});
  cms.resize(room, '\0');
  file.replace(hole.begin + 1, 2 * room, to_hex(cms));
  return file;
}

}  // namespace huidan::pdf
