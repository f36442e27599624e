#include "tests/e2e/field_work.hpp"

#include <array>
#include <cmath>
#include <map>

namespace huidan::e2e {
namespace {

using Values = std::map<std::string, std::string>;

std::string two(std::size_t n) {
  return (n < 10 ? "0" : "") + std::to_string(n);
}

/// A moment of the visit, some minutes after its beginning.
std::string moment(std::size_t n, std::size_t minutes) {
  return "2026-11-" + two(1 + n % 20) + "T" + two(8 + minutes / 60) + ":" + two(minutes % 60) +
         ":00+08:00";
}

/// What the engineer writes on every order: rare characters, full width, a second line.
Values form_body(std::size_t n) {
  const std::string nth = std::to_string(n);
  return {
      {"equipment", "现场编号 " + nth + "：主备电源模块一组，风扇积灰，指示灯为红；铭牌「𠮷田」"},
      {"treatment", "更换模块，清洁风道。\n复核接线后通电试机 " + nth + " 分钟，恢复正常。"},
      {"test_result", n % 7 == 3 ? "abnormal" : "normal"},
      {"remarks", "备注 " + nth + "：请于下次巡检复查；㛃"},
      {"cause", "电容老化（第 " + nth + " 例）"},
      {"result", "已恢复供电与通信，用户确认"},
      {"handler", "例工 " + nth}};
}

/// What he writes only where the caller's details left it open.
Values head(std::size_t n) {
  const std::string nth = std::to_string(n);
  return {{"kind", n % 3 == 0 ? "maintenance" : "repair"},
          {"reporter_unit", "样例供电所 " + nth},
          {"reported_at", moment(n, 0)},
          {"reporter", "例报修人 " + nth},
          {"phone", "0000-555-" + two(n) + "00"},
          {"contact", "现场门卫转 " + nth},
          {"symptoms", "设备告警，业务中断 " + nth},
          {"description", "现场补记 " + nth},
          {"occurred_at", moment(n, 0)},
          {"language", "zh-Hans"},
          {"service_unit", "样例运维中心"}};
}

class Visit {
 public:
  Visit(const Laptop& laptop, const Assignment& assignment)
      : laptop_(laptop), a_(assignment), no_(assignment.order["no"]) {
    worked_.no = no_;
    worked_.facts = facts_of(a_.order);
    worked_.form = a_.paper / (no_ + "-laptop.pdf");
  }

  Worked run() {
    stamp("departed", 30);
    stamp("arrived", 70);
    fill();
    put_parts();
    stamp("restored", 120);
    for (std::size_t i = 0; i <= a_.n % 2; ++i) note(i);
    sign("customer", a_.n % 10);
    sign("engineer", a_.n % 10 == 7 ? 7 : 0);
    edit({"complete", no_, "--at", moment(a_.n, 130)});
    visit("completed_at", moment(a_.n, 130));
    print();
    return worked_;
  }

 private:
  json edit(const Words& words) {
    json shown = laptop_.does(words);
    ++worked_.ops;
    return shown;
  }

  void visit(const std::string& field, const std::string& at) {
    worked_.facts["visits"].back()[field] = at;
    if (field != "completed_at") worked_.facts[field] = at;
  }

  void stamp(const std::string& what, std::size_t minutes) {
    const std::string at = moment(a_.n, minutes);
    edit({"stamp", no_, what, "--at", at});
    visit(what + "_at", at);
    const std::map<std::string, std::string> moves{
        {"departed", "en_route"}, {"arrived", "on_site"}, {"restored", "restored"}};
    worked_.facts["status"] = moves.at(what);
    if (what == "restored" && worked_.facts["serviced_at"] == "") {
      worked_.facts["serviced_at"] = at;
    }
  }

  void fill() {
    Values values = form_body(a_.n);
    for (const auto& [field, value] : head(a_.n)) {
      if (a_.order[field] == "") values[field] = value;
    }
    Words words{"set", no_};
    for (const auto& [field, value] : values) {
      words.push_back(field + '=' + value);
      worked_.facts[field] = value;
    }
    edit(words);
  }

  void put_parts() {
    for (std::size_t i = 0; i < 2 + a_.n % 3; ++i) {
      const json part{{"name", "样例模块 " + std::to_string(a_.n) + "-" + std::to_string(i)},
                      {"model", "例-" + std::to_string(100 + i)},
                      {"unit", i % 2 == 0 ? "只" : "kg"},
                      {"qty", i % 2 == 0 ? std::to_string(1 + i) : "0.5"},
                      {"note", i == 0 ? "旧件带回" : ""}};
      Words words{"part", no_, "add"};
      for (const auto& [column, value] : part.items()) {
        words.push_back(column + '=' + value.get<std::string>());
      }
      const json shown = edit(words);
      if (i == 1) {  // taken by mistake: by its row in `show`, or by its id
        const json& parts = shown["parts"];
        const std::string id = parts.back()["id"];
        edit({"part", no_, "remove", a_.n % 2 == 0 ? std::to_string(parts.size()) : id});
      } else {
        worked_.facts["parts"].push_back(part);
      }
    }
  }

  void note(std::size_t i) {
    const std::string text =
        "现场记录 " + no_ + " 之 " + std::to_string(i + 1) + "：未断电，有照护";
    edit({"note", no_, text});
    worked_.facts["notes"].push_back({{"by", a_.user}, {"text", text}});
  }

  /// Most sign with a pen on the laptop; some on paper, some refuse, some are not there.
  void sign(const std::string& role, std::size_t way) {
    const std::string name = role == "customer" ? "例用户 " + std::to_string(a_.n) : a_.user;
    Words words{"sign", no_, "--role", role, "--name", name};
    std::string state = "signed";
    std::string reason;
    if (way == 7) {
      words.emplace_back("--on-paper");
      state = "on_paper";
    } else if (way == 8 || way == 9) {
      state = way == 8 ? "refused" : "absent";
      reason = way == 8 ? "对收费有异议" : "值班员外出，电话确认";
      words.push_back(way == 8 ? "--refused" : "--absent");
      words.push_back(reason);
    } else {
      const auto file = a_.paper / (no_ + role + ".json");
      write_bytes(file, strokes(2 * a_.n + (role == "customer" ? 0 : 1)));
      words.emplace_back("--strokes");
      words.push_back(file.string());
    }
    edit(words);
    worked_.facts["signoffs"].push_back(
        {{"role", role}, {"name", name}, {"state", state}, {"reason", reason}});
  }

  void print() {
    static_cast<void>(laptop_.does({"print", no_, "--out", worked_.form.string()}));
    for (const char* copy : {"customer", "desk"}) {
      ++worked_.ops;
      worked_.facts["copies"].push_back({{"copy", copy},
                                         {"print", 1},
                                         {"by", a_.user},
                                         {"state", "with_engineer"},
                                         {"reason", ""}});
    }
  }

  const Laptop& laptop_;
  const Assignment& a_;
  std::string no_;
  Worked worked_;
};

/// The members that say something, of each row of a list.
json rows_of(const json& order, const char* list, std::initializer_list<const char*> members) {
  json rows = json::array();
  for (const json& row : order.at(list)) {
    json said = json::object();
    for (const char* member : members) said[member] = row.at(member);
    rows.push_back(std::move(said));
  }
  return rows;
}

}  // namespace

const std::vector<std::string>& order_fields() {
  static const std::vector<std::string> kFields{
      "intake",      "kind",       "category",     "priority",    "reporter_unit", "reported_at",
      "reporter",    "phone",      "contact",      "symptoms",    "description",   "occurred_at",
      "group",       "language",   "service_unit", "serviced_at", "equipment",     "treatment",
      "test_result", "remarks",    "cause",        "result",      "handler",       "departed_at",
      "arrived_at",  "restored_at"};
  return kFields;
}

json facts_of(const json& order) {
  json facts;
  for (const std::string& field : order_fields()) facts[field] = order.at(field);
  for (const char* field : {"no", "id", "status", "assignee", "termination_reason"}) {
    facts[field] = order.at(field);
  }
  facts["parts"] = rows_of(order, "parts", {"name", "model", "unit", "qty", "note"});
  facts["notes"] = rows_of(order, "notes", {"by", "text"});
  facts["visits"] =
      rows_of(order, "visits", {"departed_at", "arrived_at", "restored_at", "completed_at"});
  facts["signoffs"] = rows_of(order, "signoffs", {"role", "name", "state", "reason"});
  facts["copies"] = rows_of(order, "copies", {"copy", "print", "by", "state", "reason"});
  facts["disputes"] =
      rows_of(order, "disputes", {"field", "base", "mine", "theirs", "by", "theirs_by", "state"});
  return facts;
}

int percent_filled(const json& order) {
  int filled = order.at("parts").empty() ? 0 : 1;
  for (const std::string& field : order_fields()) {
    const json& value = order.at(field);
    filled += value == "" || value.is_null() ? 0 : 1;
  }
  return filled * 100 / (static_cast<int>(order_fields().size()) + 1);
}

Worked work_order(const Laptop& laptop, const Assignment& assignment) {
  return Visit(laptop, assignment).run();
}

std::string strokes(std::size_t seed) {
  json ink{{"w", 600}, {"h", 200}, {"strokes", json::array()}};
  for (std::size_t stroke = 0; stroke < 2 + seed % 3; ++stroke) {
    json points = json::array();
    for (int i = 0; i < 40; ++i) {
      const double turn = 0.15 * i + static_cast<double>(seed % 17) + static_cast<double>(stroke);
      const double x = 60 + 110 * static_cast<double>(stroke) + 4 * i + 12 * std::sin(2 * turn);
      const double y = 100 + (30 + static_cast<double>(seed % 11)) * std::sin(turn);
      points.push_back({std::round(x * 10) / 10, std::round(y * 10) / 10, 16 * i, 0.5});
    }
    ink["strokes"].push_back(std::move(points));
  }
  return ink.dump();
}

}  // namespace huidan::e2e
