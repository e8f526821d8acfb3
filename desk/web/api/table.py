"""The rows that the API is made from: where something lies, which token may ask it, what is asked and what comes back.

Routes, checks, the OpenAPI document and the tests are made from these rows alone, as pages are from theirs.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict
from sqlalchemy.orm import Session

from rules.api import ApiScope
from rules.calendar import parse_day
from rules.errors import RuleError
from store.scope import Viewer

ROOT = "/api/v1"
_NUMBER = re.compile(r"[0-9]{1,10}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _number(given: object) -> object:
    if isinstance(given, str):
        if not _NUMBER.fullmatch(given):
            raise ValueError("geen geheel getal")
        return int(given)
    return given


def _day(given: object) -> object:
    if isinstance(given, str):
        if not _DAY.fullmatch(given):
            raise ValueError("geen dag als 2026-04-03")
        try:
            return parse_day(given)
        except RuleError:
            raise ValueError("deze dag bestaat niet") from None
    return given


Number = Annotated[int, BeforeValidator(_number)]
Day = Annotated[date, BeforeValidator(_day)]


class Asked(BaseModel):
    """What stands in an address: nothing that is not named, and each thing once."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(Asked):
    """An address that asks for nothing further."""


class Given(BaseModel):
    """What comes back."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: in which transaction, with whose eyes, what the path and what the rest of the address ask."""

    session: Session
    viewer: Viewer
    path: Any
    query: Any


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked. `path` begins after the root; `scope` is what the token must hold."""

    path: str
    name: str
    summary: str
    scope: ApiScope
    handler: Callable[[Ask], Given]
    answer: type[Given]
    in_path: type[Asked] = Nothing
    in_query: type[Asked] = Nothing

    def read(self, path: Mapping[str, str], query: Mapping[str, str]) -> tuple[Asked, Asked]:
        """Return what is asked. Raises: pydantic.ValidationError."""
        return self.in_path.model_validate(dict(path)), self.in_query.model_validate(dict(query))
