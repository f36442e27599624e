#include "tests/data/words.hpp"

namespace huidan::sample {
namespace {

constexpr std::array<std::string_view, 5> kHantUnits{
    "東嶺供電公司（樣例）城北供電所", "東嶺供電公司（樣例）調度控制中心",
    "東嶺供電公司（樣例）變電運維班", "東嶺供電公司(樣例) 柳溪營業廳",
    "東嶺供電公司（樣例）𠮷田變電站",
};

constexpr std::array<std::string_view, 6> kHantPeople{
    "趙樣一", "錢例二", "孫試三", "張㛃", "劉龘", "黃𨭎",
};

constexpr std::array<std::string_view, 3> kHantRemarks{
    "請先致電聯繫，進站須辦工作票。",
    "與上月同類故障相似，請一併查明原因",
    "備件自帶；現場無網絡。",
};

constexpr std::array<std::string_view, 3> kHantSteps{
    "{t} 值班員第{n}次查看，告警未復歸，面板顯示代碼 E-{n}。",
    "{t} 重啟{n}號裝置後恢復約{n}分鐘，隨後同一告警再次出現。",
    "{t} 已按電話指導核對定值區{n}與對時信號，未發現異常。",
};

constexpr std::array<Topic, 5> kHantTopics{{
    {"交換機", "端口丟包", "匯聚交換機{n}號端口丟包 6%，錯誤計數持續增加，更換跳線後未改善。",
     "三層交換機 48 口", "更換光模塊，清潔法蘭，觀察兩小時無增長。"},
    {"機房空調", "溫度高告警",
     "信息機房{n}號精密空調高溫告警，回風溫度 31.5℃。已切換至備用機組，請儘快到場。",
     "精密空調{n}號，濾網積灰", "清洗冷凝器，更換風機電容後試機。"},
    {"繼電保護", "裝置異常燈亮",
     "110kV {n}號線路保護裝置「裝置異常」燈亮，報「採樣異常」，保護已按調度令退出。",
     "線路保護裝置", "更換採樣插件，整組傳動試驗合格。"},
    {"UPS電源", "轉旁路運行", "ＵＰＳ{n}號主機轉旁路，面板提示「逆變器故障」，電池組電壓偏低。",
     "UPS主機 40kVA", "更換逆變模塊，電池內阻測試合格。"},
    {"營銷系統", "收費界面無響應",
     "營業廳收費終端{n}號點擊「列印發票」後無響應，重啟無效。\n櫃檯已改用手工收據。",
     "收費終端 6 臺", "清理緩存並升級客戶端。"},
}};

constexpr std::array<Item, 12> kHantItems{{
    {"逆變模塊", "INV-40K/樣", "塊"},
    {"蓄電池", "2V-300Ah", "節"},
    {"風機電容", "CBB65 35μF", "隻"},
    {"光模塊", "SFP-LX 10km", "隻"},
    {"光跳線", "LC-LC 5m", "條"},
    {"採樣插件", "AD-16/樣", "塊"},
    {"電源插件", "DC220V/5V", "塊"},
    {"端子排", "UK-2.5B", "片"},
    {"中間繼電器", "DZY-204", "隻"},
    {"煙感探頭", "YG-2026", "隻"},
    {"無線AP", "雙頻 Wi-Fi6", "臺"},
    {"六類網線", "CAT6 305m", "箱"},
}};

constexpr std::array<std::string_view, 4> kEnUnits{
    "Dongling Power Supply Co. (sample), North Depot",
    "Dongling Power Supply Co. (sample), Dispatch Centre",
    "Dongling Power Supply Co. (sample), 110 kV Yangtian Substation",
    "Dongling Power Supply Co. (sample), Liuxi Service Hall",
};

constexpr std::array<std::string_view, 5> kEnPeople{
    "Sam Sample", "Tess Tester", "Zoë Example", "O'Mock, Ian", "Ana \"Demo\" Díaz",
};

constexpr std::array<std::string_view, 3> kEnRemarks{
    "Call before you come; a work permit is needed.",
    "Second time this month; please find the cause, not just the fuse.",
    "Bring your own spares: there is no network on site.",
};

constexpr std::array<std::string_view, 3> kEnSteps{
    "{t} Check no. {n}: alarm still active, panel shows code E-{n}.",
    "{t} After restarting unit {n} the readings came back for {n} minutes, then froze again.",
    "{t} Setting group {n}, time signal and link {n} verified by phone; nothing unusual.",
};

constexpr std::array<Topic, 5> kEnTopics{{
    {"Switch", "Packet loss", "Aggregation switch {n} loses 6% of packets; CRC errors keep rising.",
     "48-port layer-3 switch, LX optics", "Optics replaced, connectors cleaned, two hours clean."},
    {"Cooling", "High temperature",
     "CRAC unit {n} reports 31.5 °C return air; the standby unit runs.",
     "Precision cooling unit {n}, clogged filter", "Condenser cleaned, fan capacitor replaced."},
    {"Protection relay", "Device fault lamp",
     "110 kV line {n}: relay shows \"device fault\", sampling error; taken out on dispatch order.",
     "Line protection relay", "Sampling card replaced, trip test passed."},
    {"UPS", "Runs on bypass", "UPS {n} went to bypass: inverter fault, battery voltage low.",
     "40 kVA UPS, 32 cells", "Inverter module replaced, cells tested."},
    {"Feeder terminal", "Offline", "Feeder terminal DTU-{n} drops off about 20 times a day.",
     "DTU with public radio modem", "Modem and antenna replaced; firmware updated."},
}};

constexpr std::array<Item, 12> kEnItems{{
    {"Inverter module", "INV-40K/S", "pc"},
    {"Battery cell", "2V-300Ah", "pc"},
    {"Fan capacitor", "35 μF", "pc"},
    {"Optical module", "SFP-LX", "pc"},
    {"Patch cord", "LC-LC 5 m", "pc"},
    {"Sampling card", "AD-16/S", "pc"},
    {"Power card", "220 V DC/5 V", "pc"},
    {"Terminal block", "UK-2.5B", "pc"},
    {"Relay", "DZY-204", "pc"},
    {"Smoke detector", "YG-2026", "pc"},
    {"Access point", "Wi-Fi 6", "pc"},
    {"Cable", "CAT6", "m"},
}};

constexpr Trade kHant{"zh-Hant",  "通信网络运维组", "東嶺電力服務中心（樣例）",
                      "內線",     kHantTopics,      kHantItems,
                      kHantUnits, kHantPeople,      kHantRemarks,
                      kHantSteps};
constexpr Trade kEn{"en",     "自动化运维组", "Dongling Power Services (sample)",
                    "ext.",   kEnTopics,      kEnItems,
                    kEnUnits, kEnPeople,      kEnRemarks,
                    kEnSteps};

}  // namespace

const Trade& traditional_trade() noexcept {
  return kHant;
}

const Trade& english_trade() noexcept {
  return kEn;
}

}  // namespace huidan::sample
