"""The authorisation matrix as a paper: every route and every role, as the rows of the pages say.

`python -m desk.web.matrix > docs/authorisation.md` writes it anew; a test tells when that is needed.
"""

import sys
from collections.abc import Iterable

from desk.web.all_pages import PAGES
from desk.web.table import PUBLIC, Page, Scope
from rules.vocabulary import Role

SHORT = {
    Role.ADVISER: "adviser",
    Role.COORDINATOR: "coord.",
    Role.MANAGER: "manager",
    Role.JURIST: "jurist",
    Role.PRIVACY_OFFICER: "privacy",
    Role.PROVIDER_CONTACT: "provider",
    Role.MUNICIPALITY_CONTACT: "munic.",
    Role.INSPECTOR: "inspector",
    Role.ADMINISTRATOR: "admin",
}
TEXT = """# Who may open what (autorisatiematrix)

Made from the rows of the pages by `python -m desk.web.matrix`; do not edit. A route without a row cannot exist.
`tests/desk/web/test_matrix.py` opens every route as every role, on rows of their own and of others, without signing in,
after the session ended, and without the key of the form.

- **●** may open it; **◐** may open it for some rows only: *rows* says of which kind, `store/scope.py` which of those
  each role sees. Others get a 404. Empty: refused with a 403.
- *all*: without signing in. Who is not signed in goes to the sign-in page from everywhere else.
- *logged*: what is read there is logged. *again*: asks who it is once more when that was over five minutes ago.

"""


def as_markdown(pages: Iterable[Page]) -> str:
    """Return the paper."""
    names = list(SHORT.values())
    lines = [
        f"| route | all | {' | '.join(names)} | rows | logged | again |",
        f"|---|{'---|' * (len(names) + 4)}",
        *(_line(page) for page in sorted(pages, key=lambda page: (page.path, page.method))),
    ]
    return TEXT + "\n".join(lines) + "\n"


def _line(page: Page) -> str:
    mark = "●" if page.scope is Scope.NONE else "◐"
    marks = ["" if page.roles is PUBLIC or role not in page.roles else mark for role in SHORT]
    scope = "" if page.scope is Scope.NONE else page.scope.value
    cells = [
        f"{page.method} `{page.path}`",
        "●" if page.roles is PUBLIC else "",
        *marks,
        scope,
        page.reads.value if page.reads else "",
        "yes" if page.reauth else "",
    ]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.write(as_markdown(PAGES))
