"""All pages: the rows of every module in desk/web/pages."""

from importlib import import_module
from pkgutil import iter_modules

from desk.web import pages
from desk.web.table import Page


def _gathered() -> tuple[Page, ...]:
    names = sorted(module.name for module in iter_modules(pages.__path__))
    modules = [import_module(f"{pages.__name__}.{name}") for name in names]
    return tuple(page for module in modules for page in getattr(module, "PAGES", ()))


PAGES: tuple[Page, ...] = _gathered()
