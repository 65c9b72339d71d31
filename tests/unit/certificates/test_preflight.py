"""What the pre-flight of 140,000 relies on, so that it need not compose each of them."""

from itertools import chain

from certificates.issuing.preflight import ANY_HAN
from certificates.printing.characters import unprintable
from certificates.printing.shaping import width_in_ems
from people.persons.rules import IS_HAN

IDEOGRAPHS = chain(range(0x3007, 0x3008), range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x33480))


def test_no_chinese_character_is_wider_than_any_other():
    characters = [character for code in list(IDEOGRAPHS)[::23] if IS_HAN.match(character := chr(code))]
    printable = [character for character in characters if not unprintable([character])]
    assert len(printable) > 3000
    widest = {bold: width_in_ems(ANY_HAN, bold) for bold in (False, True)}
    assert [one for one in printable for bold in widest if width_in_ems(one, bold) > widest[bold]] == []
