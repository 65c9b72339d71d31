"""Takes a static page apart: what never changes is written once, what each certificate has of its own becomes a hole.

The openings of the page are figures that show nothing. Each is taken out of the page's content and of the structure
tree, and remembered by its place in both, so that the stamped parts come where they are read.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import md5
from io import BytesIO
from typing import Any

import pikepdf

from certificates.printing.openings import MARK
from certificates.printing.static_fonts import shrink_fonts

HOLE = re.compile(rb"/HOLE-([a-z]+-?\d*)")


@dataclass(frozen=True)
class Skeleton:
    """The objects of a static page. `body` has those that never change, `holed` the others, as pieces and hole names.

    Holes: `kids-<n>` and `content-<n>` for the nth opening, `marks` (who owns the stamped marked content), `fonts`,
    `pictures`, `catalogue`. `parents` are the structure elements that the openings belong to.
    """

    body: bytes
    offsets: Mapping[int, int]
    holed: Mapping[int, tuple[bytes, ...]]
    free: int
    seed: bytes
    root: int
    info: int
    metadata: int
    page: int
    parents: tuple[int, ...]
    marks: int
    xmp: bytes
    producer: str


def skeleton_of(printed: bytes) -> Skeleton:
    """The skeleton of a PDF page laid out with marked openings."""
    with pikepdf.open(_unpacked(printed)) as pdf:
        page = pdf.pages[0].obj
        dropped = shrink_fonts(pdf, page)
        marked = _marked_figures(pdf)
        owners = _take_out_of_tree(pdf, marked)
        dropped |= {figure.objgen[0] for figure in marked} | {page.Contents.objgen[0]}
        page.Contents = pikepdf.Array(_contents(_segments(pdf, page, owners)))
        _open_resources(page, pdf)
        parents = tuple(figure.P.objgen[0] for figure in marked)
        metadata, info = pdf.Root.Metadata, pdf.trailer.Info
        xmp = metadata.read_bytes()
        dropped |= {metadata.objgen[0], info.objgen[0]}
        written = {number: one for number, one in _written(pdf) if number not in dropped}
        body, offsets = _body(one for one in written.items() if not HOLE.search(one[1]))
        return Skeleton(
            body=body,
            offsets=offsets,
            holed={number: tuple(HOLE.split(one)) for number, one in written.items() if HOLE.search(one)},
            free=max(written.keys() | dropped) + 1,
            seed=md5(body, usedforsecurity=False).digest(),
            root=pdf.Root.objgen[0],
            info=info.objgen[0],
            metadata=metadata.objgen[0],
            page=page.objgen[0],
            parents=parents,
            marks=len(pdf.Root.StructTreeRoot.ParentTree.Nums[1]) - 1,
            xmp=xmp,
            producer=str(info.Producer),
        )


def _unpacked(printed: bytes) -> BytesIO:
    """The same file with every object on its own."""
    with pikepdf.open(BytesIO(printed)) as pdf:
        unpacked = BytesIO()
        pdf.save(unpacked, object_stream_mode=pikepdf.ObjectStreamMode.disable, deterministic_id=True)
    return unpacked


def _marked_figures(pdf: pikepdf.Pdf) -> list[Any]:
    """The figures that mark openings, in the order of the openings."""
    figures = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"]
    marked = [one for one in figures if str(one.get("/Alt", "")).startswith(MARK)]
    return sorted(marked, key=lambda one: int(str(one.Alt).removeprefix(MARK)))


def _take_out_of_tree(pdf: pikepdf.Pdf, marked: list[Any]) -> dict[int, int | None]:
    """Opens the structure tree at the marks. The new number of each piece of marked content; None for a mark's own."""
    for place, figure in enumerate(marked):
        kids = figure.P.K
        at = next(at for at, kid in enumerate(kids) if getattr(kid, "objgen", None) == figure.objgen)
        kids[at] = pikepdf.Name(f"/HOLE-kids-{place}")
    out = {int(figure.K[0]) for figure in marked}
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    owners = list(numbers[1])
    kept = [mark for mark in range(len(owners)) if mark not in out]
    renumbered: dict[int, int | None] = {mark: new for new, mark in enumerate(kept)}
    for mark in kept:
        owners[mark].K = pikepdf.Array([renumbered[kid] if isinstance(kid, int) else kid for kid in owners[mark].K])
    numbers[1] = pikepdf.Array([*(owners[mark] for mark in kept), pikepdf.Name("/HOLE-marks")])
    return renumbered | dict.fromkeys(out, None)


def _segments(pdf: pikepdf.Pdf, page: Any, renumbered: Mapping[int, int | None]) -> list[Any]:
    """The page's content cut where the openings are, as compressed streams."""
    segments: list[list[Any]] = [[]]
    skipping = 0
    for instruction in pikepdf.parse_content_stream(page):
        name = str(instruction.operator)
        operands = list(instruction.operands)
        if skipping:
            skipping += (name in {"BDC", "BMC"}) - (name == "EMC")
        elif name == "BDC" and "/MCID" in operands[1]:
            mark = renumbered[int(operands[1].MCID)]
            if mark is None:
                segments.append([])
                skipping = 1
            else:
                segments[-1].append(([operands[0], pikepdf.Dictionary(MCID=mark)], instruction.operator))
        else:
            segments[-1].append((operands, instruction.operator))
    return [_packed(pdf, pikepdf.unparse_content_stream(segment)) for segment in segments]


def _contents(segments: list[Any]) -> Iterator[Any]:
    """The segments with a hole between each two."""
    yield segments[0]
    for place, segment in enumerate(segments[1:]):
        yield pikepdf.Name(f"/HOLE-content-{place}")
        yield segment


def _packed(pdf: pikepdf.Pdf, content: bytes) -> Any:
    return pdf.make_indirect(pikepdf.Stream(pdf, zlib.compress(content, 9), Filter=pikepdf.Name.FlateDecode))


def _open_resources(page: Any, pdf: pikepdf.Pdf) -> None:
    page.Resources.Font["/HOLE-fonts"] = True
    page.Resources.XObject["/HOLE-pictures"] = True
    pdf.Root["/HOLE-catalogue"] = True


def _written(pdf: pikepdf.Pdf) -> Iterator[tuple[int, bytes]]:
    """Every object as it stands in the file, by its number. A hole among the keys of a dictionary loses its value."""
    for one in pdf.objects:
        if isinstance(one, pikepdf.Stream):
            data = one.read_raw_bytes()
            one.stream_dict.Length = len(data)
            content = b"%b\nstream\n%b\nendstream" % (one.stream_dict.unparse(), data)
        elif isinstance(one, pikepdf.Dictionary | pikepdf.Array):
            content = re.sub(rb"(/HOLE-[a-z]+) true", rb"\1", one.unparse(resolved=True))
        else:
            continue
        yield one.objgen[0], content


def _body(objects: Iterator[tuple[int, bytes]]) -> tuple[bytes, dict[int, int]]:
    """The objects one after another, behind the header, and where each stands."""
    body, offsets = bytearray(b"%PDF-1.7\n%\xe5\x8c\xa0\xe5\xbf\x83\n"), {}
    for number, content in objects:
        offsets[number] = len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    return bytes(body), offsets
