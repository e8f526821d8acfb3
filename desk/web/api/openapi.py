"""The OpenAPI 3.1 document, made from the rows of the API."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from desk.web.api.operations import OPERATIONS
from desk.web.api.problems import MEDIA_TYPE, Problem
from desk.web.api.table import ROOT, Asked, Operation
from rules.api import ApiScope

VERSION = "1.0.0"
_REF = "#/components/schemas/{model}"
_AS_SCHEMA = {"ge": "minimum", "le": "maximum"}
"""How JSON Schema calls the bounds that stand behind a reader of our own."""
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}


@cache
def document() -> bytes:
    """Return the document as it is served."""
    return json.dumps(_document(OPERATIONS), ensure_ascii=False, separators=(",", ":")).encode()


def _document(operations: Iterable[Operation]) -> dict[str, Any]:
    rows = tuple(operations)
    _, models = models_json_schema([(row.answer, "serialization") for row in rows], ref_template=_REF)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Waakvlam", "version": VERSION,
            "description": "Visits, the stand of a signal and released reports, as the user of the token sees them.",
        },
        "servers": [{"url": ROOT}],
        "security": [{"token": []}],
        "paths": {row.path: {"get": _operation(row)} for row in rows},
        "components": {
            "schemas": {**models["$defs"], "Problem": _PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "x-scopes": {scope.value: scope.dutch for scope in ApiScope},
    }  # fmt: skip


def _operation(row: Operation) -> dict[str, Any]:
    return {
        "operationId": row.name,
        "summary": row.summary,
        "description": f"The token needs `{row.scope.value}`.",
        "parameters": [*_parameters(row.in_path, "path"), *_parameters(row.in_query, "query")],
        "responses": {
            "200": {
                "description": "What was asked.",
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {"application/json": {"schema": {"$ref": _REF.format(model=row.answer.__name__)}}},
            },
            "304": {"description": "Nothing changed since the ETag of `If-None-Match`."},
            **{str(one.status.value): _told(one) for one in Problem if one is not Problem.METHOD},
        },
    }


def _told(one: Problem) -> dict[str, Any]:
    schema = {"$ref": _REF.format(model="Problem")}
    return {"description": one.value[1], "content": {MEDIA_TYPE: {"schema": schema}}}


def _parameters(asked: type[Asked], place: str) -> Iterable[dict[str, Any]]:
    schema = asked.model_json_schema()
    defined: Mapping[str, Any] = schema.get("$defs", {})
    for name, one in schema.get("properties", {}).items():
        told = _plain(one, defined)
        meaning = told.pop("description", "")
        yield {"name": name, "in": place, "required": place == "path", "schema": told, "description": meaning}


def _plain(one: Mapping[str, Any], defined: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of one parameter in one piece; in an address there is no null: it is left out."""
    found = {key: value for key, value in one.items() if key not in ("anyOf", "default", "title", "$ref")}
    choices = [choice for choice in one.get("anyOf", ()) if choice.get("type") != "null"]
    for part in (*choices, *([{"$ref": one["$ref"]}] if "$ref" in one else [])):
        kept = defined[part["$ref"].rpartition("/")[2]] if "$ref" in part else part
        found |= {key: value for key, value in kept.items() if key not in ("title", "description")}
    if one.get("default") is not None:
        found["default"] = one["default"]
    return {_AS_SCHEMA.get(key, key): value for key, value in found.items()}
