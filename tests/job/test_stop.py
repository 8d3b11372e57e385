"""Signals that are kept until somebody looks."""

import os
import signal

import pytest

from tutortrain.errors import Interrupted
from tutortrain.job.stop import Stop


def test_a_signal_is_kept_until_somebody_looks() -> None:
    with Stop() as stop:
        stop.check()
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.requested
        with pytest.raises(Interrupted, match="stopped by SIGTERM"):
            stop.check()


def test_a_signal_before_a_job_looks_is_known_to_the_job() -> None:
    with Stop() as sweep:
        os.kill(os.getpid(), signal.SIGTERM)
        with Stop() as job:
            assert job.requested
        assert sweep.requested


def test_a_signal_to_a_job_is_not_one_to_what_comes_after() -> None:
    with Stop() as sweep:
        with Stop() as job:
            os.kill(os.getpid(), signal.SIGTERM)
            assert job.requested
        assert not sweep.requested


def test_a_second_interrupt_stops_at_once() -> None:
    with Stop():
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
