#include "tests/simulation/porter.hpp"

#include "tests/support/pictures.hpp"

namespace huidan::sim {
namespace {

constexpr std::size_t kFilling_bytes = 500;  // some parts of it, see World::carry_photos

Result<std::int64_t> cut() {
  return Error{Code::no_network, "cut"};
}

Result<std::int64_t> offset_of(const Result<store::UploadState>& state) {
  if (!state) return state.error();
  if (state.value().refused) return *state.value().refused;
  return state.value().off_bytes;
}

}  // namespace

std::string picture(int number) {
  const auto seed = static_cast<std::uint32_t>(number);
  const std::string whole = test::png_of(4, 3, kFilling_bytes + 7 * seed, seed);
  return number == 0 ? whole.substr(0, kFilling_bytes) : whole;
}

Result<std::int64_t> Porter::operator()(const core::AskOffset& ask) {
  if (dead_) return cut();
  return offset_of(desk_.upload_offset(from_.device(), ask.sha));
}

Result<std::int64_t> Porter::operator()(const core::SendBytes& part) {
  if (dead_) return cut();
  auto bytes =
      from_.files().read(part.sha, part.from, static_cast<std::size_t>(part.to - part.from));
  if (!bytes || bytes->empty()) return Error{Code::not_found, part.sha};
  const bool here = ++parts_ == fault_.at;
  const auto is = [&](Verb kind) { return here && fault_.kind == kind; };
  if (is(Verb::photo_cut)) {
    tally_.add(Count::photo_cut);
    dead_ = true;
    return cut();
  }
  if (is(Verb::photo_misread)) {
    tally_.add(Count::photo_misread);
    bytes->back() ^= 1;
  }
  if (is(Verb::photo_dies)) {
    tally_.add(Count::photo_dies);
    desk_.die_in_upload(1 + parts_ % 2);
  }
  auto went = offset_of(desk_.upload(from_.device(), part.sha, {part.from, *bytes}));
  desk_.die_in_upload(0);
  if (!is(Verb::photo_doubt)) return went;
  tally_.add(Count::photo_doubt);
  return cut();
}

}  // namespace huidan::sim
