"""Pictures of what is voted on. Whoever puts options up says where theirs lie; voters see nothing else of a record."""

from collections.abc import Callable, Collection, Mapping, Sequence

from foundation.files import StoredFile
from studios.ballots.models import Ballot

PicturesOf = Callable[[Collection[str]], Mapping[str, Sequence[StoredFile]]]
"""The pictures to show, by the references of options."""
_finders: dict[str, PicturesOf] = {}


def register(kind: str, finder: PicturesOf) -> PicturesOf:
    """Make known where the pictures lie of options whose references begin with `kind` and a colon."""
    _finders[kind] = finder
    return finder


def pictures_of(ballot: Ballot) -> dict[int, Sequence[StoredFile]]:
    """The pictures of each option by its id; an option without any is left out."""
    found: dict[str, Sequence[StoredFile]] = {}
    for kind, finder in _finders.items():
        if mine := [one.reference for one in ballot.options if one.reference.startswith(f"{kind}:")]:
            found |= finder(mine)
    return {one.id: found[one.reference] for one in ballot.options if one.reference in found}
