"""The value of a numeral in any spelling: 3万4000, 壹佰零伍, 廿八, 7 万5 千, 二三十, 十几万, 2.5e3, 2^5."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from functools import cache
from typing import NamedTuple

from ximu.read.numerals.value import canonical, chinese
from ximu.terms.words import alternation, word_file, words

SPACES = r"[ \t]{0,4}"
_EXACT = Context(prec=60)
_LONGEST = 40  # more digits than this are the number of an order, and no arithmetic is done with them


class Numeral(NamedTuple):
    """A numeral that ends before `end`: its value (two for 二三十), and what the caller needs to go on.

    `more` after 多, 余 or 几; `scale` the last scale word of a plain number (3.5万 has 10000, which a range may share);
    `digits` the bare digits when they are said one by one (七五, as in 七五折); `words` how many signs it is made of.
    """

    end: int
    low: Decimal
    high: Decimal
    more: bool = False
    scale: Decimal = Decimal(1)
    digits: str = ""
    words: int = 1


_POWER = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,12})?)\^([+-]{0,2})([0-9]{1,3})(?![0-9.])")
_SCIENTIFIC = re.compile(r"([0-9]{1,20}(?:\.[0-9]{1,20})?)[eE]([+-]?[0-9]{1,2})(?![0-9A-Za-z.])")
_THOUSANDS = re.compile(rf"{SPACES}([kKM])(?![A-Za-z0-9/²³])")
ARABIC = re.compile(
    r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,8}(?!,?[0-9])(?:\.[0-9]++(?!\.[0-9]))?|(?<![0-9]\.)[0-9]++\.[0-9]++(?!\.[0-9])|[0-9]++|(?<![0-9.])\.[0-9]++)"
)


@cache
def _tables() -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Digits; powers below ten thousand (and the tens 廿 卅); powers from ten thousand on: sign → value or exponent."""
    numbers = word_file("numbers")
    power = {**numbers["power"], **numbers["bare"]["power"]}
    return (
        numbers["digit"],
        {word: exponent for word, exponent in power.items() if exponent < 4},
        {word: exponent for word, exponent in power.items() if exponent >= 4},
    )


@cache
def _token() -> re.Pattern[str]:
    digits, small, big = _tables()
    stops = {**word_file("numbers")["scale_not_before"], **word_file("numbers")["bare"]["scale_not_before"]}
    powers = [
        f"{word}(?!{alternation(stops[word].split())})" if word in stops and word != "十" else word
        for word in (*small, *big)
    ]
    tens = "".join(word_file("numbers")["bare"]["tens"])
    more = alternation(words("numbers", "bare.more"))
    not_more = alternation(words("numbers", "bare.not_more"))
    return re.compile(
        rf"({SPACES})(?:(?P<digit>[{''.join(digits)}])|(?P<power>{'|'.join(powers)})|(?P<tens>[{tens}])"
        rf"|(?P<more>(?:{more})(?!{not_more}))|(?P<arabic>{ARABIC.pattern}))"
    )


def arabic_literal(text: str, start: int) -> Numeral | None:
    """A number in Arabic digits alone, with separators, point, exponent or the letters k and M."""
    for pattern, compute in ((_POWER, _power), (_SCIENTIFIC, _scientific)):
        match = pattern.match(text, start)
        if match:
            exact = compute(match)
            return Numeral(match.end(), exact, exact)
    match = ARABIC.match(text, start)
    if not match:
        return None
    value, end = canonical(Decimal(match.group().replace(",", ""))), match.end()
    letter = _THOUSANDS.match(text, end)
    if letter and len(match.group()) < _LONGEST:
        value, end = canonical(value * (1000 if letter[1] in "kK" else 1_000_000)), letter.end()
    return Numeral(end, value, value)


def _power(match: re.Match[str]) -> Decimal:
    sign = -1 if match[2].count("-") % 2 else 1
    return _EXACT.power(Decimal(match[1]), sign * int(match[3]))


def _scientific(match: re.Match[str]) -> Decimal:
    return canonical(Decimal(f"{match[1]}E{match[2]}"))


class _Sum:
    """A numeral while it is read from left to right: finished parts, the section below 万, and a digit that waits."""

    def __init__(self) -> None:
        self.parts: list[tuple[Decimal, int]] = []
        self.section = Decimal(0)
        self.waiting: Decimal | None = None
        self.first: Decimal | None = None
        self.only_scales = True
        self.one_by_one = ""
        self.last_power = 0
        self.zero = self.more = self.arabic = False
        self.words = 0

    def total(self) -> Decimal:
        """The value so far; a last digit after 百 or more stands for the next place (二百五 is 250)."""
        waiting = self.waiting or Decimal(0)
        if self.one_by_one and not self.arabic and not self.zero and self.last_power >= 2:
            waiting = waiting * Decimal(10 ** (self.last_power - 1))
        return _EXACT.add(sum((value for value, _ in self.parts), self.section), waiting)

    def digit(self, character: str, value: int, spaces: str) -> bool:
        """A digit in Chinese; False when it cannot go on here."""
        if self.waiting is not None:
            if self.last_power or self.arabic or spaces or self.words > _LONGEST or character in "两俩仨":
                return False
            self.one_by_one += str(value)
            self.waiting = Decimal(self.one_by_one)
        elif value == 0 and self.last_power:
            self.zero = True
        else:
            self.waiting, self.one_by_one, self.arabic = Decimal(value), str(value), False
        return True

    def small(self, exponent: int) -> bool:
        """十, 百 or 千."""
        if self.waiting is None:
            # 五十千 and 百万百 are no numerals; 一百零十万 is one.
            if self.words and not self.zero and not self.parts and self.section:
                return False
            if self.words and exponent > 1 and not self.zero:
                return False
        factor = Decimal(1) if self.waiting is None or (self.words == 1 and not self.waiting) else self.waiting
        self.section = _EXACT.add(self.section, _EXACT.multiply(factor, Decimal(10**exponent)))
        self._placed(exponent)
        return True

    def big(self, exponent: int) -> bool:
        """万, 亿 or 兆: multiplies what is smaller and stands before it."""
        value = self.section + (self.waiting or 0)
        while self.parts and (self.parts[-1][1] < exponent or (self.parts[-1][1] == exponent and not value)):
            value += self.parts.pop()[0]
        if not value:
            return False
        self.parts.append((_EXACT.multiply(value, Decimal(10**exponent)), exponent))
        self.section = Decimal(0)
        self._placed(exponent)
        return True

    def _placed(self, exponent: int) -> None:
        self.waiting, self.one_by_one, self.last_power, self.zero = None, "", exponent, False
        self.arabic = False


def numeral(text: str, start: int, *, expected: bool = False) -> Numeral | None:
    """The longest numeral that begins at `start`, None when there is none; positions are those of `text`.

    `expected` says that a number must stand here (after 分之), so that 肆 alone is one.
    """
    several = _several(text, start) or _pair(text, start)
    if several:
        return several
    literal = arabic_literal(text, start)
    if literal is None and not _can_begin(text, start, expected):
        return None
    total, end = _read_signs(text, start, literal)
    if total.words == 0:
        return None
    value = canonical(total.total())
    first = total.first
    scale = canonical(_EXACT.divide(value, first)) if first and total.only_scales and total.last_power else Decimal(1)
    digits = "" if total.last_power else total.one_by_one
    found = Numeral(end, value, value, total.more, scale, digits, total.words)
    return found if total.more or (literal and total.words == 1) else _with_point(text, found)


def _read_signs(text: str, start: int, literal: Numeral | None) -> tuple[_Sum, int]:
    total, end, last = _Sum(), start, ""
    if literal:
        total.waiting = total.first = literal.low
        total.arabic, total.words, end = True, 1, literal.end
        if literal.end - start > _LONGEST:
            return total, end
    while match := _token().match(text, end):
        sign = match[0].strip()
        if (match[1] and not total.words) or not _fits(text, match, sign, total, last):
            break
        if not total.words:
            total.first = total.waiting
        elif match.lastgroup != "power":
            total.only_scales = False
        total.words += 1
        last, end = sign, match.end()
    return total, end


def _fits(text: str, match: re.Match[str], sign: str, total: _Sum, last: str) -> bool:
    """Takes one sign into the sum, or says that it does not belong to the numeral."""
    digits, small, big = _tables()
    kind = match.lastgroup
    if kind == "power":
        return total.small(small[sign]) if sign in small else total.big(big[sign])
    if kind == "more":
        fits = _more_fits(sign, total, last)
        total.more = total.more or fits
        return fits
    if total.more:
        return False
    if kind == "digit":
        return not _is_unit(text, match.end(), sign, total) and total.digit(sign, digits[sign], match[1])
    if kind == "tens":
        tens = word_file("numbers")["bare"]["tens"]
        return total.waiting is None and total.digit(sign, tens[sign], match[1]) and total.small(1)
    return _arabic_fits(text, match, total)


def _is_unit(text: str, end: int, sign: str, total: _Sum) -> bool:
    """Whether 两 is the weight (二两, 两万两): a last 两 after other signs."""
    if sign != "两" or not total.words:
        return False
    following = _token().match(text, end)
    return following is None or following.lastgroup != "power"


def _more_fits(sign: str, total: _Sum, last: str) -> bool:
    """Whether 多, 余, 来 or 几 goes with the numeral (十几万, 500多亿): only after a scale or Arabic digits."""
    if sign == "几":
        return bool(total.last_power) and (total.waiting is None)
    if total.waiting is not None and not total.arabic:
        return False
    return not total.more or last != sign


def _arabic_fits(text: str, match: re.Match[str], total: _Sum) -> bool:
    """Whether Arabic digits continue the numeral (3万4000, 5亿1万): smaller than the scale before them."""
    digits = match["arabic"]
    if total.waiting is not None or not total.last_power or not digits.isdigit() or len(digits) > total.last_power:
        return False
    following = _token().match(text, match.end())
    power = following is not None and following.lastgroup == "power"
    if not power and (match[1] or not (total.zero or len(digits) == total.last_power)):
        return False
    total.waiting, total.arabic, total.one_by_one = Decimal(digits), True, digits
    return True


def _can_begin(text: str, start: int, expected: bool) -> bool:
    digits, small, _ = _tables()
    sign = text[start : start + 1]
    if sign in ("十", *word_file("numbers")["bare"]["tens"]):
        return True
    if sign in digits:
        return sign not in word_file("numbers")["bare"]["ambiguous"] or expected or _goes_on(text, start + 1)
    # 百三, 千五: a scale may begin a numeral only where a digit follows; 拾万 where a scale does.
    if sign in small:
        following = _token().match(text, start + 1)
        wanted = "power" if sign == "拾" else "digit"
        return following is not None and not following[1] and following.lastgroup in (wanted, "digit")
    return False


def _goes_on(text: str, place: int) -> bool:
    following = _token().match(text, place)
    return (following is not None and following.lastgroup in ("digit", "power")) or bool(_point().match(text, place))


@cache
def _point() -> re.Pattern[str]:
    digits = "".join(sign for sign in _tables()[0] if sign not in "两俩仨")
    stops = alternation(words("numbers", "bare.not_after_decimals"))
    return re.compile(rf"{SPACES}点{SPACES}([{digits}]+)(?!{SPACES}{stops})")


@cache
def _after_point() -> re.Pattern[str]:
    stops = alternation(words("numbers", "bare.scale_not_before.兆"))
    return re.compile(rf"{SPACES}([{''.join(_tables()[2])}])(?!{stops})")


def _with_point(text: str, found: Numeral) -> Numeral:
    """The numeral with its decimals in Chinese, if 点 and digits follow (三点五, 一点二万)."""
    match = _point().match(text, found.end)
    if not match:
        return found
    fraction = chinese(f"零点{match[1]}")
    value, end, scale = _EXACT.add(found.low, fraction or Decimal(0)), match.end(), Decimal(1)
    after = _after_point().match(text, end)
    if after:
        scale, end = Decimal(10 ** _tables()[2][after[1]]), after.end()
        value = _EXACT.multiply(value, scale)
    return Numeral(end, canonical(value), canonical(value), scale=scale, words=found.words + 1)


_PAIR = re.compile(r"([一二三四五六七八九])([一二两三四五六七八九])(?=[十百千万亿])")
_SEVERAL = re.compile(r"(?<![第多少无])[几数](?=[十百千万亿])")


def _pair(text: str, start: int) -> Numeral | None:
    """Two digits that follow each other before a scale: 二三十 is 20 to 30."""
    match = _PAIR.match(text, start)
    if not match:
        return None
    digits = _tables()[0]
    if digits[match[2]] != digits[match[1]] + 1:
        return None
    high = _scales_after(text, match.end())
    low_digit, high_digit = Decimal(digits[match[1]]), Decimal(digits[match[2]])
    return Numeral(high[0], low_digit * high[1], high_digit * high[1], scale=high[1], words=3)


def _several(text: str, start: int) -> Numeral | None:
    """几十, 数百万: between two and nine of the scale."""
    match = _SEVERAL.match(text, start)
    if not match:
        return None
    end, factor = _scales_after(text, match.end())
    return Numeral(end, 2 * factor, 9 * factor, scale=factor, words=2)


_SCALES = re.compile(r"[十百千万亿]{1,4}")


def _scales_after(text: str, start: int) -> tuple[int, Decimal]:
    match = _SCALES.match(text, start)
    end = match.end() if match else start
    power = word_file("numbers")["power"]
    return end, Decimal(10 ** sum(power[sign] for sign in text[start:end]))
