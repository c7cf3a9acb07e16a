"""The word lists around a number, compiled once: what stands before it, nearest first, and what heads the clause."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ximu.read.attach.item import Item
from ximu.terms.words import alternation, any_word, branches, gate, word_file, words

_MONTHS, _RUN_LONGEST = ("个月", "个季度"), 8
_RUN_OF_MONTHS = re.compile(r"(?:连续)?\d{1,2}个(?:月|季度)$")
_KINDS = ("up", "down", "to", "ge", "le", "approx", "manner")


@cache
def tail_kinds() -> dict[str, str]:
    """Tail word → what it says (up, down, to, ge, le, approx, manner)."""
    return {word: kind for kind in reversed(_KINDS) for word in words("measures", f"tail.{kind}")}


@cache
def tail_pattern() -> re.Pattern[str]:
    """Matches, on the reversed words before a number, the run of tail words; reading backwards needs no search."""
    stops: dict[str, str] = word_file("measures")["tail_not_after"]
    stopped = (f"{word[::-1]}(?!{alternation(stop[::-1] for stop in stops[word].split())})" for word in stops)
    choices = "|".join((alternation(word[::-1] for word in tail_kinds() if word not in stops), *stopped))
    reference = r"(?:比相)?(?:期同|底|末|初)?的?(?:年\d{4}|年[五四三两十]前(?=[较比])|年去|年上|年前|期同年上|期同年去|划计(?=[较比])|值均平[市省国]全)[较比与同跟]?"
    base = r"的(?:平水(?:均平)?[国省市区县]全|年\d{4}|期同(?:年\d{4}|年去|年上)|前年[一二三四五十]|[末底初]年\d{4}|来原)(?:[是为]|于当相)??"
    exchanged = r"[为合]?算折率汇[^，。；]{0,8}按"  # 按年平均汇率折算为
    without = r"后?素因[^，。；]{1,12}除[扣剔]"  # 扣除留抵退税因素后
    aside = r"）(?!径口)[^（）\n]{1,20}（"
    prices = r"算计格?价(?:变不|比可|行现)(?:年\d{2,4})?按?"
    # The first character of every branch below must pass.
    begins = gate((word[::-1] for word in (*tail_kinds(), *stops)), "的比期底末初年划值算） 后素为合")
    return re.compile(rf"(?:{begins}(?:{without}|{exchanged}|{prices}|{base}|{reference}|{choices}|{aside}| ))+")


@cache
def tail_token() -> re.Pattern[str]:
    """One tail word of the (not reversed) tail."""
    return re.compile(
        rf"{alternation(tail_kinds())}|[较比]?\d{{4}}年(?:同期|底|末|初)?的?|按?(?:\d{{2,4}}年)?(?:不变|可比|现行)价格?计算|[是为]\d{{4}}年的|（[^（）]*）|."
    )


@cache
def head_pattern() -> re.Pattern[str]:
    """Matches at the head of a clause everything that is neither indicator nor action: time, adverbs, the own place."""
    stops: dict[str, str] = word_file("measures")["head_not_before"]
    known = (*words("measures", "head.adverb"), *words("measures", "head.own_place"), *words("measures", "head.time"))
    stopped = [f"{word}(?!{alternation(stops[word].split())})" for word in known if word in stops]
    plain = "(?:" + "|".join((alternation(word for word in known if word not in stops), *stopped)) + ")"
    verbs = alternation(words("measures", "action.verbs"))
    plan = alternation(words("measures", "head.before_action"))
    nouns = alternation(word for word in words("measures", "action.nominal") if word[0] in "日年")
    before_action = (
        rf"(?:(?!{nouns}){plan}|在[^，、]{{1,12}}?[内中上里]|比[^，、]{{1,6}}[前后]|[向与][^，、]{{2,8}}?)(?={verbs})"
    )
    year = r"(?:到|至|截至|截止)?\d{4}(?:[-—~至]\d{4})?年(?:底|末|初|[上下]半年|以来|前|起|全年|度)?"
    month = r"(?:[从自]|截[至止])?(?:\d{1,2}月?[-—~至到])?\d{1,2}月(?:底|末|份)?(?:前|起|开始)?"
    quoted = r"“(?:十[一二三四五]?五|九五|八五)”(?:期间|时期|末|期末|以来)?"
    length = r"近?\d{1,2}年(?:来|间)?$"  # 近3年|提升6个百分点
    lasting = r"连续(?:\d{1,2}|[二两三四五六七八九十]{1,3})年"  # 连续4年|粮食总产
    # The first character of every branch below must pass.
    begins = gate(
        (*known, *words("measures", "head.before_action")),
        r"在比向与从自（(到至截近连下\d“一二三四五六七八九十\-—―*•·#①-⑳）) 　\t",
    )
    return re.compile(
        rf"(?:{begins}(?:在(?:全国|全省|全市|全区|全县)(?:率先)?|{lasting}|共(?=建[成设立])|{plain}|{before_action}|[（(](?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[）)]|^\d{{1,2}}、(?!\d)|{year}|{month}|{quoted}|{length}|下同[）)]、?|[一二三四五六七八九十]是|[一二三四五六七八九十]$|^[一二三四五六七八九十]{{1,3}}、(?![一二三四五六七八九十])|[-—―*·•#①-⑳（）() 　\t]|\d+[.．]))*"
    )


@cache
def action_at_head() -> re.Pattern[str]:
    """An action verb at the start of what is left."""
    verbs = words("measures", "action.verbs")
    verb = alternation(verbs)
    by, stops = (alternation(words("measures", f"action.{key}")) for key in ("joined_by", "joined_not_before"))
    return re.compile(
        rf"{gate(verbs)}(?P<verb>{verb}(?:{by}(?:基本|全面)?{verb}(?!{stops}))*)了?(?![率额量性费]|区(?![域级内外属直]))"
    )


@lru_cache(maxsize=4096)
def plain_deed(action: str) -> str:
    """A deed without how it was done and whom it was put to (平安转移: 转移; 提请人大常委会审议: 提请审议)."""
    for word in words("measures", "action.manner"):
        if action.startswith(word) and action[len(word) :] in _deeds():
            return action[len(word) :]
    for first in words("measures", "action.put_to"):
        for second in words("measures", "action.put_for"):
            if action.startswith(first) and action.endswith(second):
                return first + second
    return action


@cache
def _deeds() -> frozenset[str]:
    return frozenset((*words("measures", "action.verbs"), *words("measures", "action.inner")))


@cache
def inner_action() -> re.Pattern[str]:
    """An action verb after its subject, inside a clause."""
    return re.compile(rf"(?:{branches(words('measures', 'action.inner'), '占')})(?![率额量性费区]|(?<=新增)加值)")


@cache
def place_like() -> re.Pattern[str]:
    """One or several proper names of places, parks or bodies."""
    stops: dict[str, str] = word_file("lists")["scope"]["ending_not_before"]
    guarded = "".join(f"{word}(?!{alternation(after.split())})|" for word, after in stops.items())
    endings = guarded + alternation(word for word in words("lists", "scope.endings") if word not in stops)
    # A name holds no words of statistics or grammar, and 城镇, 乡镇 are kinds of places, not names.
    letter = "[^\\W\\d_占率比额收支投增的了和与及为在从由对以全各本该我每均中强帮]"
    one = rf"(?!城镇|乡镇|城市|城乡|县区|市县|村镇|集镇){letter}{{1,9}}?(?:{endings})"
    return re.compile(rf"(?:“{letter}{{1,6}}”)?{one}(?:[、和及]{one})*")


@cache
def place_ends() -> frozenset[str]:
    """The last characters of all endings of places; without any of them there is no name of a place."""
    return frozenset(word[-1] for word in words("lists", "scope.endings"))


@cache
def no_place() -> tuple[str, ...]:
    """Common nouns that end like the name of a place: 小区, 超市."""
    return words("lists", "scope.no_place")


# A name that begins with or is one of the action verbs.
nominal = any_word("measures", "action.nominal")


@cache
def action_at_end() -> re.Pattern[str]:
    """An action verb at the start of the reversed words, that is at their end."""
    verbs = [word[::-1] for word in words("measures", "action.verbs")]
    return re.compile(f"{gate(verbs, '了')}了?(?P<verb>{alternation(verbs)})")


@cache
def event() -> re.Pattern[str]:
    """An event that a counted subject undergoes; none inside a longer noun (有改制任务的, 交通)."""
    not_after: dict[str, str] = word_file("measures")["event_not_after"]
    not_before: dict[str, str] = word_file("measures")["event_not_before_of"]
    guarded = "|".join(
        f"{word[0]}(?<![{''.join(stops.split())}]{word[0]}){word[1:]}"
        + (f"(?![{''.join(not_before[word].split())}])" if word in not_before else "")
        for word, stops in not_after.items()
    )
    plain = branches(word for word in words("measures", "action.events") if word not in not_after)
    return re.compile(rf"(?:{plain}|{guarded})(?!{alternation(words('measures', 'action.event_not_before'))})")


def event_told(text: str, start: int) -> re.Match[str] | None:
    """The first event from `start` on that stands in no quotation (企业“上云上平台”)."""
    found = event().search(text, start)
    while found is not None and "“" in text and text.count("“", 0, found.start()) > text.count("”", 0, found.start()):
        close = text.find("”", found.end())
        found = event().search(text, close) if close >= 0 else None
    return found


@cache
def deed_like_change() -> re.Pattern[str]:
    """On reversed words: an action whose end alone would be a word of change (改造提升)."""
    changes = tuple(word for word, kind in tail_kinds().items() if kind in ("up", "down"))
    verbs = words("measures", "action.verbs")
    return re.compile(alternation(w[::-1] for w in verbs if w.endswith(changes) and w not in changes))


@cache
def governs() -> re.Pattern[str]:
    """A verb that governs the whole phrase up to the number and the counted noun behind it."""
    verb, by = alternation(words("measures", "name.governs")), alternation(words("measures", "action.joined_by"))
    return re.compile(rf"{verb}(?:{by}{verb})*")


# The noun at the end of a governed phrase: measures, actions, policies.
governed = any_word("measures", "name.governed")


@cache
def rates_of_change() -> tuple[str, ...]:
    """The names of rates of change, which belong to the name of what is told: 增速, 增幅."""
    return words("measures", "rank.keep")


@cache
def count_units() -> frozenset[str]:
    """The units in which things are counted one by one."""
    return frozenset(words("measures", "tail_of_name.count_units"))


@cache
def manner_end() -> re.Pattern[str]:
    """Manner between a counted subject and what happened to it, at the end of the words."""
    manner = alternation(words("measures", "name.manner_end"))
    return re.compile(rf"(?:{manner}|[从在向][\u4e00-\u9fff]{{1,6}}){{1,3}}$")  # bounded, else runs of 从 would explode


@cache
def _takes_away() -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]:
    deeds, things = words("measures", "action.takes_away"), words("measures", "action.capacity")
    return deeds, things, frozenset(words("measures", "action.capacity_units"))


def takes_away(item: Item) -> bool:
    """Whether capacity is taken away, so that the number says by how much it changed (退出煤炭产能200万吨)."""
    deeds, things, units = _takes_away()
    return item.unit in units and item.action.endswith(deeds) and item.indicator.endswith(things)


@cache
def stat_ending() -> re.Pattern[str]:
    """On reversed words: the end of the name of a statistic."""
    endings = [word[::-1] for word in words("measures", "stat.endings")]
    return re.compile(gate(endings) + alternation(endings))


def split_tail(left: str) -> tuple[str, str]:
    """`left` as (core, tail): the tail is the run of change and manner words directly before the number."""
    match = tail_pattern().match(left[::-1])
    cut = len(left) - (match.end() if match else 0)
    if left.endswith(_MONTHS, 0, cut) and (months := _RUN_OF_MONTHS.search(left, max(0, cut - _RUN_LONGEST), cut)):
        return left[: months.start()], left[cut:]  # 投资8个月|单月增长
    return left[:cut], left[cut:]


def split_head(core: str) -> tuple[str, str]:
    """`core` as (head, rest): the head is time words, adverbs and the own place."""
    match = head_pattern().match(core)
    cut = match.end() if match else 0
    return core[:cut], core[cut:]
