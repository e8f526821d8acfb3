"""Taking the ladder steps that are due."""

from datetime import datetime

from actions.deadlines import run_sweep
from store import clock
from tasks.opening import batch, opened_house


@batch
def take_steps(now: datetime) -> dict[str, int]:
    """Take every step that is due at `now`, each once; return how many of each kind, and of what was held or failed."""
    with opened_house() as house:
        result = run_sweep(house, now, pulse=clock.pulse())
        return {**result.taken, "braked": int(result.braked), "failed": result.failed}
