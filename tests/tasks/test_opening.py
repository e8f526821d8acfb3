"""A task tells Prefect the kind and place of a fault, and nothing that the fault says."""

import asyncio
import errno
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from rules.errors import RuleError
from store.storage import Refusal, StorageRefused
from tasks.opening import TaskFailed, async_batch, batch

CANARY = "Kanarie Zonnebloem-Vlinder"


class Quarrel(RuleError):
    """Something that a person has to mend."""


def _fail(cause: Exception) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError as inner:
        raise cause from inner


def _run_batch(cause: Exception) -> object:
    @batch
    def work() -> None:
        _fail(cause)

    return work.fn()


def _run_async_batch(cause: Exception) -> object:
    @async_batch
    async def work() -> None:
        _fail(cause)

    return asyncio.run(work.fn())


each_batch = pytest.mark.parametrize("run", [_run_batch, _run_async_batch], ids=["batch", "async_batch"])
each_fault = pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Quarrel(CANARY), id="a rule refuses"),
        pytest.param(KeyError(CANARY), id="a mistake in the program"),
        pytest.param(ExceptionGroup(CANARY, [OSError(CANARY)]), id="several at once"),
    ],
)


def _failure(run: Callable[[Exception], object], fault: Exception) -> TaskFailed:
    with pytest.raises(TaskFailed) as caught:
        run(fault)
    return caught.value


@each_batch
@each_fault
def test_a_failure_says_nothing_that_the_fault_says(run: Callable[[Exception], object], fault: Exception) -> None:
    failure = _failure(run, fault)
    told = [str(failure), repr(failure), *traceback.format_exception(failure)]
    assert CANARY not in "".join(told)
    assert failure.__cause__ is None
    assert failure.__context__ is None


@each_batch
def test_a_failure_says_kind_and_place(run: Callable[[Exception], object]) -> None:
    assert str(_failure(run, KeyError(CANARY))).startswith("KeyError in _fail, test_opening.py:")


@each_batch
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        pytest.param(OSError(errno.ENOSPC, CANARY), "OSError", id="a file"),
        pytest.param(StorageRefused(Refusal.FULL), "StorageRefused", id="a database that does not open"),
    ],
)
def test_a_disk_that_refuses_is_named_and_tried_again(
    run: Callable[[Exception], object], fault: Exception, kind: str
) -> None:
    failure = _failure(run, fault)
    assert str(failure).startswith(f"{kind} (disk_full) in _fail, test_opening.py:")
    assert _asked(Failed(data=failure))


def test_the_result_of_a_batch_passes_through() -> None:
    @batch
    def work(number: int) -> int:
        return number + 1

    @async_batch
    async def async_work(number: int) -> int:
        return number + 1

    assert work.fn(1) == 2
    assert asyncio.run(async_work.fn(2)) == 3


@each_batch
@pytest.mark.parametrize(
    ("fault", "again"),
    [
        pytest.param(Quarrel(CANARY), False, id="a person has to mend it: no"),
        pytest.param(OSError(CANARY), True, id="a connection fails: yes"),
    ],
)
def test_what_is_tried_again(run: Callable[[Exception], object], fault: Exception, again: bool) -> None:
    state: State[Any] = Failed(data=_failure(run, fault))
    assert _asked(state) is again
    assert asyncio.run(_asked_inside_a_loop(state)) is again


def test_a_fault_outside_our_work_is_tried_again() -> None:
    assert _asked(Failed(data=TimeoutError()))
    assert _asked(Completed(data=None))


def _asked(state: State[Any]) -> bool:
    condition = batch(_fail).retry_condition_fn
    assert condition is not None
    answer = condition(None, None, state)  # type: ignore[arg-type]  # neither is looked at
    assert isinstance(answer, bool)
    return answer


async def _asked_inside_a_loop(state: State[Any]) -> bool:
    return _asked(state)


def test_both_kinds_are_tried_again_after_pauses() -> None:
    async def work() -> None: ...

    made: list[Any] = [batch(_fail), async_batch(work)]
    assert all(task.retries == 3 and task.retry_delay_seconds == [10.0, 60.0, 300.0] for task in made)
    assert all(task.persist_result is False for task in made)
