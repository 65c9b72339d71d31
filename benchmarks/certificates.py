"""Two hundred certificates, against as many plain WeasyPrint runs of the same page.

python -m benchmarks.certificates [COUNT]
"""

import dataclasses
import sys

import weasyprint

from benchmarks.timing import compare
from certificates.kinds import award
from certificates.printing import papers as printing

NAMES = ["张示安", "李例宁", "𬱖示安", "买买提·示例·吐尔逊", "王样竹"]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    facts = [
        dataclasses.replace(award.EXAMPLE, holders=(f"{NAMES[number % len(NAMES)]}",), number=f"SL-2026-{number:06}")
        for number in range(count)
    ]
    template = printing._environment().get_template(award.TEMPLATE)  # the page itself is the same on both sides
    folder = (printing.TEMPLATES / award.TEMPLATE).parent

    def plain() -> None:
        for one in facts:
            page = template.render(facts=one, title=award.TITLE)
            weasyprint.HTML(string=page, base_url=f"{folder.as_uri()}/").write_pdf(pdf_variant="pdf/a-3a")

    def ours() -> None:
        for one in facts:
            printing.print_certificate("award", one)

    print(f"{count} award certificates")
    compare(("plain WeasyPrint, one run each", plain), ("print_certificate", ours), 3)


if __name__ == "__main__":
    main()
