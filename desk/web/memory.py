"""How the desk handles memory: no page may wait while Python looks for garbage in all that was ever loaded.

Nearly everything a page makes is gone the moment its last user is; only rings of objects wait for the collector. As it
comes, that walks through the whole program every few hundred pages, and whoever asks then waits 0.2 seconds for it.
"""

import gc

YOUNG, MIDDLE, OLD = 20_000, 10, 20
"""After how many new objects the collector looks at them; and after how many looks at those that stayed."""


def settle() -> None:
    """Leave what is loaded by now out of the collector's rounds, and let those be few. Call it when all is ready."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
