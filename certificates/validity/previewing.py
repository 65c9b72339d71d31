"""The paper of a further version as a picture, before anything is made."""

from certificates.designs.previewing import page_picture
from certificates.designs.rules import wording_of
from certificates.designs.sheets import sheet_of
from certificates.issuing.models import Certificate
from certificates.issuing.papers import content_of, settings_of
from certificates.kinds import CertificateFacts
from certificates.printing.drawing import picture_address
from certificates.printing.plates import plate_of


def paper_picture(certificate: Certificate, facts: CertificateFacts) -> str:
    """The data address of the page that says `facts` in the look of `certificate`; its QR code is still the old one.

    Raises `Refused` if it cannot be printed.
    """
    settings = settings_of(certificate.kind, certificate.design_version)
    wording = wording_of(certificate.kind, settings, facts)
    photo = certificate.photo.read() if certificate.photo else b""
    content = content_of(certificate.kind, facts, wording, photo=photo)
    return picture_address(page_picture(plate_of(sheet_of(certificate.kind, settings, facts)).print(content)))
