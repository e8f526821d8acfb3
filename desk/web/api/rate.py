"""How often one token may ask: a bucket that fills by itself. It is kept in memory, one for each process."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

MOST_TOKENS = 1000


@dataclass(frozen=True, slots=True)
class Rate:
    """How many questions at once, and how many come back each second."""

    burst: int = 120
    per_second: float = 2.0


@dataclass(slots=True)
class Buckets:
    """What each token has left."""

    rate: Rate = field(default_factory=Rate)
    _left: OrderedDict[int, tuple[float, datetime]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, token: int, now: datetime) -> int:
        """Take one question of a token; return 0, or after how many seconds it may ask again."""
        with self._lock:
            left, at = self._left.pop(token, (float(self.rate.burst), now))
            left = min(self.rate.burst, left + max(0.0, (now - at).total_seconds()) * self.rate.per_second)
            wait = 0 if left >= 1 else ceil((1 - left) / self.rate.per_second)
            self._left[token] = (left if wait else left - 1, max(now, at))
            if len(self._left) > MOST_TOKENS:
                self._left.popitem(last=False)
        return wait
