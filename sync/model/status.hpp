#pragma once
// The states an order and its four tracks can be in (REQUIREMENTS, "Life of an order") and their
// names on the wire. The one source of both: field.cpp offers the same names as choices, the text
// keys are "status.<name>" and "life.<track>.<name>".

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace huidan {

enum class Status : std::uint8_t {
  received,
  classified,
  phone_support,
  dispatched,
  assigned,
  en_route,
  on_site,
  restored,
  in_check,
  archived,
  suspended,
  cannot_continue,
  terminated,
};

/// Track sign-off, of one party: customer or engineer. `signed` is a word of the language, hence
/// `inked`; on the wire it is "signed". `stale`: the form is no longer what was signed.
enum class SignOffState : std::uint8_t { none, inked, on_paper, stale, refused, absent };

/// Track paper, of one copy: customer or desk. `inked` is "signed" on the wire.
enum class PaperState : std::uint8_t { none, printed, with_engineer, inked, returned, missing };

/// Track facts: how the six facts of S2-7.6 came in, and whether what was phoned and what the
/// laptop says agree.
enum class FactsState : std::uint8_t { none, phoned, synced, confirmed, differing };

/// Track call-back (S2-7.7). How often it was tried is counted in the order's history.
enum class CallBackState : std::uint8_t { none, due, tried, done, impossible };

/// The names of a kind of state, in the order of its enumerators.
template <typename State>
inline constexpr std::array<std::string_view, 0> kNamesOf{};

template <>
inline constexpr std::array<std::string_view, 13> kNamesOf<Status>{
    "received",  "classified",      "phone_support", "dispatched", "assigned",
    "en_route",  "on_site",         "restored",      "in_check",   "archived",
    "suspended", "cannot_continue", "terminated"};

template <>
inline constexpr std::array<std::string_view, 6> kNamesOf<SignOffState>{
    "none", "signed", "on_paper", "stale", "refused", "absent"};

template <>
inline constexpr std::array<std::string_view, 6> kNamesOf<PaperState>{
    "none", "printed", "with_engineer", "signed", "returned", "missing"};

template <>
inline constexpr std::array<std::string_view, 5> kNamesOf<FactsState>{"none", "phoned", "synced",
                                                                      "confirmed", "differing"};

template <>
inline constexpr std::array<std::string_view, 5> kNamesOf<CallBackState>{"none", "due", "tried",
                                                                         "done", "impossible"};

template <typename State>
concept NamedState = kNamesOf<State>
.size() > 0;

template <NamedState State>
[[nodiscard]] constexpr std::string_view name_of(State state) noexcept {
  return kNamesOf<State>[static_cast<std::size_t>(state)];
}

/// state_from_name<Status>("received"); nothing for any other text.
template <NamedState State>
[[nodiscard]] constexpr std::optional<State> state_from_name(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kNamesOf<State>.size(); ++i) {
    if (kNamesOf<State>[i] == name) return static_cast<State>(i);
  }
  return std::nullopt;
}

inline constexpr std::size_t kStatusCount = kNamesOf<Status>.size();
static_assert(static_cast<std::size_t>(Status::terminated) + 1 == kStatusCount);

}  // namespace huidan
