#pragma once
// The little of IPP that printing needs (RFC 8011; CUPS-Get-Printers as CUPS defines it): questions
// as bytes, answers read. Pure: no socket. Every print service and every printer of the last
// fifteen years speaks it, on any system.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sync/base/result.hpp"

namespace huidan::client {

enum class IppAsks : std::uint16_t {
  print_job = 0x0002,
  printer = 0x000B,      // Get-Printer-Attributes
  of_service = 0x4002,   // CUPS-Get-Printers: all of them
  the_default = 0x4001,  // CUPS-Get-Default
};

/// A question about `printer_uri` ("ipp://127.0.0.1:631/printers/office"); empty where the service
/// itself is asked.
[[nodiscard]] std::string ipp_question(IppAsks asks, std::string_view printer_uri);

/// A Print-Job for a PDF; the document's bytes are its end.
[[nodiscard]] std::string ipp_job(std::string_view printer_uri, std::string_view title,
                                  std::string_view pdf);

/// A group of an answer, as a printer or a job: each attribute's first value, numbers as text.
using IppGroup = std::vector<std::pair<std::string, std::string>>;

struct IppAnswer {
  std::uint16_t status = 0;      // below 0x0100: it went well
  std::vector<IppGroup> said{};  // printers and jobs, without the operation's own group
};

/// Error: bad_reply for what is no IPP.
[[nodiscard]] Result<IppAnswer> read_ipp(std::string_view bytes);

/// The value of that attribute, empty when the group has none.
[[nodiscard]] std::string_view ipp_value(const IppGroup& group, std::string_view name) noexcept;

}  // namespace huidan::client
