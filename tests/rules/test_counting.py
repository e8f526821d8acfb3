"""Python does not look for circles while a country is counted, and does so again after it."""

import gc

import pytest

from rules.counting import counting


def test_it_is_off_within_and_on_again_after_it() -> None:
    assert gc.isenabled()
    with counting():
        assert not gc.isenabled()
        with counting():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_is_on_again_after_blocks_that_overlap() -> None:
    first, second = counting(), counting()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert not gc.isenabled()
    second.__exit__(None, None, None)
    assert gc.isenabled()


def test_it_is_on_again_after_a_fault() -> None:
    with pytest.raises(ZeroDivisionError), counting():
        _ = 1 // 0
    assert gc.isenabled()
