#pragma once
// What a printed file proves, as both programs say it (INTERFACES, verify FILE.pdf).

#include <string>
#include <vector>

namespace huidan {

/// What one device signed of the form, over its exact words: who ended the visit and how, or that
/// it printed the form before anybody had.
struct SignedBy {
  std::string device;
  std::string role;  // customer | engineer | printer
  std::string mode;  // signed | on_paper | refused | absent | printed, as the statement says
  std::string name;
  std::string at;
  std::string state;  // holds | broken | unknown_device (whose key is not known here)
};

struct SealedBy {
  std::string name;         // that the certificate gives its owner; empty when the seal is broken
  std::string fingerprint;  // SHA-256 of the certificate, 64 hex digits
  std::string state;        // holds | broken | foreign (whole, and not of this desk)
  bool known = false;       // the certificate is one that was named as the desk's
};

struct Evidence {
  std::string no;         // of the order
  std::string form_hash;  // of the record inside; empty when there is none
  std::vector<SignedBy> signed_by;
  std::vector<SealedBy> seals;       // at most one
  std::vector<std::string> changed;  // what does not hold: file, form, seal, signatures[0] …

  /// Nothing is broken, and something proves that.
  [[nodiscard]] bool valid() const noexcept;
};

}  // namespace huidan
