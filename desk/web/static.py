"""Our own style, script and letters: read once, compressed once, under an address that changes when they do."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FOLDER = Path(__file__).parents[1] / "static"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
LASTING = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served; `small` is empty where compressing gains nothing."""

    kind: str
    plain: bytes
    small: bytes


@cache
def assets() -> dict[str, Asset]:
    """Return every file that is served, by its path under desk/static."""
    files = sorted(file for file in FOLDER.rglob("*") if file.suffix in KINDS)
    return {file.relative_to(FOLDER).as_posix(): _asset(file) for file in files}


@cache
def edition() -> str:
    """Return the name of this state of all files together."""
    whole = hashlib.sha256()
    for path, asset in assets().items():
        whole.update(path.encode() + b"\0" + asset.plain + b"\0")
    return whole.hexdigest()[:12]


def static_url(path: str) -> str:
    """Return the address of a file of ours. Raises: KeyError for one that does not exist."""
    assets()[path]
    return f"/static/{edition()}/{path}"


async def serve_asset(request: Request) -> Response:
    """Serve a file; browsers keep it for a year, as a change gives it another address."""
    asset = assets().get(request.path_params["path"])
    if asset is None:
        return Response(status_code=404)
    lasting = LASTING if request.path_params["edition"] == edition() else "no-cache"
    headers = {"cache-control": lasting, "vary": "accept-encoding"}
    if asset.small and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.small, headers={**headers, "content-encoding": "gzip"}, media_type=asset.kind)
    return Response(asset.plain, headers=headers, media_type=asset.kind)


ROUTE = Route("/static/{edition}/{path:path}", serve_asset, methods=["GET"], name="static")


def _asset(file: Path) -> Asset:
    plain = file.read_bytes()
    small = b"" if file.suffix == ".woff2" else gzip.compress(plain, 9, mtime=0)
    return Asset(KINDS[file.suffix], plain, small)
