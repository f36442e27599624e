#include "client/page/printers.hpp"

#include <algorithm>

#include "sync/base/limits.hpp"

namespace huidan::client {
namespace {

constexpr std::string_view kIpp = "ipp://";
constexpr std::string_view kIpps = "ipps://";
constexpr const char* kIppType = "application/ipp";
constexpr std::string_view kPort = ":631";  // IPP's own, where the address says none
constexpr std::uint16_t kWell_max = 0x00FF;
constexpr std::uint16_t kNotFound = 0x0406;
constexpr std::string_view kStopped = "5";  // printer-state, RFC 8011 §5.4.11

struct Where {
  bool known = false;
  bool secure = false;
  std::string host;
  std::string path;
};

Where read(std::string_view where) {
  Where read;
  read.secure = where.starts_with(kIpps);
  read.known = read.secure || where.starts_with(kIpp);
  if (!read.known) return read;
  where.remove_prefix(read.secure ? kIpps.size() : kIpp.size());
  const std::size_t slash = std::min(where.find('/'), where.size());
  read.host = where.substr(0, slash);
  read.path = slash == where.size() ? "/" : std::string(where.substr(slash));
  if (read.host.find(':') == std::string::npos) read.host += kPort;
  return read;
}

std::string url_of(std::string_view where) {
  const Where read_ = read(where);
  return (read_.secure ? "https://" : "http://") + read_.host;
}

std::string hex(std::uint16_t status) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out = "0x";
  for (int shift = 12; shift >= 0; shift -= 4) {
    out += kDigits[(static_cast<unsigned>(status) >> shift) & 0xFU];
  }
  return out;
}

Printer printer_of(const IppGroup& group) {
  Printer printer;
  printer.name = ipp_value(group, "printer-name");
  printer.title = ipp_value(group, "printer-info");
  if (printer.title.empty()) printer.title = printer.name;
  // Whatever host the service calls itself, we stay with the one that was asked.
  printer.path = read(ipp_value(group, "printer-uri-supported")).path;
  printer.ready = ipp_value(group, "printer-state") != kStopped &&
                  ipp_value(group, "printer-is-accepting-jobs") != "0";
  return printer;
}

/// A laptop without a print service, or a service without a printer, has none.
bool means_none(const Error& error) {
  return (error.code == Code::no_network && error.detail == "connect") ||
         (error.code == Code::printer_refused && error.detail == hex(kNotFound));
}

}  // namespace

PrintService::PrintService(std::string_view where)
    : host_(read(where).host),
      path_(read(where).path),
      known_(read(where).known),
      peer_(url_of(where), {}) {}

std::string PrintService::uri_of(std::string_view path) const {
  return std::string(kIpp) + host_ + std::string(path);
}

Result<IppAnswer> PrintService::asked(std::string_view path, std::string_view question) {
  if (!known_) return Error{Code::bad_config, host_, "printers"};
  const auto reply = peer_.post(path, kIppType, question);
  if (!reply) return reply.error();
  if (reply.value().status != 200) {
    return Error{Code::printer_refused, "HTTP " + std::to_string(reply.value().status)};
  }
  auto answer = read_ipp(reply.value().body);
  if (!answer) return answer;
  if (answer.value().status > kWell_max) {
    return Error{Code::printer_refused, hex(answer.value().status)};
  }
  return answer;
}

Result<std::vector<Printer>> PrintService::printers() {
  std::vector<Printer> printers;
  const auto said =
      asked(path_, ipp_question(is_one_printer() ? IppAsks::printer : IppAsks::of_service,
                                is_one_printer() ? uri_of(path_) : std::string()));
  if (!said && means_none(said.error())) return printers;
  if (!said) return said.error();
  for (const IppGroup& group : said.value().said) {
    if (printers.size() >= limits::kPrinters_max) break;
    if (!ipp_value(group, "printer-name").empty()) printers.push_back(printer_of(group));
  }
  prefer_one(printers);
  return printers;
}

void PrintService::prefer_one(std::vector<Printer>& printers) {
  if (printers.size() == 1) printers.front().preferred = true;
  if (printers.size() < 2) return;
  const auto first = asked(path_, ipp_question(IppAsks::the_default, {}));
  if (!first || first.value().said.empty()) return;
  for (Printer& printer : printers) {
    printer.preferred = printer.name == ipp_value(first.value().said.front(), "printer-name");
  }
}

Refusable PrintService::print(std::string_view name, std::string_view title, std::string_view pdf) {
  // The name comes from a page: only a printer that the service has told of is printed to.
  const auto known = printers();
  if (!known) return known.error();
  const auto chosen = std::ranges::find(known.value(), name, &Printer::name);
  if (chosen == known.value().end()) {
    return Error{Code::not_found, std::string(name.substr(0, 80)), "printer"};
  }
  const std::string& path = is_one_printer() ? path_ : chosen->path;
  const auto taken = asked(path, ipp_job(uri_of(path), title, pdf));
  if (taken) return Done{};
  if (taken.error().code != Code::no_network) return taken.error();
  return Error{Code::printer_refused, taken.error().detail};
}

}  // namespace huidan::client
