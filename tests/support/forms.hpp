#pragma once
// Sample forms of a fictitious power utility, as the tests print them and the bench measures them.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pdf/repair_form.hpp"

namespace huidan::test {

/// Where `./dev setup` gathered the pinned fonts.
[[nodiscard]] std::filesystem::path font_folder();

/// Opened once a program; fails the program when the fonts are not there.
[[nodiscard]] const pdf::FontShelf& shelf();

/// Known fields only, to be carried to the site and filled by hand.
[[nodiscard]] pdf::FormContent blank_form();

/// Every field, three parts, nobody signed.
[[nodiscard]] pdf::FormContent filled_form();

/// The filled form with both parties' ink and its record attached: what is printed most.
[[nodiscard]] pdf::FormContent signed_form();

/// Twelve parts: too much for half a sheet.
[[nodiscard]] pdf::FormContent long_form();

[[nodiscard]] pdf::FormContent english_form();
[[nodiscard]] pdf::FormContent traditional_form();

/// Names and figures that common fonts lack: 𠮷田, 张㛃, 10⁻⁴.
[[nodiscard]] pdf::FormContent rare_form();

/// A description of 4,000 characters.
[[nodiscard]] pdf::FormContent wordy_form();

/// The customer refused, the engineer signed on paper.
[[nodiscard]] pdf::FormContent refused_form();

/// The order changed after both had signed; `accepted_by` took the customer's ink all the same.
[[nodiscard]] pdf::FormContent stale_form(pdf::FormContent form, const std::string& accepted_by);

struct NamedForm {
  std::string_view name;
  pdf::FormContent form;
  pdf::Sheets sheets;
};

[[nodiscard]] std::vector<NamedForm> all_forms();
/// One of them, and the others are not made.
[[nodiscard]] std::optional<NamedForm> form_named(std::string_view name);

/// A dense code's text of that length, different for every seed; no record is in it.
[[nodiscard]] std::string dense_text(std::size_t characters, std::uint64_t seed = 1);

/// Every text of the form that must be found on each copy, as it is printed.
[[nodiscard]] std::vector<std::string> values_of(const pdf::FormContent& form);

/// Without white space, ASCII and ideographic.
[[nodiscard]] std::string squeezed(std::string_view text);

}  // namespace huidan::test
