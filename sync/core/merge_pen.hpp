#pragma once
// What merge writes into an order once it has decided: values with their stamps, and disputes for
// the values that may not stand. One pen writes for one op; the first change raises the order's
// version and all of the op's writes carry that one.

#include <string>
#include <string_view>
#include <vector>

#include "sync/core/merge.hpp"

namespace huidan::core {

/// One value that an op wants to write, with the key of its stamp.
struct Write {
  RowId row;         // a visit, a part or an op; empty: the order
  std::string name;  // of the field or column; "removed"; "op" for an op parked whole
  std::string value;
  std::string was;   // what the writer saw
  std::string live;  // what stands
  std::string key;
};

/// The stamp's key of a value: "field", or "<row>/column".
[[nodiscard]] std::string key_of(const RowId& row, std::string_view name);

/// What an op wants to write into a part that is there.
[[nodiscard]] std::vector<Write> part_writes(const PutPart& body, Part part);
[[nodiscard]] Write part_removal(const RemovePart& body);

/// The id of the dispute that `op` opens about the value of that key.
[[nodiscard]] DisputeId dispute_of(const OpId& op, std::string_view key);

class MergePen {
 public:
  /// All three outlive the pen.
  MergePen(OrderState& state, const Op& op, const Author& author) noexcept;

  /// Whether a stranger wrote the value after the op's writer had last looked.
  [[nodiscard]] bool foreign_since_base(std::string_view key) const;
  [[nodiscard]] bool part_edited_since_base(const RowId& part) const;

  /// Whether a status of that name takes the order from somebody whom a stranger gave it to after
  /// the op's writer had last looked: back in the queue it is nobody's.
  [[nodiscard]] bool clears_unseen_assignee(std::string_view status) const;

  void set(const Write& write);
  /// Stamps the value as the op's, raising the version.
  void touch(const std::string& key);

  /// Makes each write a dispute; the standing values stay. Rejected too_many when the order holds
  /// too many disputes already.
  Outcome park(const std::vector<Write>& writes, Error error, const std::string& why);
  /// The dispute goes on, beside the value that stands now.
  Outcome leave_open(Dispute& dispute, const std::string& live);
  /// Sets the undisputed of `writes` and parks the rest; of an op in a group either all or none.
  /// `clean` is the verdict when nothing is disputed.
  Outcome write_or_park(const std::vector<Write>& writes, Verdict clean);

 private:
  void raise_version();
  DisputeId dispute(const Write& write, const std::string& why);

  OrderState& state_;
  const Op& op_;
  const Author& author_;
  std::int64_t base_;
  bool raised_ = false;
};

}  // namespace huidan::core
