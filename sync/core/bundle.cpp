#include "sync/core/bundle.hpp"

#include <array>
#include <utility>

#include "sync/base/limits.hpp"

namespace huidan::core {
namespace {

constexpr std::string_view kMagic = "HUIDAN-BUNDLE 1 ";
constexpr std::string_view kContext = "huidan bundle";
constexpr std::size_t kLine_bytes = 128;
constexpr std::size_t kLength_bytes = 4;

constexpr std::array<std::pair<Piece::Kind, std::string_view>, 4> kPieceKinds{
    {{Piece::Kind::bundle, "bundle"},
     {Piece::Kind::exchange, "exchange"},
     {Piece::Kind::blob, "blob"},
     {Piece::Kind::handed, "handed"}}};

std::string line_of(const BundleLabel& label) {
  return std::string(kMagic) + (label.heading == Heading::up ? "up " : "down ") +
         label.device.value + '\n';
}

std::string length_of(std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < kLength_bytes; ++i) {
    bytes += static_cast<char>(size >> (8 * i) & 0xFF);
  }
  return bytes;
}

std::size_t length_in(std::string_view bytes) {
  std::size_t size = 0;
  for (std::size_t i = kLength_bytes; i-- > 0;) {
    size = size << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return size;
}

Result<Piece> piece_in(std::string bytes) {
  const std::size_t space = bytes.find(' ');
  const std::size_t end = bytes.find('\n');
  if (space == std::string::npos || end == std::string::npos || end < space) {
    return Error{Code::bad_bundle};
  }
  for (const auto& [kind, name] : kPieceKinds) {
    if (std::string_view(bytes).substr(0, space) != name) continue;
    Piece piece{kind, bytes.substr(space + 1, end - space - 1), {}};
    piece.bytes = bytes.erase(0, end + 1);
    return piece;
  }
  return Error{Code::bad_bundle};
}

}  // namespace

std::optional<std::string> bundle_key(std::string_view secret_key, std::string_view their_key) {
  return shared_key(secret_key, their_key, kContext);
}

BundleWriter::BundleWriter(std::string_view key, const BundleLabel& label)
    : line_(line_of(label)), sealer_(key, line_) {}

std::string BundleWriter::start() const {
  return line_ + sealer_.header();
}

std::string BundleWriter::add(const Piece& piece, Chunk which) {
  std::string plain;
  for (const auto& [kind, name] : kPieceKinds) {
    if (kind == piece.kind) plain = std::string(name) + ' ' + piece.name + '\n';
  }
  const std::string sealed = sealer_.seal(plain + piece.bytes, which);
  return length_of(sealed.size()) + sealed;
}

Result<BundleLabel> bundle_label(const ReadBundle& read) {
  const std::string head = read(0, kLine_bytes);
  const std::string_view line = std::string_view(head).substr(0, head.find('\n'));
  if (!line.starts_with(kMagic) || line.size() == head.size()) return Error{Code::bad_bundle};
  const std::string_view rest = line.substr(kMagic.size());
  const std::size_t space = rest.find(' ');
  const std::string_view heading = rest.substr(0, space);
  if (space == std::string_view::npos || (heading != "up" && heading != "down")) {
    return Error{Code::bad_bundle};
  }
  return BundleLabel{heading == "up" ? Heading::up : Heading::down,
                     DeviceId(std::string(rest.substr(space + 1)))};
}

BundleReader::BundleReader(std::string_view key, const BundleLabel& label, ReadBundle read)
    : read_(std::move(read)), key_(key), line_(line_of(label)) {
  off_bytes_ = static_cast<std::int64_t>(line_.size());
}

Result<std::optional<Piece>> BundleReader::next() {
  if (ended_) return std::optional<Piece>();
  if (!unsealer_) {
    unsealer_.emplace(key_, line_, read_(off_bytes_, kSealHeader_bytes));
    off_bytes_ += static_cast<std::int64_t>(kSealHeader_bytes);
  }
  const std::string length = read_(off_bytes_, kLength_bytes);
  if (length.size() != kLength_bytes) return Error{Code::bad_bundle};
  const std::size_t size = length_in(length);
  if (size > limits::kBundlePiece_bytes) {
    return Error{Code::too_large, std::to_string(limits::kBundlePiece_bytes), "bundle"};
  }
  off_bytes_ += static_cast<std::int64_t>(kLength_bytes);
  const std::string sealed = read_(off_bytes_, size);
  auto opened = sealed.size() == size ? unsealer_->open(sealed) : std::nullopt;
  if (!opened) return Error{Code::bad_bundle};
  off_bytes_ += static_cast<std::int64_t>(size);
  ended_ = opened->which == Chunk::last;
  auto piece = piece_in(std::move(opened->bytes));
  if (!piece) return piece.error();
  return std::optional<Piece>(std::move(piece).value());
}

}  // namespace huidan::core
