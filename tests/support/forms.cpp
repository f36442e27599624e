#include "tests/support/forms.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "sync/base/bytes.hpp"
#include "sync/base/time.hpp"

namespace huidan::test {
namespace {

using pdf::FormContent;

/// Loops and dashes, as a hand writes three characters.
Ink scribble(double phase) {
  Ink ink{600, 200, {}};
  for (int stroke = 0; stroke < 5; ++stroke) {
    std::vector<InkPoint> points;
    for (int i = 0; i < 33; ++i) {
      const double t = i / 32.0;
      const double x = 40 + 105 * stroke + 90 * t + 28 * std::sin(6.3 * t + phase + stroke);
      const double y = 100 + 62 * std::sin(7.1 * t * (1 + 0.2 * stroke) + phase) - 18 * t;
      points.push_back({x, y, std::int64_t{16} * i, 0.5});
    }
    ink.strokes.push_back(points);
  }
  return ink;
}

constexpr std::string_view kHash =
    "3f2a9c11d07be4588a6c0f1e2d3b4a5968778695a4b3c2d1e0ff1234567890ab";

/// As long as the real record of such a form and packed as well.
void attach_record(FormContent& form) {
  std::string& record = form.form_bytes;
  record = R"({"schema":"huidan.form.1","order":"019ab0c7-52d1-7e7b-8f0e-4a6be0c1d2f3","fields":{)";
  const auto add = [&record](const char* name, const std::string& value) {
    record += '"' + std::string(name) + "\":\"" + value + "\",";
  };
  add("reporter_unit", form.reporter_unit);
  add("reporter", form.reporter);
  add("service_unit", form.service_unit);
  add("equipment", form.equipment);
  add("treatment", form.treatment);
  add("remarks", form.remarks);
  for (const pdf::FormPart& part : form.parts) {
    add("name", part.name);
    add("model", part.model);
    add("note", part.note);
  }
  record += "}}";
  form.signatures = R"({"schema":"huidan.signatures.1","signatures":[)";
  for (const pdf::FormSignature* box : {&form.customer, &form.engineer}) {
    form.signatures += R"({"device":"019ab0c7-1111-7e7b-8f0e-4a6be0c1d2f3","ed25519":")" +
                       std::string(kHash) + std::string(kHash.substr(0, 24)) +
                       R"(","statement":"{\"at\":\")" + box->at + R"(\",\"form\":\")" +
                       std::string(kHash) + R"(\",\"name\":\")" + box->name + R"(\"}"},)";
  }
  form.signatures.back() = ']';
  form.signatures += '}';
  form.short_signature = kHash.substr(0, 12);
}

}  // namespace

std::filesystem::path font_folder() {
  return std::filesystem::path(HUIDAN_SOURCE_DIR) / "build" / "third_party" / "fonts";
}

const pdf::FontShelf& shelf() {
  static const auto opened = pdf::FontShelf::open(font_folder());
  if (!opened) {
    std::fprintf(stderr, "fonts: %s: run ./dev setup\n", opened.error().detail.c_str());
    std::exit(exit_code(opened.error().code));
  }
  return opened.value();
}

FormContent blank_form() {
  FormContent form;
  form.no = "WX-20261122-0001";
  form.reporter_unit = "样例市东岭供电公司信息通信分部（东区机房）";
  form.reported_at = "2026-11-22T08:47:00+08:00";
  form.reporter = "样小明";
  form.phone = "0371-5550 8123";
  form.form_hash = kHash;
  return form;
}

FormContent filled_form() {
  FormContent form = blank_form();
  form.service_unit = "客户服务中心通信网络运维组";
  form.serviced_at = "2026-11-22T10:15:00+08:00";
  form.kind = "repair";
  form.equipment =
      "用户反映四楼 B 区 23 台终端自 08:30 "
      "起无法登录营销系统，提示“网关超时（504）”；现场检查接入交换机 "
      "S5735-L48T4X-A 电源模块 PWR2 告警灯常亮，上联光口 XGE0/0/1 收光功率 -27.4 dBm（门限 ≥ -24 "
      "dBm），端口误码率约 3×10⁻⁴，机柜温度 31.5℃。";
  form.treatment =
      "1）更换 SFP+ 光模块并清洁尾纤端面，收光恢复至 -8.1 dBm；2）更换电源模块 "
      "PWR2，重启后双电源冗余正常；3）更新 LLDP 邻居信息，核对 VLAN 112/113，23 "
      "台终端全部恢复登录。";
  form.test_result = "normal";
  form.remarks = "建议下月例行保养时更换机柜风扇滤网；旧件已交库房（RMA-7731）。";
  form.parts = {{"SFP+ 万兆单模光模块", "SFP-10G-LR 1310nm", "只", "1", "SN 2102A7731"},
                {"交换机电源模块", "PAC150S12-R", "块", "1", "旧件返修"},
                {"LC-LC 单模跳线 3m", "OS2 G.657A2", "根", "2", ""}};
  return form;
}

FormContent signed_form() {
  FormContent form = filled_form();
  form.customer = {"signed", "样小明", "2026-11-22T11:42:00+08:00", "", scribble(0.4)};
  form.customer.satisfaction = "5";
  form.engineer = {"signed", "样工程师", "2026-11-22T11:41:00+08:00", "", scribble(2.1)};
  attach_record(form);
  return form;
}

FormContent long_form() {
  FormContent form = signed_form();
  form.parts.clear();
  for (int i = 1; i <= 12; ++i) {
    const std::string n = std::to_string(i);
    form.parts.push_back({"配电自动化终端第 " + n + " 号板卡", "DTU-2000E/B" + n, "块", n,
                          "柜内第 " + n + " 槽位，已贴标签"});
  }
  return form;
}

FormContent english_form() {
  FormContent form = signed_form();
  form.language = Language::en;
  form.reporter_unit = "Sample City Dongling Power Supply, ICT Branch (East Machine Room)";
  form.reporter = "Sam Sample";
  form.service_unit = "Customer Service Centre, Network Operations";
  form.equipment =
      "Since 08:30, 23 terminals in zone B on the fourth floor cannot log in (“gateway timeout "
      "504”). "
      "Access switch S5735-L48T4X-A: the PWR2 lamp is lit, received power on uplink XGE0/0/1 is "
      "-27.4 dBm (threshold ≥ -24 dBm), bit error rate about 3 × 10⁻⁴, cabinet at 31.5 ℃.";
  form.treatment =
      "1) Replaced the SFP+ module and cleaned the fibre end faces: -8.1 dBm. 2) Replaced power "
      "module PWR2. 3) Checked VLAN 112/113; all 23 terminals log in again.";
  form.remarks = "Replace the cabinet's fan filter at the next maintenance.";
  form.parts = {{"SFP+ 10G single-mode module", "SFP-10G-LR 1310nm", "pcs", "1", "SN 2102A7731"},
                {"Switch power module", "PAC150S12-R", "pcs", "1", "Old part returned"},
                {"LC-LC patch cord 3 m", "OS2 G.657A2", "pcs", "2", ""}};
  form.customer.name = "Sam Sample";
  form.engineer.name = "Erin Example";
  return form;
}

FormContent traditional_form() {
  FormContent form = signed_form();
  form.language = Language::zh_hant;
  form.reporter_unit = "範例市東嶺供電公司資訊通信分部";
  form.reporter = "樣小明";
  form.service_unit = "客戶服務中心通信網絡運維組";
  form.equipment =
      "用戶反映四樓 B 區 23 台終端自 08:30 起無法登入營銷系統，提示「閘道逾時（504）」；交換機 "
      "S5735-L48T4X-A "
      "電源模組告警，收光功率 -27.4 dBm。";
  form.treatment = "更換光模組並清潔尾纖端面，收光恢復至 -8.1 dBm；核對 VLAN 後全部恢復登入。";
  form.remarks = "建議下月例行保養時更換機櫃風扇濾網。";
  form.parts = {{"萬兆單模光模組", "SFP-10G-LR", "只", "1", "序號 2102A7731"},
                {"交換機電源模組", "PAC150S12-R", "塊", "1", "舊件返修"}};
  form.customer.name = "樣小明";
  form.engineer.name = "樣工程師";
  return form;
}

FormContent rare_form() {
  FormContent form = signed_form();
  form.reporter = "样𠮷田、张㛃";
  form.equipment =
      "误码率 10⁻⁴，测点 ① 至 ⑳ 均异常；铭牌字样“龘靐齉”，另见 "
      "𠀀𪚥𫠠。";
  form.customer.name = "张㛃";
  form.engineer.name = "𠮷田";
  return form;
}

FormContent wordy_form() {
  FormContent form = signed_form();
  const std::string_view sentence =
      "巡视第N段线路时发现绝缘子表面积污，测得泄漏电流 3.2 mA，温度 41.7℃，与上次（2×10⁻³ "
      "A）相比偏高；";
  std::size_t characters = 0;
  form.equipment.clear();
  for (std::size_t at = 0; characters < 4000; ++characters) {
    append_utf8(form.equipment, next_code_point(sentence, at));
    if (at >= sentence.size()) at = 0;
  }
  return form;
}

FormContent refused_form() {
  FormContent form = filled_form();
  form.customer = {"refused",
                   "样小明",
                   "2026-11-22T11:42:00+08:00",
                   "对更换的电源模块费用有异议，要求先由主管确认报价",
                   {}};
  form.engineer = {"on_paper", "样工程师", "2026-11-22T11:41:00+08:00", "", {}};
  return form;
}

FormContent stale_form(FormContent form, const std::string& accepted_by) {
  form.customer.changed = true;
  form.engineer.changed = true;
  form.customer.accepted_by = accepted_by;
  return form;
}

namespace {

struct Drawn {
  FormContent form;
  pdf::Sheets sheets{};
};

struct Maker {
  std::string_view name;
  Drawn (*make)();
};

FormContent absent_form() {
  FormContent form = refused_form();
  form.customer.state = "absent";
  return form;
}

constexpr std::array kMakers{
    Maker{"blank", [] { return Drawn{blank_form()}; }},
    Maker{"filled", [] { return Drawn{filled_form()}; }},
    Maker{"signed", [] { return Drawn{signed_form()}; }},
    Maker{"long", [] { return Drawn{long_form()}; }},
    Maker{"english", [] { return Drawn{english_form()}; }},
    Maker{"traditional", [] { return Drawn{traditional_form()}; }},
    Maker{"rare", [] { return Drawn{rare_form()}; }},
    Maker{"wordy", [] { return Drawn{wordy_form()}; }},
    Maker{"refused", [] { return Drawn{refused_form()}; }},
    Maker{"absent", [] { return Drawn{absent_form()}; }},
    Maker{"stale", [] { return Drawn{stale_form(signed_form(), "")}; }},
    Maker{"stale_english", [] { return Drawn{stale_form(english_form(), "Dana Desk")}; }},
    Maker{"stale_traditional", [] { return Drawn{stale_form(traditional_form(), "樣班長")}; }},
    Maker{"reprint",
          [] {
            return Drawn{signed_form(), {3, 2}};
          }},
    Maker{"customer_only",
          [] {
            return Drawn{signed_form(), {1, 0}};
          }},
    Maker{"blank_single",
          [] {
            return Drawn{blank_form(), {0, 1}};
          }},
    Maker{"recorded",
          [] {
            return Drawn{signed_form(), {1, 1, dense_text(1352)}};
          }},
    Maker{"recorded_blank",
          [] {
            return Drawn{blank_form(), {1, 1, dense_text(430)}};
          }},
    Maker{"recorded_little",
          [] {
            return Drawn{signed_form(), {1, 1, dense_text(400)}};
          }},
    Maker{"recorded_english",
          [] {
            return Drawn{stale_form(english_form(), "Dana Desk"), {2, 2, dense_text(1352)}};
          }},
    Maker{"recorded_traditional",
          [] {
            return Drawn{traditional_form(), {1, 1, dense_text(1100)}};
          }},
    Maker{"recorded_desk",
          [] {
            return Drawn{filled_form(), {0, 1, dense_text(1352)}};
          }},
    Maker{"recorded_wordy", [] {
            return Drawn{wordy_form(), {1, 1, dense_text(1352)}};
          }}};

NamedForm made(const Maker& maker) {
  Drawn drawn = maker.make();
  return {maker.name, std::move(drawn.form), std::move(drawn.sheets)};
}

}  // namespace

std::vector<NamedForm> all_forms() {
  std::vector<NamedForm> all;
  all.reserve(kMakers.size());
  for (const Maker& maker : kMakers) all.push_back(made(maker));
  return all;
}

std::optional<NamedForm> form_named(std::string_view name) {
  const auto maker = std::ranges::find(kMakers, name, &Maker::name);
  if (maker == kMakers.end()) return std::nullopt;
  return made(*maker);
}

std::string dense_text(std::size_t characters, std::uint64_t seed) {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  std::mt19937_64 dice(seed);
  std::string text = "WO2:";
  while (text.size() + 1 < characters) text += kAlphabet[dice() % kAlphabet.size()];
  return text + ':';
}

std::vector<std::string> values_of(const FormContent& form) {
  std::vector<std::string> values{form.no,        form.reporter_unit, form.reporter,
                                  form.phone,     form.service_unit,  form.equipment,
                                  form.treatment, form.remarks,       form.form_hash.substr(0, 16)};
  for (const std::string* at : {&form.reported_at, &form.serviced_at}) {
    values.push_back(time_for_people(*at));
  }
  for (const pdf::FormPart& part : form.parts) {
    values.insert(values.end(), {part.name, part.model, part.unit, part.qty, part.note});
  }
  for (const pdf::FormSignature* signature : {&form.customer, &form.engineer}) {
    values.insert(values.end(),
                  {signature->name, time_for_people(signature->at), signature->reason});
  }
  std::erase(values, "");
  return values;
}

std::string squeezed(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (c > U' ' && c != 0x3000 && c != 0xA0) append_utf8(out, c);
  }
  return out;
}

}  // namespace huidan::test
