"""Lays HTML out as PDF/A-3a and PDF/UA-1. The only user of WeasyPrint.

A template gets what it is given and nothing else: a sandbox, no undefined names, no network, no files but its own.
The same page gives the same bytes, so that a job that is started again makes the very file it made before.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit

import pikepdf
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from PIL import ImageFile
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from certificates.kinds.wording import chinese_date
from certificates.printing.drawing import picture_address, qr_address, seal_address, svg_address
from certificates.printing.font_cut import CUT_FAMILY, cut_font
from certificates.printing.fonts import FAMILIES, MAIN_FAMILY, fitting_size, installed_fonts, require_glyphs

# WeasyPrint switches this on for the whole process: broken photos and seals would be taken without a word.
ImageFile.LOAD_TRUNCATED_IMAGES = False

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
PRINTED_FONTS = frozenset(
    family.replace(" ", "-") + weight for family in (CUT_FAMILY, *FAMILIES) for weight in ("", "-Medium", "-Bold")
)
"""Names that a PDF may give its fonts, without the subset prefix; any other is a silent replacement.
HanaMinB calls its only weight "Medium"."""

OWN_PICTURES = ("data:image/svg+xml", "data:image/png;base64,", "data:image/jpeg;base64,")

ONE_AT_A_TIME = Lock()
"""Pango's font map and the opened font files are shared by the process and may not be used by two threads at once."""

CUT_ADDRESS = "cut-font:"

PDF_UA_IDENTIFIER = (TEMPLATES / "certificates/pdf/pdfua-identifier.xml").read_bytes()
"""PDF/UA-1 part and its PDF/A extension schema (ISO 19005-3, 6.6.2.3.3); WeasyPrint writes only one of the variants."""


class PrintingFault(Exception):
    """A template or the font installation is wrong: not the user's doing."""


def lay_out(template: str, context: Mapping[str, Any], attachments: Sequence[Attachment] = ()) -> bytes:
    """The PDF of a template below templates/. Raises Refused, naming them, if characters are in no font."""
    folder = (TEMPLATES / template).parent
    with ONE_AT_A_TIME:
        page = _environment().get_template(template).render(context)
        try:
            html = HTML(string=page, base_url=f"{folder.as_uri()}/", url_fetcher=OwnFilesOnly(folder))
            require_glyphs(html.etree_element.find("body").itertext())
            document = html.render(font_config=_font_configuration())
            document.metadata.attachments = list(attachments)
            printed = document.write_pdf(pdf_variant="pdf/a-3a")
        except FatalURLFetchingError as error:
            raise PrintingFault(f"{template}: {error.__cause__}") from error
    return _finished(printed)


class OwnFilesOnly(URLFetcher):
    """Opens pictures we made ourselves and files of the template's own folder, and stops the print at all else."""

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols=("data", "file"), allow_redirects=False, fail_on_errors=True)
        self.folder = folder

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The resource at `url`. Raises PermissionError, which WeasyPrint turns into a stop."""
        if not url.startswith(OWN_PICTURES) and not self._is_own_file(url):
            raise PermissionError(f"a template may not open {url[:80]}")
        return super().fetch(url, headers)

    def _is_own_file(self, url: str) -> bool:
        parts = urlsplit(url)
        own = Path(unquote(parts.path)).resolve().is_relative_to(self.folder)
        return parts.scheme == "file" and not parts.netloc and own


class CutFonts(URLFetcher):
    """Hands the cut fonts to WeasyPrint, which asks for fonts by address only."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The cut font of the style that `url` names. Raises KeyError for any other address."""
        return URLFetcherResponse(url, cut_font(installed_fonts()[MAIN_FAMILY, url.removeprefix(CUT_ADDRESS)]))


def fonts_used(pdf: pikepdf.Pdf) -> set[str]:
    """The names of the fonts in a PDF, without subset prefix."""
    names = (str(one.FontName) for one in pdf.objects if _is_font_descriptor(one))
    return {name.removeprefix("/").partition("+")[2] or name for name in names}


def _is_font_descriptor(one: Any) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"


def _finished(printed: bytes) -> bytes:
    """The PDF with its PDF/UA identifier, after a look at the fonts that layout really used."""
    with pikepdf.open(BytesIO(printed)) as pdf:
        if strangers := fonts_used(pdf) - PRINTED_FONTS:
            raise PrintingFault(f"layout fell back to fonts outside the stack: {', '.join(sorted(strangers))}")
        metadata = pdf.Root.Metadata
        xmp = metadata.read_bytes().replace(b"</rdf:RDF>", PDF_UA_IDENTIFIER + b"</rdf:RDF>", 1)
        metadata.write(xmp)
        finished = BytesIO()
        pdf.save(finished, deterministic_id=True)
    return finished.getvalue()


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    """One sandbox for the process: compiled templates are kept."""
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals = {"range": range, "fitting_size": fitting_size}
    environment.filters |= {
        "chinese_date": chinese_date,
        "picture_address": picture_address,
        "qr_address": qr_address,
        "seal_address": seal_address,
        "svg_address": svg_address,
    }
    return environment


@cache
def _font_configuration() -> FontConfiguration:
    """One font map for the process, with the cut fonts in it: building it takes longer than a page."""
    configuration = FontConfiguration()
    faces = (
        f'@font-face {{ font-family: "{CUT_FAMILY}"; font-weight: {weight}; src: url({CUT_ADDRESS}{style}) }}'
        for style, weight in (("Regular", 400), ("Bold", 700))
        if (MAIN_FAMILY, style) in installed_fonts()
    )
    CSS(string="".join(faces), font_config=configuration, url_fetcher=CutFonts())
    return configuration
