"""A mail in a page: in a frame of its own that may run nothing, load nothing and reach nothing around it.

Mails carry their style in themselves, as mail programs want it. Only inside such a frame the browser may use it.
"""

from starlette.responses import HTMLResponse, Response

from desk.web.headers import POLICY

SEALED = "; ".join((
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "sandbox",
))  # fmt: skip


def framed(answer: Response) -> Response:
    """Let a page hold a frame with a page of our own."""
    answer.headers["content-security-policy"] = f"{POLICY}; frame-src 'self'"
    return answer


def sealed_page(html: str) -> Response:
    """Return a mail as a page that can only be looked at, within a page of ours."""
    return HTMLResponse(html, headers={"content-security-policy": SEALED, "x-frame-options": "SAMEORIGIN"})
