#pragma once
// The printers of this laptop, through its print service (CUPS on Linux and macOS, or any printer
// that speaks IPP itself): which there are, and a PDF to the one that was chosen.

#include <string>
#include <string_view>
#include <vector>

#include "client/page/ipp.hpp"
#include "client/peer.hpp"

namespace huidan::client {

struct Printer {
  std::string name;   // unique at its service
  std::string title;  // as people call it
  std::string path;   // at its service, percent-encoded
  bool ready = true;  // it takes jobs and has not stopped
  bool preferred = false;
};

class PrintService {
 public:
  /// `where`: "ipp://127.0.0.1:631" asks a print service for its printers; with a path it is one
  /// printer. ipps:// away from this machine.
  explicit PrintService(std::string_view where);

  /// Nothing where no service runs. Errors: bad_config (the address), what Peer refuses a service
  /// that does run, printer_refused.
  [[nodiscard]] Result<std::vector<Printer>> printers();

  /// Gives the PDF to that printer; returns when it has taken it. Errors: not_found naming printer,
  /// printer_refused with IPP's status, no_network.
  [[nodiscard]] Refusable print(std::string_view name, std::string_view title,
                                std::string_view pdf);

 private:
  [[nodiscard]] Result<IppAnswer> asked(std::string_view path, std::string_view question);
  /// Marks the service's own choice.
  void prefer_one(std::vector<Printer>& printers);
  [[nodiscard]] std::string uri_of(std::string_view path) const;

  [[nodiscard]] bool is_one_printer() const { return path_ != "/"; }

  std::string host_;  // "127.0.0.1:631"
  std::string path_;  // "/": a service
  bool known_ = false;
  Peer peer_;
};

}  // namespace huidan::client
