"""Making and changing designs. A saved version is never changed: what was printed with it stays as it was."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.exc import IntegrityError

from certificates.designs.differences import differences
from certificates.designs.models import Design, DesignVersion
from certificates.designs.pictures import usable_picture
from certificates.designs.queries import known_pictures, newest_version
from certificates.designs.rules import (
    DesignSettings,
    default_settings,
    settings_faults,
    settings_from_json,
    settings_to_json,
    telling_names,
)
from certificates.kinds import all_kinds
from foundation import audit, clock
from foundation.database import lock, session
from foundation.errors import NotAllowed, Refused, Stale
from people.accounts.models import Account
from people.accounts.rules import Permission
from people.organisations.models import Organisation

LONGEST_NAME = 60


def create_design(
    kind: str,
    name: str,
    organisation: Organisation,
    *,
    by: Account,
    settings: DesignSettings | None = None,
    used_for: str = "",
    subject_title: str = "",
    names: Sequence[str] = (),
) -> Design:
    """A new design with its first version: `settings`, or the kind's own look.

    `used_for` and `subject_title` say what it is made for, `names` whose papers it will make; the two that tell most
    are kept for the preview. Raises NotAllowed outside the scope, Refused for a name that is taken.
    """
    if not by.may_at(Permission.CERTIFICATE_DESIGN, organisation.path):
        raise NotAllowed
    if kind not in all_kinds():
        raise Refused("没有这种证书，请从列出的种类中选择。", field="kind")
    design = Design(
        kind=kind,
        name=_checked_name(name),
        organisation=organisation,
        used_for=used_for,
        subject_title=subject_title,
        trial_names=telling_names(names),
    )
    try:
        with session.begin_nested():
            session.add(design)
    except IntegrityError as error:
        raise Refused(f"已经有一个叫“{name.strip()}”的同类模板，请换一个名称。", field="name") from error
    _add_version(design, 1, settings or default_settings(kind), by)
    audit.record("create_design", design, by=by, changes={"used_for": ("", used_for)} if used_for else None)
    return design


def save_design(design: Design, settings: DesignSettings, *, expected: int, by: Account) -> DesignVersion:
    """Keep `settings` as the design's next version; nothing is kept where nothing changed.

    `expected` is the number of the version that the person saw as the newest. Raises Stale if somebody saved another
    meanwhile, Refused with every fault of the settings.
    """
    design = lock(design)
    newest = newest_version(design)
    if newest.number != expected:
        raise Stale(
            f"在您修改期间，别人已把这个模板保存为第 {newest.number} 版。您填写的内容还在下面，没有丢失；"
            "请先对照那一版，再决定是否保存。"
        )
    if design.retired_at:
        raise Refused("这个模板已经停用，不能再改。请先恢复使用，或复制成新的模板。")
    if faults := settings_faults(design.kind, settings):
        raise Refused("这个模板还不能保存。", reasons=faults)
    _refuse_strange_pictures(design, settings, by)
    changes = differences(settings_from_json(newest.settings), settings)
    if not changes:
        return newest
    version = _add_version(design, newest.number + 1, settings, by)
    named = {title: (old, new) for title, old, new in changes}
    audit.record("save_design", design, by=by, changes={"number": (newest.number, version.number), **named})
    return version


def copy_design(version: DesignVersion, name: str, organisation: Organisation, *, by: Account) -> Design:
    """A new design for whatever `organisation` issues, which says what `version` says."""
    settings = settings_from_json(version.settings)
    return create_design(version.design.kind, name, organisation, by=by, settings=settings)


def retire_design(design: Design, *, by: Account) -> None:
    """Offer the design for no new batch. What was printed with it, or waits to be, is not touched."""
    design = lock(design)
    if design.retired_at:
        raise Refused("这个模板已经停用了。")
    design.retired_at = clock.now()
    audit.record("retire_design", design, by=by, changes=audit.pending_changes(design))


def restore_design(design: Design, *, by: Account) -> None:
    """Offer a retired design again."""
    design = lock(design)
    if not design.retired_at:
        raise Refused("这个模板正在使用，不需要恢复。")
    design.retired_at = None
    audit.record("restore_design", design, by=by, changes=audit.pending_changes(design))


def note_trial_names(design: Design, names: Sequence[str]) -> None:
    """Remember for the preview which of these names are longest and rarest: the list it is for has changed."""
    if names:
        design.trial_names = telling_names(names)


def _add_version(design: Design, number: int, settings: DesignSettings, by: Account) -> DesignVersion:
    kept = settings_to_json(replace(settings, title=settings.title.strip()))
    version = DesignVersion(design=design, number=number, settings=kept, saved_by=by.id)
    session.add(version)
    session.flush()
    return version


def _checked_name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Refused(f"请给模板起一个名称，最多 {LONGEST_NAME} 个字。", field="name")
    return name


def _refuse_strange_pictures(design: Design, settings: DesignSettings, by: Account) -> None:
    known = known_pictures(design)
    if any(usable_picture(file_id, known, by) is None for file_id in settings.file_ids):
        raise Refused("有一张图片找不到了，或者不是在这个模板里上传的。请重新上传这张图片。")
