#pragma once
// What lies between a laptop's courier and the desk's uploads, and what goes wrong there.

#include "sync/core/blob_courier.hpp"
#include "tests/simulation/desk.hpp"
#include "tests/simulation/laptop.hpp"
#include "tests/simulation/step.hpp"

namespace huidan::sim {

/// The file that goes by that number: the same wherever it is taken; 0 is none that a desk takes.
[[nodiscard]] std::string picture(int number);

/// One fault of an upload: at which part, counted from 1; 0: none.
struct PhotoFault {
  Verb kind = Verb::photo_cut;
  int at = 0;
};

/// Does one action of a courier.
class Porter {
 public:
  Porter(Laptop& from, Desk& desk, Tally& tally, const PhotoFault& fault)
      : from_(from), desk_(desk), tally_(tally), fault_(fault) {}

  Result<std::int64_t> operator()(const core::AskOffset& ask);
  Result<std::int64_t> operator()(const core::SendBytes& part);

  /// What asks for nothing.
  template <typename Other>
  Result<std::int64_t> operator()(const Other& /*other*/) const {
    return Error{Code::internal, "courier"};
  }

 private:
  Laptop& from_;
  Desk& desk_;
  Tally& tally_;
  PhotoFault fault_;
  int parts_ = 0;
  bool dead_ = false;  // the line
};

}  // namespace huidan::sim
