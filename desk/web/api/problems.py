"""How the API says that something is wrong: problem+json (RFC 9457), in Dutch, and without what was asked."""

import json
from collections.abc import Mapping
from enum import Enum
from http import HTTPStatus

from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"


class Problem(Enum):
    """What can be wrong: status, title, and what to do."""

    WRONG = (
        HTTPStatus.BAD_REQUEST,
        "Vraag klopt niet",
        "Kijk bij 'errors' wat er mis is, en in openapi.json hoe het moet.",
    )
    WHO = (
        HTTPStatus.UNAUTHORIZED,
        "Sleutel ontbreekt of geldt niet",
        "Stuur 'Authorization: Bearer' met een sleutel die nog geldt.",
    )
    NOT_FOR_THIS = (
        HTTPStatus.FORBIDDEN,
        "Sleutel is hier niet voor",
        "Vraag de beheerder om een sleutel die dit mag lezen.",
    )
    NOT_HERE = (HTTPStatus.NOT_FOUND, "Bestaat niet", "Dit bestaat niet, of de gebruiker van de sleutel ziet het niet.")
    METHOD = (HTTPStatus.METHOD_NOT_ALLOWED, "Alleen lezen", "Hier kan alleen met GET iets worden gevraagd.")
    TOO_MANY = (HTTPStatus.TOO_MANY_REQUESTS, "Te veel vragen", "Wacht zo lang als 'Retry-After' zegt.")
    BROKEN = (HTTPStatus.INTERNAL_SERVER_ERROR, "Er ging iets mis", "Het ligt aan ons. Probeer het later opnieuw.")
    AWAY = (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Even niet bereikbaar",
        "De database antwoordt niet. Probeer het later opnieuw.",
    )

    @property
    def status(self) -> HTTPStatus:
        """Return the HTTP status."""
        return self.value[0]


def problem(
    what: Problem, errors: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the answer that tells of a problem; `errors` says by field what is wrong, never what was given."""
    status, title, detail = what.value
    told: dict[str, object] = {"type": "about:blank", "title": title, "status": status.value, "detail": detail}
    if errors:
        told["errors"] = dict(errors)
    return Response(
        json.dumps(told, ensure_ascii=False), status.value, {"cache-control": "no-store", **(headers or {})}, MEDIA_TYPE
    )
