"""Signs that no database keeps (NUL, half a sign) are refused where a request comes in, before anything asks for them.

A browser sends none; what does gets a sentence rather than a fault of the database.
"""

from collections.abc import Iterable

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from desk.web.errors import SignInAddress, SignInForm
from rules.texts import is_keepable, keepable


def check_signs(request: Request, form: FormData) -> None:
    """Refuse a request in which such a sign stands. Raises: SignInAddress, SignInForm."""
    if unkeepable(request):
        raise SignInAddress
    if not all(is_keepable(name) and is_keepable(_text(value)) for name, value in form.multi_items()):
        raise SignInForm


def unkeepable(request: Request) -> list[str]:
    """Return the names in the path and query of a request that hold such a sign, or whose values do."""
    given: Iterable[tuple[str, object]] = [*request.path_params.items(), *request.query_params.multi_items()]
    return [keepable(name) for name, value in given if not (is_keepable(name) and is_keepable(str(value)))]


def without_signs(form: FormData) -> FormData:
    """Return a form without such signs, to be shown again; a file has to be chosen again in any case."""
    return FormData([(keepable(name), keepable(value)) for name, value in form.multi_items() if isinstance(value, str)])


def _text(value: str | UploadFile) -> str:
    return value if isinstance(value, str) else value.filename or ""
