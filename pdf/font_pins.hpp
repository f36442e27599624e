#pragma once
// The font files, pinned: the one list that the program checks against and that `./dev setup` reads
// to gather them (cmake/dev/setup.sh, setup_fonts). A row is face, file, bytes, SHA-256 of its
// first 512 bytes, SHA-256 of the whole. Noto Sans and HanaMin are under the SIL Open Font
// License 1.1, which allows embedding subsets in a document.

// clang-format off
#define HUIDAN_FONTS(X) \
  X(sc,      "NotoSansSC_400Regular.ttf", 10559284, \
    "242a6e520252e9d9987b36bd401f951850c9fa5b3b446c59a548f4b0c3a383fa", \
    "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16") \
  X(tc,      "NotoSansTC_400Regular.ttf",  7109460, \
    "86874c6cb5a2a538808380dcc29b464b9d87d00a94ccb18618be463f2b496fb8", \
    "add35d53f70727657b4509531677c4e3712b67df3d54661efdee5d3a0c16d954") \
  X(hana_a,  "HanaMinA.ttf",              22761228, \
    "99d09406b46954499a3146ab1de8cef685c67d386b8f3889962baaa12f5ed6cf", \
    "7ca87559414474848fc513a8d8eb42d5b0f8194c30c2abdfbfedff5398ec88d7") \
  X(hana_b,  "HanaMinB.ttf",              30739236, \
    "74ab52320c2a9885c408b9f2601d9cfe4c1ae238592a077490ede3bcf7c781f2", \
    "829543436cdf7b4c6730e2af5806fa406f8ddf0d4b656e0cd49c58d4db1c8d3c")
// clang-format on
