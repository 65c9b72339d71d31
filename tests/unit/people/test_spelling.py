"""Names as they are typed in a search box."""

import pytest

from people.persons.spelling import spell


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("张示例", "zhangshili", "zsl"),
        ("单示例", "shanshili", "ssl"),
        ("曾示例", "zengshili", "zsl"),
        ("仇示例", "qiushili", "qsl"),
        ("尉迟示例", "yuchishili", "ycsl"),
        ("万俟示例", "moqishili", "mqsl"),
        ("示单", "shidan", "sd"),
        ("买买提·吐尔逊", "maimaitituerxun", "mmttex"),
        ("Anna O'Neil", "annaoneil", "a"),
    ],
)
def test_spell_reads_surnames_as_surnames(name: str, pinyin: str, initials: str):
    assert spell(name) == (pinyin, initials)
