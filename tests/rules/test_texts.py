"""What people write: what is refused, and the form in which it is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import RuleError
from rules.texts import SignNotAllowed, TextInvisible, TextTooLong, clean_text


@pytest.mark.parametrize(
    ("text", "error"),
    [
        pytest.param("a" * 20_001, TextTooLong, id="too long"),
        pytest.param("", TextInvisible, id="empty"),
        pytest.param(" \n\t ", TextInvisible, id="only space"),
        pytest.param("\u200b\u200b", TextInvisible, id="only zero width"),
        pytest.param("\u200d", TextInvisible, id="only a joiner"),
        pytest.param("deur \u202eparg", TextInvisible, id="turned around"),
        pytest.param("deur\x00", SignNotAllowed, id="NUL"),
        pytest.param("deur\x1b[2J", SignNotAllowed, id="escape"),
        pytest.param("deur\ud800", SignNotAllowed, id="half a sign"),
    ],
)
def test_refused(text: str, error: type[RuleError]) -> None:
    with pytest.raises(error, match=r"\.$"):
        clean_text(text)


def test_a_refusal_counts_signs_from_one() -> None:
    with pytest.raises(SignNotAllowed, match="Teken 5 is niet toegestaan"):
        clean_text("deur\x00")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("  Ömer's deur\r\n", "Ömer's deur", id="trimmed"),
        pytest.param("e\u0301e\u0301n", "één", id="NFD becomes NFC"),
        pytest.param("👩‍👧 gezien", "👩‍👧 gezien", id="emoji with a joiner"),
        pytest.param("regel\r\nregel\rregel", "regel\nregel\nregel", id="lines"),
        pytest.param("a" * 20_000, "a" * 20_000, id="just not too long"),
    ],
)
def test_kept(text: str, kept: str) -> None:
    assert clean_text(text) == kept


@given(st.text(max_size=200))
def test_what_is_kept_is_kept_again(text: str) -> None:
    try:
        kept = clean_text(text)
    except RuleError:
        return
    assert clean_text(kept) == kept
    assert kept.strip() == kept != ""
