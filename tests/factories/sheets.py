"""Sheets and contents of every kind, as its built-in design makes them."""

from dataclasses import replace
from typing import Any

from certificates.designs.rules import default_settings, wording_of
from certificates.designs.sheets import sheet_of
from certificates.issuing.papers import content_of
from certificates.kinds import CertificateFacts, all_kinds, held_by
from certificates.printing.content import Attached, Content, Sheet
from demo.certificate_kinds import drawn_portrait

SHORT_NAME = "王力"
RARE_NAME = "𬱖䶮㛃"
ONE_RARE_CHARACTER = "王㛃"
LATIN_NAME = "Wilhelmina Alexandra Wolfeschlegelsteinhausenbergerdorff"
MINORITY_NAME = "买买提艾力·古丽巴哈尔·努尔买买提·热合曼·阿布都克里木·吾布力卡斯木·艾合买提江·托合提·吐尔逊江·艾力"
"""Sixty characters short of one dot: as long as a name may be."""

CREDENTIAL = Attached("credential.json", '{"持证人": "王力"}'.encode(), "证书的机读内容")


def paper_of(code: str, name: str = SHORT_NAME, facts: CertificateFacts | None = None, **on_sheet: Any):
    """The sheet and the content of a certificate of the kind `code` for `name`, with a small file attached."""
    facts = held_by(facts or all_kinds()[code].EXAMPLE, name)
    settings = default_settings(code)
    photo = drawn_portrait() if all_kinds()[code].PHOTO else b""
    content = content_of(code, facts, wording_of(code, settings, facts), photo=photo)
    sheet: Sheet = replace(sheet_of(code, settings, facts), **on_sheet)
    stamped: Content = replace(content, attached=(CREDENTIAL,))
    return sheet, stamped
