"""The showcase booklet of 28 projects, each with its picture, against WeasyPrint with the pictures alone, one a page.

python -m benchmarks.booklets [PROJECTS]
"""

import io
import random
from collections.abc import Mapping

from PIL import Image
from weasyprint import HTML

from benchmarks.databases import asked_count, empty_database
from benchmarks.timing import compare
from certificates.printing.drawing import picture_address
from certificates.printing.papers import print_document
from studios.booklets.rules import LONGEST_WORDS
from studios.contests.submitted_files import PREVIEW_SIDE

CLASSES = 4
RUNS = 3


def main() -> None:
    """Print both in turn."""
    count = asked_count(28)
    pictures = [photo_like(nth) for nth in range(count)]
    facts = booklet_of(pictures)
    bare = "".join(f'<img src="{picture_address(one)}" style="width: 100%; break-after: page">' for one in pictures)
    with empty_database():  # templates need the application
        printed = print_document("studios/booklets/_booklet.html", facts)
        print(f"a booklet of {count} projects with pictures of {sum(map(len, pictures)) // count // 1024} KB: ", end="")
        print(f"{len(printed) / 2**20:.1f} MiB; CPU seconds")
        compare(
            ("WeasyPrint: the pictures alone, one a page", lambda: HTML(string=bare).write_pdf()),
            ("the booklet", lambda: print_document("studios/booklets/_booklet.html", facts)),
            RUNS,
        )


def photo_like(nth: int) -> bytes:
    """A JPEG of a preview's size that does not compress to nothing."""
    chance = random.Random(nth)
    small = Image.frombytes("RGB", (90, 60), chance.randbytes(90 * 60 * 3))
    kept = io.BytesIO()
    small.resize((PREVIEW_SIDE, PREVIEW_SIDE * 2 // 3), Image.Resampling.BICUBIC).save(kept, "JPEG", quality=85)
    return kept.getvalue()


def booklet_of(pictures: list[bytes]) -> Mapping[str, object]:
    """What the paper says, its words as long as they may be."""
    items = [page_of(number, picture) for number, picture in enumerate(pictures, start=1)]
    share = -(-len(items) // CLASSES)
    classes = [{"title": f"第{nth}类", "items": items[nth * share : (nth + 1) * share]} for nth in range(CLASSES)]
    return {
        "title": "服务职工项目展示册",
        "contest": "服务职工项目竞赛",
        "organiser": "示例市总工会",
        "foreword": ["示例前言。" * 40],
        "classes": [one for one in classes if one["items"]],
        "count": len(items),
    }


def page_of(number: int, picture: bytes) -> dict[str, object]:
    """One project."""
    return {
        "number": number,
        "title": f"示例项目{number}",
        "unit": "示例机械公司工会",
        "class": "职工关爱",
        "award": "一等奖",
        "words": [("这是示例项目的介绍。" * LONGEST_WORDS)[:LONGEST_WORDS]],
        "beneficiaries": "一线职工",
        "goals": "让职工得到方便",
        "offer": "90 分钟，30 至 80 人，提前 7 天",
        "picture": picture_address(picture),
        "caption": "活动现场",
    }


if __name__ == "__main__":
    main()
