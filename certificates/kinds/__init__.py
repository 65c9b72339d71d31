"""The catalogue of certificate kinds: one module and one template each. A module is a kind if it offers what
`CertificateKind` lists; its file name is the kind's code, which is stored and never changes."""

from dataclasses import asdict
from datetime import date
from functools import cache
from typing import Any, ClassVar, Protocol, cast, get_type_hints

from certificates import kinds
from foundation.catalogue import find


class CertificateFacts(Protocol):
    """What every kind's frozen dataclass of facts has; each kind adds its own fields."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def holder(self) -> str:
        """持证人，照证书上印的样子。"""

    @property
    def sentence(self) -> str:
        """证书正文全文：纸面上印的就是它，公开查询页显示的也是它。"""

    @property
    def issuers(self) -> tuple[str, ...]:
        """落款单位，按排名先后。"""

    @property
    def issued_on(self) -> date:
        """发证日期。"""

    @property
    def number(self) -> str:
        """证书编号。"""

    @property
    def verify_url(self) -> str:
        """二维码里的查验地址：含随机口令，不含编号和证件号码。"""


class CertificateKind(Protocol):
    """What a module in this folder offers. `EXAMPLE` is at once the preview and the test.

    `LABELS` names the facts that pages show, the public page too: a fact without a label is shown nowhere.
    `FIELDS` are the Chinese names by which a text quotes facts in braces, such as {持证人}, with the attribute of
    `Facts` behind each. `BODY` is the text that officers may rewrite, paragraph by paragraph: style and text.
    `SLOTS` are the other texts of the paper, by the name of the place that the template leaves open for them.
    `PHOTO`: the paper shows the holder's photo. `VALID_MONTHS`: how long it holds; None: for good.
    """

    NAME: str
    TITLE: str
    TEMPLATE: str
    LABELS: dict[str, str]
    FIELDS: dict[str, str]
    BODY: tuple[tuple[str, str], ...]
    SLOTS: dict[str, tuple[tuple[str, str], ...]]
    DIRECTION: str
    PHOTO: bool
    VALID_MONTHS: int | None
    Facts: type[Any]
    EXAMPLE: CertificateFacts


@cache
def all_kinds() -> dict[str, CertificateKind]:
    """Every kind by its code (`award`, ...), in order of code."""
    return {module.__name__.rpartition(".")[2]: cast(CertificateKind, module) for module in find(kinds)}


def facts_to_json(facts: CertificateFacts) -> dict[str, Any]:
    """The facts as plain JSON values, to be frozen with the certificate. Undone by `facts_from_json`."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(facts).items()}


def facts_from_json(code: str, stored: dict[str, Any]) -> CertificateFacts:
    """The typed facts of a stored certificate. Raises KeyError for an unknown kind, TypeError for a missing fact."""
    facts_type = all_kinds()[code].Facts
    types = get_type_hints(facts_type)
    facts: CertificateFacts = facts_type(**{name: _typed(types[name], value) for name, value in stored.items()})
    return facts


def _typed(expected: Any, value: Any) -> Any:
    if expected is date:
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value
