"""Builds src/ximu/terms/syllables.txt, the reading of Chinese characters in place names.

Run: python scripts/build_syllables.py PYPINYIN_DIR
where PYPINYIN_DIR is the unpacked Python package pypinyin 0.55.0 (MIT). The characters are those of GB 2312 and of
places.csv; src/ximu/terms/PLACES.md tells origin and licence.
"""

from __future__ import annotations

import sys
from pathlib import Path

TERMS = Path(__file__).resolve().parent.parent / "src" / "ximu" / "terms"
# How characters with several readings are read in names of places; names that read them otherwise are in places_en.toml.
IN_PLACES = {
    "长": "chang", "都": "du", "重": "chong", "藏": "zang", "佛": "fo", "厦": "xia", "堡": "bao", "埔": "pu", "蚌": "beng",
    "陂": "pi", "漯": "luo", "弥": "mi", "勒": "le", "乐": "le", "朝": "chao", "曾": "zeng", "柏": "bai", "尾": "wei",
    "会": "hui", "曲": "qu", "单": "shan", "华": "hua", "石": "shi", "行": "xing", "系": "xi", "参": "shen", "茄": "qie",
    "什": "shi", "洞": "dong", "喀": "ka", "莎": "sha", "卡": "ka", "车": "che", "万": "wan", "大": "da",
    "贾": "jia", "盖": "gai", "阿": "a", "牟": "mu", "番": "pan", "涡": "guo", "覃": "qin", "浚": "xun", "峙": "shi",
    "筠": "yun", "台": "tai", "六": "liu", "伽": "jia", "宿": "su", "洗": "xi", "女": "nü", "解": "xie", "纪": "ji",
}  # fmt: skip


def gb2312() -> list[str]:
    """All characters of GB 2312."""
    return [bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)]


def main() -> None:
    """Write syllables.txt: one syllable a line with its characters."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    sys.path.insert(0, sys.argv[1])
    from pypinyin import lazy_pinyin

    named = (TERMS / "places.csv").read_text(encoding="utf-8")
    wanted = sorted({one for one in (*gb2312(), *named) if "\u4e00" <= one <= "\u9fff"})
    found: dict[str, list[str]] = {}
    for character in wanted:
        read = IN_PLACES.get(character) or lazy_pinyin(character, v_to_u=True)[0]
        found.setdefault(read, []).append(character)
    lines = [f"{syllable} {''.join(found[syllable])}" for syllable in sorted(found)]
    (TERMS / "syllables.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
