"""Making rolls, filling them, and having their certificates made."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from zipfile import ZipFile, ZipInfo

from sqlalchemy import delete

from certificates.designs.models import Design
from certificates.designs.queries import design_for, designs_usable_for
from certificates.issuing.models import CertificateBatch
from certificates.issuing.models_rolls import Roll, RollLine
from certificates.issuing.operations import ask_for_batch
from certificates.issuing.queries_rolls import (
    design_of,
    kinds_on_rolls,
    lines_of,
    requests_of,
    source_of,
    without_photo,
)
from certificates.issuing.rules import is_series_code
from foundation import audit, files
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation
from people.persons.photos import PhotoOutcome, check_photo, open_photos, photo_number, read_photo
from people.persons.rules import normalise_number

MOST_ISSUERS = 6
LONGEST_ISSUER = 60


@dataclass(frozen=True)
class RollFacts:
    """What all certificates of a roll share."""

    title: str
    issuers: tuple[str, ...]
    issued_on: date
    series: str

    def check(self) -> None:
        """Raises Refused for what no certificate can carry."""
        if not 1 <= len(self.issuers) <= MOST_ISSUERS:
            raise Refused(f"发证单位写 1 到 {MOST_ISSUERS} 个，一行一个。", field="issuers")
        if any(len(issuer) > LONGEST_ISSUER for issuer in self.issuers):
            raise Refused(f"发证单位的名称最多 {LONGEST_ISSUER} 个字。", field="issuers")
        if not is_series_code(self.series):
            raise Refused("证书系列代码应为 2 到 12 位大写字母或数字，如 RY。", field="series")


def create_roll(kind: str, organisation: Organisation, facts: RollFacts, *, by: Account) -> Roll:
    """Begin a roll with the design that holds in the organisation."""
    facts.check()
    if kind not in kinds_on_rolls():
        raise Refused("这种证书不能按名单制作。请从列表里选择证书种类。", field="kind")
    if not by.may_at(Permission.CERTIFICATE_ISSUE, organisation.path):
        raise NotAllowed
    version = design_for(kind, organisation)
    roll = Roll(
        kind=kind,
        organisation=organisation,
        design=version.design if version else None,
        created_by=by.id,
        **(asdict(facts) | {"issuers": list(facts.issuers)}),
    )
    session.add(roll)
    audit.record("create_roll", roll, by=by)
    return roll


def edit_roll(roll: Roll, facts: RollFacts, design: Design | None, *, version: int | None, by: Account) -> None:
    """Change what the certificates of a roll share, or their design."""
    facts.check()
    open_roll(roll).expect_version(version)
    usable = {version.design for version in designs_usable_for(roll.kind, roll.organisation)}
    if design is not None and design not in usable:
        raise Refused("这个证书模板不能用于这份名单。请重新选择。", field="design")
    design_id = design.id if design else None
    for name, value in (asdict(facts) | {"issuers": list(facts.issuers), "design_id": design_id}).items():
        setattr(roll, name, value)
    audit.record("edit_roll", roll, by=by, changes=audit.pending_changes(roll))


def discard_roll(roll: Roll, *, reason: str, by: Account) -> None:
    """Give a roll up with all its lines; nothing was numbered yet."""
    if not reason.strip():
        raise Refused("请写明为什么删除这份名单。")
    audit.record("discard_roll", open_roll(roll), by=by, reason=reason.strip())
    session.execute(delete(RollLine).where(RollLine.roll_id == roll.id))
    session.delete(roll)


def remove_line(line: RollLine, *, by: Account) -> None:
    """Take one line off its roll."""
    open_roll(line.roll)
    audit.record("remove_line", line, by=by)
    session.delete(line)


def issue_roll(roll: Roll, *, address: str, by: Account) -> CertificateBatch:
    """Number the certificates of a roll and have them made. Raises Refused as `ask_for_batch` does."""
    open_roll(roll)
    roll.batch = ask_for_batch(
        roll.kind,
        roll.title,
        f"roll:{roll.id}",
        requests_of(roll),
        series=roll.series,
        organisation=roll.organisation,
        address=address,
        by=by,
        design=design_of(roll),
    )
    return roll.batch


def import_roll_photos(roll: Roll, content: bytes, *, by: Account) -> list[PhotoOutcome]:
    """Take the photos of a ZIP, named by identity number, for the lines of a roll; the others with the reason.

    Once the roll is numbered, only for certificates that failed because they had none: these can be made again then.
    """
    numbered = lock(roll).batch_id is not None
    waiting = without_photo(roll) if numbered else {}
    owners = {number: line for line in session.scalars(lines_of(roll)) if (number := _identity_of(line))}
    archive, items = open_photos(content)
    outcomes = []
    with archive:
        for item in items:
            line = owners.get(photo_number(item))
            if numbered and line is not None and source_of(line) not in waiting:
                outcomes.append(PhotoOutcome(_shown(item), line.holder_name, "证书不缺照片，印上去的照片不能再换。"))
                continue
            outcomes.append(_take(archive, item, line, by))
            if numbered and line is not None:
                waiting[source_of(line)].photo = line.photo
    audit.record("import_roll_photos", roll, by=by)
    return outcomes


def open_roll(roll: Roll) -> Roll:
    """The roll, held against others. Raises Refused where its certificates are made already."""
    if lock(roll).batch_id is not None:
        raise Refused("这份名单的证书已经制作，不能再改。要更正某张证书，请在那张证书的页面办理。")
    return roll


def keep_lines(lines: Sequence[RollLine], *, by: Account) -> None:
    """Put lines on their rolls."""
    session.add_all(lines)
    audit.record_all("import_roll", lines, by=by)


def _take(archive: ZipFile, item: ZipInfo, line: RollLine | None, by: Account) -> PhotoOutcome:
    shown = _shown(item)
    if line is None:
        return PhotoOutcome(shown, "", "文件名不是这份名单里的证件号码，请核对文件名，或先上传名单。")
    try:
        photo = read_photo(archive, item)
        media_type = check_photo(photo)
    except Refused as refusal:
        return PhotoOutcome(shown, line.holder_name, refusal.message)
    line.photo = files.store(photo, name=f"photo-line-{line.id}", media_type=media_type, by_id=by.id, encrypted=True)
    return PhotoOutcome(shown, line.holder_name)


def _shown(item: ZipInfo) -> str:
    return item.filename.rpartition("/")[2]


def _identity_of(line: RollLine) -> str:
    facts: dict[str, Any] = line.facts
    number = facts.get("identity_number") or (line.holder.document_number if line.holder else "")
    return normalise_number(number)
