"""How a task enters the house, is tried again, and fails without telling a text to Prefect."""

import functools
import traceback
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from prefect import Task, task
from prefect.client.schemas.objects import State

from actions.house import House, open_house
from rules.errors import RuleError
from store.settings import load_settings
from store.storage import StorageRefused, refusal_of

P = ParamSpec("P")
T = TypeVar("T")

RETRY_SECONDS = [10.0, 60.0, 300.0]


class TaskFailed(Exception):
    """A task failed; says the kind and place of the fault only. Prefect keeps and shows what this says."""

    def __init__(self, fault: BaseException) -> None:
        place = traceback.extract_tb(fault.__traceback__)[-1]
        refusal = fault.refusal if isinstance(fault, StorageRefused) else refusal_of(fault)
        why = f" ({refusal})" if refusal else ""
        super().__init__(f"{type(fault).__name__}{why} in {place.name}, {Path(place.filename).name}:{place.lineno}")
        self.for_a_person = isinstance(fault, RuleError) and refusal is None


@contextmanager
def opened_house() -> Iterator[House]:
    """Open the installation of the environment for one task."""
    house = open_house(load_settings())
    try:
        yield house
    finally:
        house.engine.dispose()


def batch(work: Callable[P, T]) -> Task[P, T]:
    """Make a Prefect task of an action over a batch: tried again, never telling more than a fault's kind and place."""

    @functools.wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return work(*args, **kwargs)
        except Exception as fault:  # noqa: BLE001 - whatever it is, its message must not reach Prefect
            failure = TaskFailed(fault)
        raise failure  # out here, so that the fault is not kept as its context

    return _task(run)


def async_batch(work: Callable[P, Coroutine[Any, Any, T]]) -> Task[P, Coroutine[Any, Any, T]]:
    """Do the same as `batch` for work that awaits."""

    @functools.wraps(work)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await work(*args, **kwargs)
        except Exception as fault:  # noqa: BLE001 - whatever it is, its message must not reach Prefect
            failure = TaskFailed(fault)
        raise failure  # out here, so that the fault is not kept as its context

    return _task(run)


def _task(run: Callable[P, T]) -> Task[P, T]:
    return task(
        retries=len(RETRY_SECONDS),
        retry_delay_seconds=RETRY_SECONDS,
        retry_condition_fn=_worth_retrying,
        persist_result=False,
    )(run)


def _worth_retrying(_task: object, _run: object, state: State[Any]) -> bool:
    """Tell Prefect whether to try again: not where a person has to mend something."""
    fault = state.data  # not state.result(), which in an async task would be something to await
    return not (isinstance(fault, TaskFailed) and fault.for_a_person)
