// S2-7.5: what becomes of the printed sheets, 联次台账.
#include <doctest/doctest.h>

#include "tests/core/merging.hpp"

namespace huidan::core {
namespace {

/// A table with one sheet of the desk's copy that e1 printed.
struct Printed : Table {
  RowId sheet{};

  Printed() {
    const Copy copy = next_sheet(state.order, "desk", "with_engineer", std::string(64, 'a'));
    CHECK(told(write(e1, AddCopy{copy}, version())) == "applied");
    sheet = state.order.copies.front().id;
  }

  std::string move(const Pen& pen, const std::string& to, const std::string& holder = "",
                   const std::string& why = "") {
    return told(write(pen, MoveCopy{sheet, to, holder, why}, version()));
  }

  [[nodiscard]] const Copy& row() const { return state.order.copies.front(); }
};

}  // namespace

TEST_CASE("a sheet says who printed it on which device, and who has it") {
  Printed t;
  CHECK(t.row().by == "e1");
  CHECK(t.row().holder == "e1");
  CHECK(t.row().device == t.e1.author.writer.device.value);
  CHECK(t.row().moved_at.empty());
}

TEST_CASE("a sheet is signed, comes home, and stays there") {
  Printed t;
  CHECK(t.move(t.e1, "signed") == "applied");
  CHECK(t.row().state == "signed");
  CHECK(t.row().holder == "e1");
  CHECK(t.move(t.desk, "returned") == "applied");
  CHECK(t.row().state == "returned");
  CHECK(t.row().holder.empty());
  CHECK(t.row().moved_by == "leader1");
  CHECK(t.row().moved_at == kAt);
  CHECK(t.move(t.desk, "returned") == "rejected already_returned copy");
  CHECK(t.move(t.e1, "missing", "", "w") == "rejected already_returned copy");
  CHECK(t.row().state == "returned");
}

TEST_CASE("only the desk says that a sheet is home, and nobody who has nothing to do with it") {
  Printed t;
  CHECK(t.move(t.e1, "returned") == "rejected forbidden");
  CHECK(t.move(t.admin, "signed") == "rejected forbidden");
  CHECK(t.row().state == "with_engineer");
}

TEST_CASE("a missing sheet may turn up, and another hand may take one over") {
  Printed t;
  CHECK(t.move(t.desk, "with_engineer", "e2") == "applied");
  CHECK(t.row().holder == "e2");
  CHECK(t.move(t.e1, "missing", "", "风吹走了") == "applied");
  CHECK(t.row().reason == "风吹走了");
  CHECK(t.move(t.e1, "signed") == "rejected bad_move copy");
  CHECK(t.move(t.desk, "returned") == "applied");
  CHECK(t.row().reason.empty());
  CHECK(told(t.write(t.desk, MoveCopy{RowId(uuid(999)), "returned", {}, {}}, t.version())) ==
        "rejected not_found copy");
}

TEST_CASE("what an engineer says of a sheet stands as late when the order is another's by then") {
  Printed t;
  t.e1.author.grant = Grant::closed;
  CHECK(t.move(t.e1, "signed") == "late");
  CHECK(t.row().state == "signed");
}

}  // namespace huidan::core
