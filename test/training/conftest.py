"""Slow tests, marked `@pytest.mark.slow`, run where SOFTPA_SLOW is 1, as `npm run test:slow` sets it."""

import os

import pytest


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: runs in `npm run test:slow` only")


def pytest_collection_modifyitems(config, items):
    if os.environ.get("SOFTPA_SLOW") == "1":
        return
    # Deselected, not skipped: a skipped test counts as a failure.
    config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("slow")])
    items[:] = [item for item in items if not item.get_closest_marker("slow")]


@pytest.fixture
def fresh_accelerator():
    """accelerate keeps one state for a process; a test that trains with another precision wants it new."""
    from accelerate.state import AcceleratorState

    AcceleratorState._reset_state(reset_partial_state=True)
    yield
    AcceleratorState._reset_state(reset_partial_state=True)
