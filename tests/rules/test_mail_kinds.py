"""What can be switched off, and what is a duty."""

import pytest

from rules.information_points import INFORMATION_POINTS, information_points
from rules.mail_kinds import KIND_OF, ON_FROM_THE_START, DutyMail, MailKind, switchable
from templates.samples import SAMPLES


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("signal_overdue", id="a duty"),
        pytest.param("visit_cancelled", id="a change in the plan"),
        pytest.param("visit_report_overdue", id="a late report"),
        pytest.param("window_ending", id="the last days of a window"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_duty_cannot_be_switched_off(name: str) -> None:
    with pytest.raises(DutyMail, match="kan niet worden uitgezet"):
        switchable(name)


@pytest.mark.parametrize("kind", MailKind)
def test_a_kind_goes_by_its_english_and_dutch_name(kind: MailKind) -> None:
    assert switchable(kind.value) is switchable(kind.dutch) is kind
    assert kind in ON_FROM_THE_START


def test_what_is_switched_are_mails_that_exist() -> None:
    assert set(KIND_OF) <= set(SAMPLES)


def test_information_points_are_sites_as_people_type_them() -> None:
    for audience in INFORMATION_POINTS:
        for point in information_points(audience):
            assert point.about
            assert "/" not in point.site
