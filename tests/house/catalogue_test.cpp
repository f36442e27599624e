// The catalogues: three languages, one set of keys, each of them used, each in its own script; and
// no sentence anywhere else.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "sync/base/bytes.hpp"
#include "sync/base/code.hpp"
#include "sync/model/field.hpp"
#include "tests/house/tree.hpp"

namespace huidan::house {
namespace {

using Json = nlohmann::ordered_json;
using Sentences = std::map<std::string, std::string>;

constexpr std::array<std::string_view, 3> kTags{"zh-Hans", "zh-Hant", "en"};

// Keys put together from a fixed head and a name that the tests below check one by one.
constexpr std::array<std::string_view, 5> kComposed{"error.", "field.", "status.", "page.",
                                                    "desk."};

std::string folder_of_tag(std::string_view tag) {
  return "sync/text/" + std::string(tag);
}

Sentences sentences(const Tree& tree, std::string_view tag) {
  Sentences all;
  for (const File& file : below(tree, folder_of_tag(tag))) {
    const Json rows = Json::parse(file.text);
    for (const auto& [key, text] : rows.items()) all[key] = text;
  }
  return all;
}

/// The {names} of a sentence.
std::set<std::string> placeholders(std::string_view text) {
  std::set<std::string> names;
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
    const std::size_t close = text.find('}', at);
    if (close == std::string_view::npos) return {"unclosed"};
    names.emplace(text.substr(at, close - at + 1));
  }
  return names;
}

Complaints ill_formed(const Tree& tree) {
  Complaints complaints;
  for (const File& file : below(tree, "sync/text")) {
    const Json rows = Json::parse(file.text);
    std::string last;
    for (const auto& [key, text] : rows.items()) {
      if (!text.is_string() || text.get<std::string>().empty()) {
        complaints.push_back(file.path + ": " + key + " has no text");
      }
      if (key <= last) complaints.push_back(file.path + ": " + key + " is out of order");
      last = key;
    }
  }
  return complaints;
}

Complaints unequal_languages(const Tree& tree) {
  Complaints complaints;
  for (const File& file : below(tree, folder_of_tag(kTags[0]))) {
    const std::string name = file.path.substr(folder_of_tag(kTags[0]).size());
    const Json first = Json::parse(file.text);
    for (const std::string_view tag : {kTags[1], kTags[2]}) {
      const std::string path = folder_of_tag(tag) + name;
      const auto twin = std::ranges::find(tree, path, &File::path);
      if (twin == tree.end()) {
        complaints.push_back(path + " is missing");
        continue;
      }
      const Json other = Json::parse(twin->text);
      for (const auto& [key, text] : first.items()) {
        if (!other.contains(key)) {
          complaints.push_back(path + " lacks " + key);
        } else if (placeholders(text.get<std::string>()) !=
                   placeholders(other.at(key).get<std::string>())) {
          complaints.push_back(path + ": " + key + " has other placeholders");
        }
      }
      if (other.size() > first.size()) complaints.push_back(path + " has keys of its own");
    }
  }
  for (const std::string_view tag : {kTags[1], kTags[2]}) {
    if (below(tree, folder_of_tag(tag)).size() > below(tree, folder_of_tag(kTags[0])).size()) {
      complaints.push_back(folder_of_tag(tag) + " has files of its own");
    }
  }
  return complaints;
}

bool is_key_like(std::string_view literal) {
  if (literal.find('.') == std::string_view::npos) return false;
  return std::ranges::all_of(literal, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

bool is_file_name(std::string_view literal) {
  constexpr std::array<std::string_view, 14> kEndings{".pdf", ".json", ".toml",  ".db",  ".html",
                                                      ".csv", ".key",  ".part",  ".cpp", ".log",
                                                      ".ttf", ".otf",  ".jsonl", ".new"};
  return std::ranges::any_of(kEndings, [&](auto end) { return literal.ends_with(end); });
}

/// A literal that code completes with a name: "field.", "form.copy_".
bool is_head(std::string_view literal) {
  return is_key_like(literal) && (literal.ends_with('.') || literal.ends_with('_'));
}

std::string head_of(std::string_view key) {
  return std::string(key.substr(0, key.find('.') + 1));
}

/// Families that the pages alone say.
constexpr std::array<std::string_view, 2> kPageFamilies{"page.", "desk."};

/// Where the pages' templates ask for words of those: a quote, a key, a quote; or the head of one.
std::set<std::string> page_words(const Tree& tree) {
  std::set<std::string> words;
  for (const File& file : below(tree, "web/src")) {
    for (const std::string_view family : kPageFamilies) {
      for (std::size_t at = file.text.find(family); at != std::string::npos;
           at = file.text.find(family, at + 1)) {
        const char before = at == 0 ? ' ' : file.text[at - 1];
        if (before != '\'' && before != '`') continue;
        const std::size_t end = file.text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_.", at);
        words.insert(file.text.substr(at, end - at));
      }
    }
  }
  return words;
}

/// The pages' words that no screen says, and what a screen says that has no words.
Complaints unspoken(const std::set<std::string>& asked, const Sentences& known) {
  Complaints complaints;
  for (const std::string& key : asked) {
    if (!is_head(key) && !known.contains(key)) complaints.push_back("web/ asks for " + key);
  }
  for (const auto& row : known) {
    const bool said =
        asked.contains(row.first) || std::ranges::any_of(asked, [&](const std::string& head) {
          return is_head(head) && row.first.starts_with(head);
        });
    const bool of_pages = std::ranges::any_of(
        kPageFamilies, [&](std::string_view family) { return row.first.starts_with(family); });
    if (of_pages && !said) complaints.push_back("web/ never says " + row.first);
  }
  return complaints;
}

/// Literals of code that look like keys of a family the catalogue has, and are not in it.
Complaints unknown_keys(const Tree& code, const Sentences& known) {
  std::set<std::string> heads;
  for (const auto& [key, text] : known) heads.insert(head_of(key));
  Complaints complaints;
  for (const File& file : code) {
    for (const std::string& literal : literals_of(file.text)) {
      if (!is_key_like(literal) || is_file_name(literal)) continue;
      if (is_head(literal) || !heads.contains(head_of(literal))) continue;
      if (!known.contains(literal)) complaints.push_back(file.path + " asks for " + literal);
    }
  }
  return complaints;
}

Complaints unused_keys(const Tree& code, const Sentences& known) {
  std::set<std::string> literals;
  for (const File& file : code) {
    for (const std::string& literal : literals_of(file.text)) literals.insert(literal);
  }
  std::set<std::string> heads(kComposed.begin(), kComposed.end());
  std::ranges::copy_if(literals, std::inserter(heads, heads.end()), is_head);
  Complaints complaints;
  for (const auto& row : known) {
    const std::string& key = row.first;
    const bool composed =
        std::ranges::any_of(heads, [&](const std::string& head) { return key.starts_with(head); });
    if (!composed && !literals.contains(key)) complaints.push_back(key + " is used by nothing");
  }
  return complaints;
}

// Common characters that each script writes in its own way: Simplified, Traditional, Simplified …
constexpr std::string_view kPairs =
    "报報维維单單状狀态態达達设設备備录錄处處签簽领領码碼网網络絡连連错錯误誤请請检檢数數库庫"
    "务務员員时時间間联聯电電话話应應无無为為与與从從个個这這们們进進还還过過对對开開关關门門"
    "问問题題发發现現场場围圍线線级級组組编編号號类類选選项項须須经經样樣写寫读讀两兩严嚴坏壞"
    "损損终終继繼续續归歸档檔挂掛说說词詞让讓记記认認证證验驗实實审審图圖纸紙张張边邊钥鑰锁鎖"
    "长長专專业業权權条條术術测測试試负負责責费費购購贴貼轻輕输輸运運远遠断斷闭閉额額顺順预預"
    "频頻风風驱驅该該详詳语語调調质質资資链鏈销銷键鍵给給统統结結构構称稱总總绝絕约約红紅细細"
    "紧緊缩縮规規视視觉覺览覽讯訊议議许許评評译譯诉訴谁誰谈談贵貴车車转轉软軟载載较較办辦动動"
    "劳勞压壓厂廠历歷双雙变變听聽启啟响響团團园園块塊坚堅声聲头頭夹夾导導广廣废廢径徑怀懷恶惡"
    "惯慣愿願战戰户戶执執扩擴扫掃护護拟擬择擇挡擋换換摄攝敌敵旧舊显顯晓曉暂暫杂雜来來极極枪槍"
    "标標栏欄树樹桥橋毁毀气氣济濟浏瀏满滿灯燈灵靈热熱独獨环環确確离離积積稳穩笔筆简簡粮糧职職"
    "脑腦脚腳节節营營虑慮补補装裝观觀计計订訂访訪识識诊診课課贸貿迟遲递遞邮郵释釋钟鐘铁鐵锈鏽"
    "闸閘阶階际際陆陸随隨隐隱难難静靜页頁顶頂顾顧饭飯馈饋驻駐鸣鳴龙龍缆纜绕繞缘緣";

std::u32string code_points(std::string_view text) {
  std::u32string points;
  for (std::size_t at = 0; at < text.size();) points += next_code_point(text, at);
  return points;
}

/// One side of the pairs: 0 Simplified, 1 Traditional.
std::set<char32_t> script(std::size_t side) {
  const std::u32string points = code_points(kPairs);
  std::set<char32_t> characters;
  for (std::size_t i = side; i < points.size(); i += 2) characters.insert(points[i]);
  return characters;
}

bool is_chinese(char32_t point) {
  return (point >= 0x3000 && point <= 0x9FFF) || (point >= 0xF900 && point <= 0xFAFF) ||
         (point >= 0xFF00 && point <= 0xFFEF) || (point >= 0x20000 && point <= 0x3FFFF);
}

Complaints foreign_characters(const Sentences& all, const std::set<char32_t>& foreign) {
  Complaints complaints;
  for (const auto& [key, text] : all) {
    for (const char32_t point : code_points(text)) {
      if (!foreign.contains(point)) continue;
      std::string character;
      append_utf8(character, point);
      complaints.push_back(key + " holds " + character);
    }
  }
  return complaints;
}

Complaints chinese_sentences(const Sentences& english) {
  Complaints complaints;
  for (const auto& [key, text] : english) {
    // A language is named in itself.
    if (!key.starts_with("language.") && std::ranges::any_of(code_points(text), is_chinese)) {
      complaints.push_back(key);
    }
  }
  return complaints;
}

// Chinese as data: what a desk's export spells dates with, and where a line may break.
constexpr std::array<std::string_view, 2> kReadsChinese{"server/desk/intake/values.cpp",
                                                        "pdf/breaks.cpp"};

Complaints text_in_code(const Tree& code) {
  Complaints complaints;
  for (const File& file : code) {
    if (std::ranges::find(kReadsChinese, file.path) != kReadsChinese.end()) continue;
    for (const std::string& literal : literals_of(file.text)) {
      if (std::ranges::any_of(code_points(literal), is_chinese)) {
        complaints.push_back(file.path + " holds users' text: " + literal);
      }
    }
  }
  return complaints;
}

std::vector<std::string> demanded_keys() {
  std::vector<std::string> keys;
#define HUIDAN_CODE(name, exit_code, status) keys.emplace_back("error." #name);
  HUIDAN_CODES(HUIDAN_CODE)
#undef HUIDAN_CODE
  for (const FieldInfo& row : all_fields()) keys.push_back("field." + std::string(row.name));
  for (const std::string_view word : info(Field::status).choices) {
    keys.push_back("status." + std::string(word));
  }
  return keys;
}

Complaints wordless(const Sentences& known) {
  Complaints complaints = demanded_keys();
  std::erase_if(complaints, [&](const std::string& key) { return known.contains(key); });
  return complaints;
}

}  // namespace

TEST_CASE("the three languages have the same files, keys and placeholders, sorted and filled") {
  REQUIRE_FALSE(below(texts(), "sync/text/zh-Hans").empty());
  CHECK(joined(ill_formed(texts())) == "");
  CHECK(joined(unequal_languages(texts())) == "");
}

TEST_CASE("a language that differs in a file, a key or a placeholder is seen") {
  const File hans{"sync/text/zh-Hans/a.json", R"({"a.x": "1 {n}", "a.y": "2"})"};
  const File hant{"sync/text/zh-Hant/a.json", R"({"a.x": "1 {n}", "a.y": "2"})"};
  const auto with = [&](const std::string& english) {
    return unequal_languages({hans, hant, {"sync/text/en/a.json", english}}).size();
  };
  CHECK(with(R"({"a.x": "{n} 1", "a.y": "2"})") == 0);
  CHECK(with(R"({"a.x": "{m} 1", "a.y": "2"})") == 1);
  CHECK(with(R"({"a.x": "{n} 1"})") == 1);
  CHECK(with(R"({"a.x": "{n} 1", "a.y": "2", "a.z": "3"})") == 1);
  CHECK(unequal_languages({hans, hant}).size() == 1);
  CHECK(ill_formed({{"sync/text/en/a.json", R"({"b": "1", "a": ""})"}}).size() == 2);
}

TEST_CASE("every code, field and status has its words") {
  for (const std::string_view tag : kTags) {
    CHECK(joined(wordless(sentences(texts(), tag))) == "");
  }
  CHECK(wordless({}).size() > kFieldCount);
}

TEST_CASE("every key that code asks for exists, and every key is asked for") {
  const Tree code = shipped(sources());
  const Sentences all = sentences(texts(), kTags[0]);
  CHECK(joined(unknown_keys(code, all)) == "");
  CHECK(joined(unused_keys(code, all)) == "");
}

TEST_CASE("every word of the page is said by a screen, and every word a screen says exists") {
  CHECK(joined(unspoken(page_words(texts()), sentences(texts(), "zh-Hans"))) == "");
  const Tree screen{{"web/src/A.vue", "{{ t('page.a') }} {{ t(`page.copies_${x}`) }} t('page.b')"}};
  CHECK(joined(unspoken(page_words(screen),
                        {{"page.a", "1"}, {"page.copies_both", "2"}, {"page.c", "3"}})) ==
        "web/ asks for page.b\nweb/ never says page.c\n");
}

TEST_CASE("a key without text and a text without code are seen") {
  const Sentences known{{"form.title", "t"}, {"form.copy.desk", "d"}, {"field.kind", "k"}};
  const Tree code{{"pdf/a.cpp", "say(\"form.titel\"); open(\"form.pdf\"); get(\"other.word\");"},
                  {"pdf/b.cpp", "say(\"form.copy.\" + copy);  // \"form.title\""}};
  CHECK(joined(unknown_keys(code, known)) == "pdf/a.cpp asks for form.titel\n");
  CHECK(joined(unused_keys(code, known)) == "form.title is used by nothing\n");
}

TEST_CASE("each language is written in its own script") {
  const std::set<char32_t> simplified = script(0);
  const std::set<char32_t> traditional = script(1);
  CHECK(joined(foreign_characters(sentences(texts(), "zh-Hans"), traditional)) == "");
  CHECK(joined(foreign_characters(sentences(texts(), "zh-Hant"), simplified)) == "");
  CHECK(joined(chinese_sentences(sentences(texts(), "en"))) == "");
  CHECK(joined(foreign_characters({{"a", "報修单位"}}, simplified)) == "a holds 单\n");
  CHECK(joined(foreign_characters({{"a", "報修单位"}}, traditional)) == "a holds 報\n");
  CHECK(chinese_sentences({{"a", "Unit: 台"}}).size() == 1);
}

TEST_CASE("users' text stands in no code") {
  CHECK(joined(text_in_code(shipped(sources()))) == "");
  CHECK(text_in_code({{"pdf/a.cpp", "draw(\"回单\");  // 回单\n/* 回单 */ char32_t c = U'〓';"}})
            .size() == 1);
}

}  // namespace huidan::house
