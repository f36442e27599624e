#pragma once
// Forms as they come from a laptop, signed by its device, and from the archive, sealed.

#include "pdf/seal/cms.hpp"
#include "pdf/seal/evidence.hpp"
#include "sync/base/crypto.hpp"
#include "tests/support/forms.hpp"

namespace huidan::test {

inline constexpr std::string_view kLaptop = "019ab0c7-1111-7e7b-8f0e-4a6be0c1d2f3";

/// The seal of all tests; the same in every case of one run.
[[nodiscard]] const seal::Stamp& stamp();

/// The device of all tests.
[[nodiscard]] const KeyPair& laptop_key();

/// The form with a record of its own words, and both parties' sign-offs of that signed by the
/// laptop.
[[nodiscard]] pdf::FormContent proven(pdf::FormContent form);

/// The sample that both have signed, proven.
[[nodiscard]] pdf::FormContent proven_form();

/// Printed with a place for the seal, and the seal put in. Throws when the print is refused.
[[nodiscard]] pdf::Printed sealed_print(const pdf::FormContent& form, const pdf::Sheets& sheets);
[[nodiscard]] std::string sealed(const pdf::FormContent& form);

/// Who knows the laptop and the stamp, and that there is no other.
[[nodiscard]] seal::Knowledge desk_knowledge();

}  // namespace huidan::test
