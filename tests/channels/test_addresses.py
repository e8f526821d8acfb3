import pytest

from channels.addresses import AddressWithLineBreak, InvalidAddress, MixedScripts, checked_address, wire_address
from rules.errors import RuleError


@pytest.mark.parametrize(
    ("given", "then"),
    [
        pytest.param("jan@dewilgen.nl", "jan@dewilgen.nl", id="plain"),
        pytest.param("  Jan.Smit@DeWilgen.NL ", "Jan.Smit@dewilgen.nl", id="spaces off, domain in small letters"),
        pytest.param("a@dewilgen.example", "a@dewilgen.example", id="reserved for examples"),
        pytest.param("a@dewilgen.test", "a@dewilgen.test", id="reserved for tests"),
        pytest.param("a@dewilgen.invalid", "a@dewilgen.invalid", id="reserved as invalid"),
        pytest.param("a@xn--zrich-kva.example", "a@zürich.example", id="punycode reads as people do"),
        pytest.param("o'hara+x@wilgen-2.nl", "o'hara+x@wilgen-2.nl", id="apostrophe, plus, digit"),
    ],
)
def test_an_address_is_normalised(given: str, then: str) -> None:
    assert checked_address(given) == then


@pytest.mark.parametrize(
    ("given", "then", "sentence"),
    [
        pytest.param("jan@", InvalidAddress, "Geen geldig e-mailadres.", id="no domain"),
        pytest.param("", InvalidAddress, "Geen geldig e-mailadres.", id="nothing"),
        pytest.param("jan@localhost", InvalidAddress, "Geen geldig e-mailadres.", id="no dot"),
        pytest.param("jan@10.0.0.1", InvalidAddress, "Geen geldig e-mailadres.", id="a number"),
        pytest.param("Jan <jan@x.nl>", InvalidAddress, "Geen geldig e-mailadres.", id="with a name"),
        pytest.param("jan@x.nl, piet@x.nl", InvalidAddress, "Geen geldig e-mailadres.", id="two of them"),
        pytest.param("jañ@x.nl", InvalidAddress, "Geen geldig e-mailadres.", id="local part outside ASCII"),
        pytest.param(
            "jan@x.nl\r\nBcc: piet@x.nl",
            AddressWithLineBreak,
            "Het adres bevat een regeleinde en is geweigerd.",
            id="smuggled Bcc",
        ),
        pytest.param(
            "jan@x.nl\n",
            AddressWithLineBreak,
            "Het adres bevat een regeleinde en is geweigerd.",
            id="line break at the end",
        ),
        pytest.param(
            "jan@dewilgеn.nl", MixedScripts, "Het domein bevat gemengde schriften; controleer.", id="Cyrillic е"
        ),
        pytest.param(
            "jan@xn--dewilgn-9yf.nl",
            MixedScripts,
            "Het domein bevat gemengde schriften; controleer.",
            id="the same in punycode",
        ),
        pytest.param(
            "jan@аррӏе.com",
            MixedScripts,
            "Het domein bevat gemengde schriften; controleer.",
            id="a whole Cyrillic label",
        ),
    ],
)
def test_an_address_is_refused_without_repeating_it(given: str, then: type[RuleError], sentence: str) -> None:
    with pytest.raises(then) as caught:
        checked_address(given)
    assert str(caught.value) == sentence
    assert caught.value.__cause__ is None


def test_the_wire_gets_ascii() -> None:
    assert wire_address("a@zürich.example") == "a@xn--zrich-kva.example"
