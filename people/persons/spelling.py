"""How a name is found by typing letters: its pinyin and initials, surnames read as surnames (单 is shan, not dan)."""

from pypinyin import Style, lazy_pinyin

# 多音姓氏的读音；复姓在前。来源：《现代汉语词典》（第 7 版）姓氏条。
SURNAMES = {
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"),
    "令狐": ("ling", "hu"),
    "单": ("shan",),
    "曾": ("zeng",),
    "解": ("xie",),
    "仇": ("qiu",),
    "查": ("zha",),
    "任": ("ren",),
    "区": ("ou",),
    "朴": ("piao",),
    "盖": ("ge",),
    "覃": ("qin",),
    "翟": ("zhai",),
    "员": ("yun",),
    "冼": ("xian",),
    "洗": ("xian",),
    "缪": ("miao",),
    "折": ("she",),
    "乐": ("yue",),
    "繁": ("po",),
    "祭": ("zhai",),
    "乜": ("nie",),
    "隗": ("wei",),
    "黑": ("he",),
    "秘": ("bi",),
    "种": ("chong",),
    "谌": ("chen",),
    "牟": ("mu",),
    "宁": ("ning",),
    "逄": ("pang",),
    "燕": ("yan",),
    "应": ("ying",),
    "召": ("shao",),
    "华": ("hua",),
    "纪": ("ji",),
    "车": ("che",),
    "那": ("na",),
    "哈": ("ha",),
    "石": ("shi",),
    "重": ("chong",),
    "葛": ("ge",),
}


def spell(name: str) -> tuple[str, str]:
    """The pinyin of `name` without tones and blanks, and the initials of its syllables, in small letters."""
    surname = next((surname for surname in SURNAMES if name.startswith(surname)), "")
    syllables = list(SURNAMES.get(surname, ()))
    syllables += lazy_pinyin(name[len(surname) :], style=Style.NORMAL)
    letters = ["".join(one for one in syllable.lower() if one.isalnum()) for syllable in syllables]
    letters = [syllable for syllable in letters if syllable]
    return "".join(letters), "".join(syllable[0] for syllable in letters)
