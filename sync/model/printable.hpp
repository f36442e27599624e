#pragma once
// What goes on paper: the form's text as it is or as it was signed, with the ink that belongs to
// exactly that text. Ink never stands over words it did not sign.

#include <optional>
#include <string>
#include <vector>

#include "sync/model/ink.hpp"
#include "sync/model/work_order.hpp"

namespace huidan {

struct Signed {
  std::optional<SignOff> sign_off;  // empty: an empty box, for a pen
  Ink ink;                          // when sign_off->state is "signed"
  bool changed = false;             // the order no longer says what this ink signed
  std::string accepted_by;          // who took it as given all the same; empty: nobody
};

struct Printable {
  WorkOrder form;                    // just what the form shows
  std::string form_bytes;            // canonical: what goes into the PDF beside its picture
  std::string form_hash;             // their SHA-256, 64 hex digits
  std::string signatures;            // what devices signed of this form, as JSON; empty: nothing
  std::string short_signature;       // of the sign-off that was given last; empty: none
  bool stale = false;                // the order has changed since this form was signed
  std::vector<std::string> changed;  // what differs, see core/sign_off.hpp
  Signed customer;
  Signed engineer;
};

}  // namespace huidan
