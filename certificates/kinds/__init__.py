"""The catalogue of certificate kinds: one module and one template each. A module is a kind if it offers what
`CertificateKind` lists; its file name is the kind's code, which is stored and never changes."""

from collections.abc import Iterable, Set
from dataclasses import asdict, replace
from datetime import date
from functools import cache
from typing import Any, ClassVar, Protocol, cast, get_type_hints

from certificates import kinds
from certificates.kinds.facts import last_day
from certificates.kinds.wording import Paragraph, as_sentence, paragraphs, values_of
from foundation.catalogue import find


class CertificateFacts(Protocol):
    """What every kind's frozen dataclass of facts has; each kind adds its own fields."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def holder(self) -> str:
        """持证人，照证书上印的样子。"""

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
    `DIRECTION` and `BORDER` are how it usually looks; officers may choose others.
    `PRIVATE` facts are printed, but never leave in a credential or on a public page. `PHOTO`: the paper shows the
    holder's photo. `VALID_MONTHS`: how long it usually holds; None: for good (see `expires_on`).
    """

    NAME: str
    TITLE: str
    TEMPLATE: str
    LABELS: dict[str, str]
    FIELDS: dict[str, str]
    BODY: tuple[Paragraph, ...]
    SLOTS: dict[str, tuple[Paragraph, ...]]
    PRIVATE: Set[str]
    DIRECTION: str
    BORDER: str
    PHOTO: bool
    VALID_MONTHS: int | None
    Facts: type[Any]
    EXAMPLE: CertificateFacts


@cache
def all_kinds() -> dict[str, CertificateKind]:
    """Every kind by its code (`award`, ...), in order of code. Modules without an example are not kinds."""
    modules = (module for module in find(kinds) if hasattr(module, "EXAMPLE"))
    return {module.__name__.rpartition(".")[2]: cast(CertificateKind, module) for module in modules}


def printed_values(code: str, facts: CertificateFacts) -> dict[str, str]:
    """What each field of the kind says on the paper, private facts in full. KeyError for an unknown kind."""
    return values_of(facts, all_kinds()[code].FIELDS)


def public_values(code: str, facts: CertificateFacts) -> dict[str, str]:
    """What each field may say outside the paper: private facts show their ends only. KeyError for an unknown kind."""
    kind = all_kinds()[code]
    return values_of(facts, kind.FIELDS, kind.PRIVATE)


def sentence_of(code: str, facts: CertificateFacts, body: Iterable[Paragraph] | None = None) -> str:
    """The kind's own text, or another `body`, in one line for lists; private facts masked."""
    return as_sentence(paragraphs(all_kinds()[code].BODY if body is None else body, public_values(code, facts)))


def public_facts(code: str, facts: CertificateFacts) -> dict[str, Any]:
    """The facts as plain JSON values without the private ones, for credentials and machines."""
    private = all_kinds()[code].PRIVATE
    return {name: value for name, value in facts_to_json(facts).items() if name not in private}


def expires_on(code: str, facts: CertificateFacts) -> date | None:
    """The last day on which the certificate holds; None: it holds for good.

    A kind whose facts have a `valid_until` says it itself; otherwise `VALID_MONTHS` are counted from the day of issue.
    """
    if stated := getattr(facts, "valid_until", None):
        return cast(date, stated)
    months = all_kinds()[code].VALID_MONTHS
    return last_day(facts.issued_on, months) if months else None


def held_by(facts: CertificateFacts, name: str) -> CertificateFacts:
    """The same facts with another holder: previews show the longest and the rarest name with it."""
    holder: dict[str, Any] = {"holders": (name,)} if "holders" in facts.__dataclass_fields__ else {"holder": name}
    renamed: Any = facts
    return cast(CertificateFacts, replace(renamed, **holder))


def facts_to_json(facts: CertificateFacts) -> dict[str, Any]:
    """The facts as plain JSON values, to be frozen with the certificate. Undone by `facts_from_json`."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(facts).items()}


def facts_from_json(code: str, stored: dict[str, Any]) -> CertificateFacts:
    """The typed facts of a stored certificate. Raises KeyError for an unknown kind, TypeError for a missing fact."""
    facts_type = all_kinds()[code].Facts
    types = _types_of(code)
    facts: CertificateFacts = facts_type(**{name: _typed(types[name], value) for name, value in stored.items()})
    return facts


@cache
def _types_of(code: str) -> dict[str, Any]:
    return get_type_hints(all_kinds()[code].Facts)


def _typed(expected: Any, value: Any) -> Any:
    if expected is date:
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value
