"""Answers that are no numbers: what is equal, what it may cost, and what becomes of the workers."""

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tutortrain.errors import DataError, RunFailed
from tutortrain.grading.symbolic import SymbolicChecker
from tutortrain.grading.workers import Limits

SLOW = r"\boxed{(x+1)^{999}}"
"""Short, well-formed, and more than computer algebra can do in two seconds."""
HOSTILE = {
    "a tower of powers": r"\boxed{9^{9^{9^{9}}}}",
    "a tower without braces": "The answer is 9^9^9^9",
    "a tower of stars": "The answer is 9**9**9**9",
    "a huge exponent": r"\boxed{x^{99999999}}",
    "a factorial": r"\boxed{99999999!}",
    "a megabyte of brackets": r"\boxed{" + "(" * 1_000_000 + "}",
    "brackets": r"\boxed{" + "(" * 190 + "}",
    "braces": r"\boxed{" + r"\frac{" * 30 + "}" * 31,
    "NUL bytes": "\\boxed{x\x00+\x00 1}",
    "a megabyte of NUL bytes": "\x00" * 1_000_000,
    "lone surrogates": "\\boxed{x\ud800+1}",
    "code": "\\boxed{__import__('os').abort()}",
    "a line break": "\\boxed{x\n+\n1\n]}",
}


@pytest.fixture(scope="module")
def checker() -> Iterator[SymbolicChecker]:
    with SymbolicChecker(num_workers=1) as made:
        made.check_all([(r"\boxed{y}", "x + 1")])
        yield made


@pytest.fixture
def new_workers() -> Callable[[], set[int]]:
    """The workers of this process that were not there when the test began."""
    before = _workers()
    return lambda: _workers() - before


def _workers() -> set[int]:
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            program = (entry / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == os.getpid() and b"symbolic_worker" in program:
            found.add(int(entry.name))
    return found


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        (r"\boxed{1 + x^2}", "x^2+1"),
        (r"\boxed{(x+1)^2}", "x^2 + 2x + 1"),
        (r"The answer is $2\pi$.", "2pi"),
        (r"So it is $\frac{\sqrt{3}}{2}$.", "sqrt(3)/2"),
        (r"\boxed{4}", r"\sqrt{16}"),
        ("#### 2*x", "2x"),
        (r"The answer is \(x = 3y\)", "3y"),
        (r"\boxed{\{2, 1\}}", r"\{1,2\}"),
        (r"\boxed{x > 3}", r"x \gt 3"),
        ("y + x", "x + y"),
    ],
)
def test_equal_expressions_are_equal_however_they_are_written(checker, reply, answer):
    assert checker.check_all([(reply, answer)])[0].verdict == "correct"


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        (r"\boxed{x^2 - 1}", "x^2+1"),
        (r"\boxed{(2, 1)}", "(1, 2)"),
        ("The answer is 8 to 3", "3 to 8"),
        ("The answer is lube", "blue"),
        (r"\boxed{\sqrt{16}}", "4"),
        (r"\boxed{x}", "x + 1"),
    ],
)
def test_other_expressions_are_incorrect(checker, reply, answer):
    assert checker.check_all([(reply, answer)])[0].verdict == "incorrect"


def test_a_reply_without_an_answer_stays_unparsed(checker):
    assert checker.check_all([("I do not know", "x + 1")])[0].verdict == "unparsed"


def test_numbers_and_words_start_no_process(new_workers):
    pairs = [("#### 8", "8"), ("#### 9", "8"), (r"\boxed{9^{9^{9^{9}}}}", "8"), ("no idea", "8")]
    words = [("The answer is Monday.", "Tuesday"), ("The answer is 8", "Tuesday")]
    with SymbolicChecker() as fresh:
        verdicts = [done.verdict for done in fresh.check_all([*pairs, *words])]
        assert new_workers() == set()
    assert verdicts == ["correct", "incorrect", "incorrect", "unparsed", "incorrect", "incorrect"]


@pytest.mark.parametrize("reply", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_reply_costs_a_moment_and_no_later_verdict(checker, reply):
    started = time.monotonic()
    verdict = checker.check_all([(reply, "x + 1")])[0].verdict
    assert time.monotonic() - started < 2.5
    assert verdict in ("incorrect", "unparsed", "timeout")
    assert checker.check_all([(r"\boxed{1 + x}", "x + 1")])[0].verdict == "correct"


def test_a_worker_that_takes_too_long_is_killed_and_replaced(new_workers):
    with SymbolicChecker(num_workers=1, limits=Limits(seconds=1)) as checker:
        assert checker.check_all([(r"\boxed{1+x}", "x+1")])[0].verdict == "correct"
        (first,) = new_workers()
        started = time.monotonic()
        assert checker.check_all([(SLOW, "x+1")])[0].verdict == "timeout"
        assert 1 <= time.monotonic() - started < 1.5
        assert checker.check_all([(r"\boxed{1+x}", "x+1")])[0].verdict == "correct"
        (second,) = new_workers()
        assert second != first
    assert new_workers() == set()


def test_a_worker_killed_from_outside_is_replaced_unnoticed(new_workers):
    with SymbolicChecker(num_workers=1) as checker:
        checker.check_all([(r"\boxed{y}", "x+1")])
        (worker,) = new_workers()
        os.kill(worker, signal.SIGKILL)
        os.waitid(os.P_PID, worker, os.WEXITED | os.WNOWAIT)
        assert checker.check_all([(r"\boxed{1+x}", "x+1")])[0].verdict == "correct"


def test_one_slow_answer_holds_up_no_other_worker_and_equal_ones_are_asked_once():
    pairs = [(SLOW, "x+1"), (r"\boxed{1+x}", "x+1"), (SLOW, "x+1"), (SLOW, "x+1")]
    with SymbolicChecker(num_workers=2, limits=Limits(seconds=1)) as checker:
        checker.check_all([(r"\boxed{y}", "x+1"), (r"\boxed{z}", "x+1")])
        started = time.monotonic()
        verdicts = [done.verdict for done in checker.check_all(pairs)]
        assert time.monotonic() - started < 2
    assert verdicts == ["timeout", "correct", "timeout", "timeout"]


def test_a_checker_that_is_never_closed_leaves_no_process(new_workers):
    checker = SymbolicChecker(num_workers=1)
    checker.check_all([(r"\boxed{y}", "x+1")])
    assert len(new_workers()) == 1
    del checker
    gc.collect()
    assert new_workers() == set()


def test_a_worker_has_a_limit_of_memory():
    starved = Limits(num_bytes=40 << 20)
    with (
        SymbolicChecker(num_workers=1, limits=starved) as checker,
        pytest.raises(RunFailed, match="did not start"),
    ):
        checker.check_all([(r"\boxed{y}", "x+1")])


def test_without_math_verify_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "math_verify", None)
    with SymbolicChecker() as checker:
        assert checker.check_all([("#### 8", "8")])[0].verdict == "correct"
        with pytest.raises(DataError, match=r"'x\+1' is no number.*pip install 'tutortrain\[local\]'"):
            checker.check_all([(r"\boxed{y}", "x+1")])


def test_a_worker_ends_by_itself_when_its_parent_was_killed_in_the_middle():
    script = (
        "from tutortrain.grading.symbolic import SymbolicChecker\n"
        "checker = SymbolicChecker(num_workers=1)\n"
        "checker.check_all([(r'\\boxed{y}', 'x+1')])\n"
        "print(checker._workers._all.copy().pop()._process.pid, flush=True)\n"
        "import time; time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 5
    while Path(f"/proc/{worker}/exe").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{worker}/exe").exists()
