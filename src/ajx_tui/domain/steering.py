"""Wording that steers the market: designating an insurer, sharing out the business (seed 四（一）; 27号 Art. 39–40).

A text is read as its skeleton: full-width forms folded, blanks, quotes and ornaments between characters dropped, so
that 指 定, 指“定” and 指、定、保、险、机、构 read alike. What a clause forbids, denies or leaves to the enterprise is
no steering; what forbids the *others* is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

_GENERIC = (
    r"(?:保险(?:股份)?(?:有限)?(?:支|分)?公司|保险机构|保险企业|保险单位|承保(?:机构|公司|单位|企业)|财产保险|财险|产险"
    r"|共保体)"
)
_INSURE = r"(?:承保|投保|参保|续保|统保|出单|购买|购保|办理(?:投保|保险|业务)?|签单|承办|承揽)"
_PERCENT = (
    r"(?:\d+(?:\.\d+)?%|百分之[一二三四五六七八九十百零点]+|[\d一二三四五六七八九两]成(?:半)?"
    r"|[一二三四五六七八九十\d]+分之[一二三四五六七八九十\d]+|一半|半数)"
)
_NOT_END = r"[^，。；！？\n]"

_DESIGNATE = "指定或者推荐保险机构"
_RESTRICT = "限定投保的保险机构"
_SHARE = "划分承保份额"
_POOL = "安排共保或者份额"
NAMED = "点名要求到某家保险机构投保"

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), what)
    for pattern, what in (
        (
            r"(?:指定|选定|选派|确定|敲定|圈定|划定|内定|钦定|推荐|推介|优选|首选|优先(?:选择|考虑|向|到)|统一(?:选择|安排|采购)|定点)"
            rf"[^，。；、！？\n]{{0,14}}{_GENERIC}",
            _DESIGNATE,
        ),
        (
            rf"{_GENERIC}{_NOT_END}{{0,10}}(?:由|经|系|为|是){_NOT_END}{{0,14}}"
            r"(?:指定|选定|敲定|圈定|内定|推荐|统一安排|统一确定|首选|唯一)",
            _DESIGNATE,
        ),
        (rf"(?:定点|入围|中标|指定的?|首选|合作){_GENERIC}{_NOT_END}{{0,10}}{_INSURE}", _DESIGNATE),
        (
            rf"(?:招标|比选|遴选|摇号|抽签|磋商|评选){_NOT_END}{{0,6}}(?:确定|选定|选出|产生){_NOT_END}{{0,8}}{_GENERIC}",
            _DESIGNATE,
        ),
        (
            rf"(?:只能|只准|仅限|统一|一律|集中|全部|均)(?:应)?(?:由|向|到|在|找|去|通过|交由|选择|从){_NOT_END}{{0,20}}{_GENERIC}"
            rf"{_NOT_END}{{0,10}}{_INSURE}",
            _RESTRICT,
        ),
        (
            rf"(?:必须|务必|须|应当|应)(?:由|向|到|在|找|去|通过|交由|选择|从){_NOT_END}{{0,6}}"
            rf"(?:[一两二三四五六七八九十\d几]+家|某|该|上述|下列|以下|前述|本地|我县|县内|名录内|名单内){_NOT_END}{{0,8}}{_GENERIC}"
            rf"{_NOT_END}{{0,10}}{_INSURE}",
            _RESTRICT,
        ),
        (rf"(?:业务|市场|承保|保费|共保|分配)(?:份额|占比|配额|比例){_NOT_END}{{0,14}}{_PERCENT}", _SHARE),
        (rf"份额{_NOT_END}{{0,14}}{_PERCENT}", _SHARE),
        (rf"{_PERCENT}{_NOT_END}{{0,6}}?的?(?:市场|承保|业务)?份额", _SHARE),
        (rf"{_PERCENT}的?(?:承保)?(?:业务|保单|企业){_NOT_END}{{0,6}}(?:归|给|由|分给|交给|划给)", _SHARE),
        (
            rf"(?:业务|保单|份额|企业){_NOT_END}{{0,8}}(?:归|给|分给|交给|划给|各占|各得){_NOT_END}{{0,12}}{_PERCENT}",
            _SHARE,
        ),
        (rf"(?:划分|切分|瓜分|均分|平分|分派){_NOT_END}{{0,6}}(?:份额|市场|业务){_NOT_END}{{0,12}}", _SHARE),
        (rf"(?:分片|划片|分区|包片|片区){_NOT_END}{{0,8}}(?:承保|投保|包干)", _SHARE),
        (rf"(?:划|分|派)(?:归|给|配给){_NOT_END}{{0,10}}{_GENERIC}{_NOT_END}{{0,6}}(?:承保|负责)?", _SHARE),
        (
            r"(?:首席承保|主承保|从共保|共保比例|共保协议|(?:组建|成立|加入|实行)[^，。；]{0,4}共保|按比例分配业务|轮流承保|轮流坐庄"
            r"|分配[^，。；]{0,6}份额|[\d一二三四五六七八九]+[:：比][\d一二三四五六七八九]+[^，。；]{0,4}(?:分配|分成|承保))",
            _POOL,
        ),
    )
)  # fmt: skip
_EXCLUSION = re.compile(
    rf"(?:不得|不准|不许|不能|禁止|严禁|谢绝){_NOT_END}{{0,8}}(?:其他|其它|另外|别的|名录外|名录以外|名单外|名单以外|以外|县外|外地|外来)"
    rf"{_NOT_END}{{0,8}}{_GENERIC}"
)
"""Forbidding the others designates those that are left."""
_NEGATION = re.compile(
    r"(?:不得|不准|不许|不能|不可|不应|不要|不宜|不会|不再|不予|不为|不搞|不设|不作|不以|不将|不由|不向|不强制|不强行|不干预|不变相"
    r"|不直接|不指定|不推荐|不划分|不分配|并不|绝不|决不|均不|也不|更不|没有|从未|未曾|未(?=指定|推荐|选定|划分|确定|分配)|无权|严禁|禁止"
    r"|防止|杜绝|避免|制止|查处|纠正|整治|清理|取消|反对|破除|抵制|举报|投诉|违规|违法|非法|擅自)"
    r"(?!不|拒绝|更换|另选|另行选择|拒不|推脱)"
)
_TURNS = re.compile(
    r"但|而是|而应|而要|应当|必须|应由|改为|改由|并统一|并由|并到|并向|并在|一律|统一(?=由|向|到|在|选)|只能|全部由|均由|方可|才"
)
"""After these words a clause no longer denies."""
_AFTERWARDS = re.compile(
    rf"^{_NOT_END}{{0,10}}(?:等)?(?:的)?(?:行为|问题|做法|现象|情形|苗头)|^{_NOT_END}{{0,8}}的，?{_NOT_END}{{0,8}}"
    r"(?:查处|处理|追究|问责|追责|举报|投诉|纠正|责令改正)"
)
_OWN_CHOICE = re.compile(r"自主|自行|自愿|自由|由企业|由投保(?:人|单位)|企业(?:与|和|同|可以|有权|依法)|协商")
_DROPPED = re.compile(
    r"[\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\"'“”‘’「」『』《》〈〉<>【】\[\]()（）{}*·•・_~～|/\\^`#=+—–-]"
)
_SPELT = re.compile(r"(?:[\u3400-\u9fff][、，,.．…;；]){3,}[\u3400-\u9fff]")


def steering(text: str, insurers: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """(what it does, the words as they stand) of every steering phrase.

    `insurers` are names and short names of insurers, which must not be named as the ones to insure with; what people
    make of a full name (甲财产保险股份有限公司 → 甲财险, 甲保险) counts too.
    """
    skeleton, places = _skeleton(text)
    seen: set[tuple[int, int]] = set()
    for start, end, what in sorted(_found(skeleton, tuple(insurers))):
        if not any(start < b and a < end for a, b in seen):
            seen.add((start, end))
            yield what, text[places[start] : places[end - 1] + 1]


def _found(text: str, insurers: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    for match in _EXCLUSION.finditer(text):
        yield match.start(), match.end(), _RESTRICT
    for pattern, what in _PATTERNS:
        for match in pattern.finditer(text):
            if not _allowed(text, match.start(), match.end()):
                yield match.start(), match.end(), what
    for pattern in _named(insurers):
        for match in pattern.finditer(text):
            if not _allowed(text, match.start(), match.end()):
                yield match.start(), match.end(), NAMED


def _skeleton(text: str) -> tuple[str, list[int]]:
    """The characters that carry meaning, and where each stands in the text."""
    spelt = {i for m in _SPELT.finditer(text) for i in range(m.start() + 1, m.end(), 2)}
    kept, places = [], []
    for index, character in enumerate(text):
        if index in spelt or (character != "\n" and _DROPPED.match(character)):
            continue
        folded = character if character in "，。；：！？、\n" else unicodedata.normalize("NFKC", character)
        for part in folded:
            kept.append("，" if part == "," else "；" if part == ";" else part)
            places.append(index)
    return "".join(kept), places


def _allowed(text: str, start: int, end: int) -> bool:
    """Whether the clause forbids or denies it, speaks of it as wrong, or leaves the choice to the enterprise."""
    clause = re.split(r"[，。；！？\n]", text[max(0, start - 40) : start])[-1]
    # 不划分 and 未指定 reach into the words themselves.
    denial = [m.end() for m in _NEGATION.finditer(clause + text[start : start + 4]) if m.start() < len(clause)]
    if denial and not _TURNS.search(clause[denial[-1] :] + text[start : start + 2]):
        return True
    if _AFTERWARDS.search(text[end : end + 24]):
        return True
    choice = _OWN_CHOICE.search(clause[-14:] + text[start:end])
    return choice is not None and not re.search(r"统一|一律|只能|必须|指定|定点", clause[-14:] + text[start:end])


# ----- names


_FORM = re.compile(r"(?:股份)?(?:有限)?(?:责任)?公司.*$")
_LINE = re.compile(r"(?:财产|人寿|农业|责任|互助|健康)?保险$")


@lru_cache(maxsize=512)
def spoken(name: str) -> tuple[str, ...]:
    """What people call an insurer: its name, the name without its legal form, and the usual short forms."""
    whole = _DROPPED.sub("", unicodedata.normalize("NFKC", name))
    made = [whole]
    core = _FORM.sub("", whole)
    if core != whole:
        made.append(core)
    brand = _LINE.sub("", core)
    if brand and brand != core:
        line = core[len(brand) :].removesuffix("保险")
        made += [f"{brand}保险", f"{brand}公司", f"{brand}{line[:1] or '财'}险", f"{brand}产险", f"{brand}{line}公司"]
        if len(brand) > 1:
            made += [brand, f"{brand[:1]}保"]
    return tuple(dict.fromkeys(one for one in made if len(one) > 1))


@lru_cache(maxsize=8)
def _named(insurers: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """The patterns that name one of these insurers as the one to go to."""
    names = sorted({form for name in insurers for form in spoken(name)}, key=len, reverse=True)
    if not names:
        return ()
    one = "(?:" + "|".join(map(re.escape, names)) + ")"
    fact = r"(?<!已)(?<!已经)(?<!曾)(?<!目前)(?<!原)(?<!现)"
    return (
        re.compile(
            rf"{fact}(?:由|向|到|在|去|找|选择|选|认准|通过|交由|委托|对接|联系){_NOT_END}{{0,4}}{one}{_NOT_END}{{0,8}}?{_INSURE}(?!的|了|过)"
        ),
        re.compile(
            rf"(?:推荐|推介|首选|认准|建议(?:选择|选用|到|向)|优先(?:选择|考虑|到|向)|统一(?:选择|由|到|向)|指定|选定|确定){_NOT_END}{{0,6}}{one}"
        ),
        re.compile(
            rf"{one}{_NOT_END}{{0,4}}(?:为|是|作为|系){_NOT_END}{{0,4}}(?:首选|唯一|指定|定点|合作|牵头|主承保)"
        ),
    )
