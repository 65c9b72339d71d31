"""How long a certificate holds, what a further version may change, and what holders are told."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from certificates.issuing.rules import CertificateState, MessageKind, ReissueReason
from certificates.kinds import all_kinds
from certificates.kinds.award import EXAMPLE
from certificates.kinds.fields import fact_fields
from certificates.validity.facts import fact_changes, fingerprint
from certificates.validity.rules import (
    STANDING_TITLES,
    Standing,
    common_path,
    days_left,
    loss_statement,
    message_text,
    new_term,
    reasons_against_confirming,
    reasons_against_reissuing,
    renamed,
    standing,
)

LAST_DAY = date(2026, 11, 21)


@dataclass
class Paper:
    state: CertificateState
    valid_until: date | None = None


@pytest.mark.parametrize(
    ("paper", "today", "expected"),
    [
        (Paper(CertificateState.ISSUED), date(2199, 1, 1), Standing.VALID),
        (Paper(CertificateState.ISSUED, LAST_DAY), date(2026, 11, 21), Standing.VALID),
        (Paper(CertificateState.ISSUED, LAST_DAY), date(2026, 11, 22), Standing.EXPIRED),
        (Paper(CertificateState.SUSPENDED, LAST_DAY), date(2026, 11, 22), Standing.SUSPENDED),
        (Paper(CertificateState.REVOKED, LAST_DAY), date(2026, 11, 22), Standing.REVOKED),
        (Paper(CertificateState.NUMBERED, LAST_DAY), date(2026, 11, 22), Standing.PENDING),
    ],
)
def test_standing_expires_the_day_after_the_last_one_and_only_what_was_valid(paper, today, expected):
    assert standing(paper, today) is expected


def test_standing_is_known_and_named_for_every_state():
    assert {standing(Paper(state), LAST_DAY) for state in CertificateState} == set(Standing) - {Standing.EXPIRED}
    assert set(STANDING_TITLES) == set(Standing)


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2026, 9, 21), None),
        (date(2026, 9, 22), 60),
        (date(2026, 11, 21), 0),
        (date(2026, 11, 22), None),
    ],
)
def test_days_left_are_counted_from_sixty_down(today, left):
    assert days_left(Paper(CertificateState.ISSUED, LAST_DAY), today) == left


def test_new_term_follows_the_old_one_or_begins_today():
    assert new_term(LAST_DAY, 24, date(2026, 10, 1)) == (date(2026, 11, 22), date(2028, 11, 21))
    assert new_term(LAST_DAY, 24, date(2027, 3, 31)) == (date(2027, 3, 31), date(2029, 3, 30))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"reason": ReissueReason.LOST}, None),
        ({"reason": ReissueReason.LOST, "changed": True}, "不能改动"),
        ({"reason": ReissueReason.CORRECTED}, "没有改动任何内容"),
        ({"reason": ReissueReason.CORRECTED, "changed": True}, None),
        ({"reason": ReissueReason.RENEWED}, "长期有效"),
        ({"reason": ReissueReason.RENEWED, "until": LAST_DAY, "new_until": LAST_DAY}, "没有比原来的晚"),
        ({"reason": ReissueReason.RENEWED, "until": LAST_DAY, "new_until": date(2028, 1, 1)}, None),
        ({"reason": ReissueReason.LOST, "valid": False}, "只有已发出的证书"),
        ({"reason": ReissueReason.LOST, "pending": True}, "正在制作"),
    ],
)
def test_reasons_against_reissuing(facts, said):
    usual = {"valid": True, "pending": False, "changed": False, "until": None, "new_until": None}
    reasons = reasons_against_reissuing(**(usual | facts))
    assert [said in reason for reason in reasons] == ([] if said is None else [True])


def test_reasons_against_confirming_name_all_at_once():
    assert reasons_against_confirming(same_person=False, expired=False, count=3, seen=3) == []
    reasons = reasons_against_confirming(same_person=True, expired=True, count=3, seen=2)
    assert ["另一人" in reasons[0], "过期" in reasons[1], "2 张，现在是 3 张" in reasons[2]] == [True] * 3
    assert "没有什么可撤销" in reasons_against_confirming(same_person=False, expired=False, count=0, seen=3)[0]


def test_renamed_follows_a_single_holder_and_the_place_in_a_team():
    before = replace(EXAMPLE, holders=("张示列", "李示例"))
    after = replace(EXAMPLE, holders=("张示例", "李示例"))
    assert renamed("张示列、李示例", before, after) == "张示例、李示例"
    assert renamed("张示列", before, after) == "张示例"
    assert renamed("李示例", before, after) == "李示例"
    assert renamed("李示例", before, replace(EXAMPLE, holders=("张示例",))) == "李示例"


@pytest.mark.parametrize(
    ("paths", "above"),
    [
        (["/1/4/7/", "/1/4/9/"], "/1/4/"),
        (["/1/4/"], "/1/4/"),
        (["/1/4/", "/1/4/9/"], "/1/4/"),
        (["/1/4/", "/1/40/"], "/1/"),
        (["/1/", "/12/"], "/"),
    ],
)
def test_common_path_is_the_lowest_organisation_above_all(paths, above):
    assert common_path(paths) == above


def test_message_text_tells_each_thing_once_and_a_loss_statement_names_the_paper():
    texts = {message_text(kind, "聘书", "PS-2026-000001", 1) for kind in MessageKind}
    assert len(texts) == len(MessageKind) and all("编号 PS-2026-000001" in text for text in texts)
    assert "第 2 版已发出，旧版同时失效" in message_text(MessageKind.ISSUED, "聘书", "PS-2026-000001", 2)
    assert loss_statement("张示例", "聘书", "PS-2026-000001", date(2026, 3, 1)) == (
        "遗失声明：张示例遗失聘书一份，编号 PS-2026-000001，发证日期 2026年3月1日，声明作废。"
    )


@pytest.mark.parametrize("code", sorted(all_kinds()))
def test_every_fact_of_a_kind_can_be_corrected_under_a_chinese_name(code: str):
    fields = fact_fields(code)
    assert {"issuers", "issued_on"} <= {field.name for field in fields}
    assert not {"number", "verify_url"} & {field.name for field in fields}
    assert [field.name for field in fields if field.title.isascii()] == []


def test_fact_changes_hide_private_facts_in_the_log_and_mask_them_on_the_page():
    facts: Any = all_kinds()["skill_level"].EXAMPLE
    other = replace(facts, identity_number="500118199003070018", level=facts.level)
    (change,) = fact_changes("skill_level", facts, other)
    assert change.after == "500***********0018" and change.audited == ("（已隐藏）", "（已更改）")
    assert fact_changes("skill_level", facts, facts) == []
    assert fingerprint(facts, "lost") != fingerprint(other, "lost") != fingerprint(other, "corrected")
