#pragma once
// A run is a list of steps, each one sentence: drawn from a seed, cut down by the shrinker, written
// to a file and read back. A step that makes no sense where it stands (its order was never born,
// its laptop holds nothing) does nothing, so that any other step may be left out.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sync/base/result.hpp"

namespace huidan::sim {

// A pattern's "#" is a number, "@" a word, "$" a text in quotes.
// clang-format off
#define HUIDAN_VERBS(X)                                                              \
  /* an engineer writes */                                                           \
  X(set,            "laptop # sets order # @ = $")                                   \
  X(set_two,        "laptop # sets order # @ = $ and @ = $")                         \
  X(set_together,   "laptop # sets order # together @ = $ and @ = $")                \
  X(move,           "laptop # moves order # to @")                                   \
  X(together,       "laptop # does together on order # @ = $ and part #")            \
  X(note,           "laptop # notes on order # $")                                   \
  X(add_part,       "laptop # adds to order # part # $")                             \
  X(put_part,       "laptop # puts on order # part # @ = $")                         \
  X(remove_part,    "laptop # removes from order # part #")                          \
  X(add_visit,      "laptop # adds to order # visit #")                              \
  X(sign,           "laptop # signs order # as @")                                   \
  X(print,          "laptop # prints order # copy @")                                \
  X(move_sheet,     "laptop # says of order # that sheet # is @")                    \
  X(settle,         "laptop # settles on order # dispute # with @")                  \
  X(make,           "laptop # makes order #")                                        \
  X(old_part,       "laptop # of version 1 puts on order # part # @ = $")             \
  X(photo,          "laptop # photographs order # picture #")                        \
  X(photo_orphan,   "laptop # is killed before it notes picture #")                  \
  X(hand,           "laptop # hands order # over to @")                              \
  X(take_over,      "laptop # takes order # over")                                   \
  X(odd_kind,       "laptop # holds for order # an op of kind @")                    \
  X(odd_bytes,      "laptop # holds for order # an op that reads $")                 \
  /* a laptop and its desk talk */                                                   \
  X(sync,           "laptop # syncs")                                                \
  X(lose_request,   "laptop # syncs, request # lost")                                \
  X(lose_reply,     "laptop # syncs, reply # lost")                                  \
  X(twice,          "laptop # syncs, request # arrives twice")                       \
  X(delayed,        "laptop # syncs, request # delayed")                             \
  X(copied,         "laptop # syncs, request # copied on the way")                   \
  X(cut_request,    "laptop # syncs, request # cut at #")                            \
  X(cut_reply,      "laptop # syncs, reply # cut at #")                              \
  X(html,           "laptop # syncs, a proxy answers request #")                     \
  X(dies_before,    "laptop # syncs, desk dies before its commit #")                 \
  X(dies_after,     "laptop # syncs, desk dies after its commit #")                  \
  X(killed,         "laptop # syncs, killed after transaction #")                    \
  X(disk_full,      "laptop # syncs, disk full at call #")                           \
  X(disk_error,     "laptop # syncs, disk error at call #")                          \
  X(photo_cut,      "laptop # syncs, line dies at photo part #")                     \
  X(photo_doubt,    "laptop # syncs, answer to photo part # lost")                   \
  X(photo_misread,  "laptop # syncs, photo part # read wrong")                       \
  X(photo_dies,     "laptop # syncs, desk dies at photo write #")                    \
  X(packet_doubt,   "laptop # syncs, answer to what it brings lost")                 \
  X(late_request,   "laptop # has an old request arrive")                            \
  X(ask,            "laptop # asks")                                                 \
  X(answer,         "desk answers laptop #")                                         \
  X(hear,           "laptop # hears")                                                \
  X(kill,           "laptop # is killed")                                            \
  X(offline,        "laptop # goes offline")                                         \
  X(deaf,           "laptop # goes deaf")                                            \
  X(reachable,      "laptop # is reachable")                                         \
  /* what befalls a machine */                                                       \
  X(full_write,     "laptop # has no room for a note on order # $")                  \
  X(clock,          "laptop # has a clock off by # days")                            \
  X(days,           "# days pass")                                                   \
  X(speak,          "laptop # speaks protocol # to #")                               \
  X(copy,           "laptop # is copied to laptop #")                                \
  X(keep,           "laptop # is backed up")                                         \
  X(go_back,        "laptop # goes back to its backup")                              \
  X(enrol,          "laptop # is enrolled for @")                                    \
  X(keep_desk,      "desk is backed up")                                             \
  X(restore_desk,   "desk is restored")                                              \
  X(verify,         "desk verifies its backup")                                      \
  X(forget,         "desk forgets what is older than # days")                        \
  X(desk_clock,     "desk has a clock off by # days")                                \
  X(stray,          "desk finds picture # that nobody names")                        \
  X(tidy,           "desk tidies up")                                                \
  X(retire,         "desk retires laptop #")                                         \
  X(lose,           "desk hears that laptop # is lost")                              \
  X(spoil,          "laptop # has order # spoilt")                                   \
  /* the desk writes */                                                              \
  X(open,           "seat # opens order #")                                          \
  X(seat_set,       "seat # sets order # @ = $")                                     \
  X(seat_move,      "seat # moves order # to @")                                     \
  X(assign,         "seat # assigns order # to @")                                   \
  X(seat_note,      "seat # notes on order # $")                                     \
  X(seat_put_part,  "seat # puts on order # part # @ = $")                           \
  X(seat_remove,    "seat # removes from order # part #")                            \
  X(seat_settle,    "seat # settles on order # dispute # with @")                    \
  X(receive,        "seat # receives order # for @")                                 \
  /* how it ends, in a scenario */                                                   \
  X(heal,           "everybody heals and syncs")                                     \
  X(expect_value,   "expect order # @ = $")                                          \
  X(expect_view,    "expect laptop # shows order # @ = $")                           \
  X(expect_has,     "expect laptop # has order #")                                   \
  X(expect_lacks,   "expect laptop # lacks order #")                                 \
  X(expect_limbo,   "expect laptop # keeps order # in limbo")                        \
  X(expect_sent,    "expect laptop # keeps # sent")                                  \
  X(expect_unsent,  "expect laptop # has # unsent")                                  \
  X(expect_open,    "expect order # has # open disputes")                            \
  X(expect_notes,   "expect order # has # notes")                                    \
  X(expect_photos,  "expect order # has # photos @")                                 \
  X(expect_recalls, "expect order # is recalled from # laptops")                     \
  X(expect_results, "expect # ops @")                                                \
  X(expect_count,   "expect # times @")
// clang-format on

enum class Verb : std::uint8_t {
#define HUIDAN_VERB(name, pattern) name,
  HUIDAN_VERBS(HUIDAN_VERB)
#undef HUIDAN_VERB
};

struct Step {
  Verb verb = Verb::sync;
  std::vector<int> numbers{};
  std::vector<std::string> words{};
  int id = 0;  // where its chance comes from: kept when other steps are left out

  friend bool operator==(const Step&, const Step&) = default;
};

/// The sentence.
[[nodiscard]] std::string text_of(const Step& step);

/// Error bad_input naming the line.
[[nodiscard]] Result<Step> step_of(std::string_view line);

/// Who is there when a run begins.
struct Setup {
  std::vector<std::string> laptops{};  // whose each one is
  std::vector<std::string> orders{};   // to whom each is assigned
  int page_bytes = 0;                  // 0: as much as the laptop asks for
  int push_max = 0;                    // ops in one request; 0: as many as the laptop would send
};

/// A run from beginning to end: what a seed draws, a transcript says and a scenario keeps.
struct Script {
  std::uint64_t seed = 0;
  Setup setup;
  std::vector<Step> steps;
};

/// One line for each thing, comments ("# …") left out.
[[nodiscard]] std::string text_of(const Script& script);
[[nodiscard]] Result<Script> script_of(std::string_view text);

}  // namespace huidan::sim
