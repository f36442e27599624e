#pragma once
// The font files, pinned: the one list that the program checks against and that `./dev setup` reads
// to gather them (cmake/dev/setup.sh, setup_fonts). A row is face, file, bytes, SHA-256 of its
// first 4,096 bytes, SHA-256 of the whole. Noto Sans and HanaMin are under the SIL Open Font
// License 1.1, which allows embedding subsets in a document.

// clang-format off
#define HUIDAN_FONTS(X) \
  X(sc,      "NotoSansSC_400Regular.ttf", 10559284, \
    "be778c197bfc868b436e5f4ea796a561e128b03fbc25366ff9decb6c058fe2f9", \
    "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16") \
  X(tc,      "NotoSansTC_400Regular.ttf",  7109460, \
    "4ae1b3e793dc7a2504485626845ceaf848b4e422a813ed24f91a08e277ffbe50", \
    "add35d53f70727657b4509531677c4e3712b67df3d54661efdee5d3a0c16d954") \
  X(hana_a,  "HanaMinA.ttf",              22761228, \
    "40b23e584a1b13a4fdcf55dd4c90abfcbc7f6dbb85fe3be5fc30a7e284bffe79", \
    "7ca87559414474848fc513a8d8eb42d5b0f8194c30c2abdfbfedff5398ec88d7") \
  X(hana_b,  "HanaMinB.ttf",              30739236, \
    "8aeabc5c3f57d821700111edee232678f9323f5bbd77bb8b8711d8183bb55dfe", \
    "829543436cdf7b4c6730e2af5806fa406f8ddf0d4b656e0cd49c58d4db1c8d3c")
// clang-format on
