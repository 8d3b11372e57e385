"""What was replied before an interruption is used again, and nothing else is."""

from dataclasses import replace

import pytest

from tests.benchmark.reciter import ask
from tutortrain.benchmark.generations import read_generations
from tutortrain.benchmark.journal import Journal, keys
from tutortrain.benchmark.plan import Plan, plan_benchmark
from tutortrain.benchmark.respondents import in_process
from tutortrain.benchmark.results import IN_PROCESS, Asked
from tutortrain.benchmark.saved import read_benchmark, write_benchmark
from tutortrain.errors import Interrupted, RunError
from tutortrain.runs.directory import RunDirectory

RIGHT = {"": "The answer is 8."}
OTHER = {"": "The answer is 36."}


@pytest.fixture
def plan(config, examples):
    return plan_benchmark(config, examples, num_items=9)


def stop(_suite, done, _total):
    if done == 2:
        raise Interrupted("stopped")


@pytest.fixture(autouse=True)
def _chunks_of_two(monkeypatch):
    monkeypatch.setattr(in_process, "CHUNK", 2)


def test_what_was_answered_before_an_interruption_is_not_asked_again(plan, tmp_path):
    with pytest.raises(Interrupted):
        ask(plan, tmp_path, RIGHT, stop)

    resumed = ask(plan, tmp_path, OTHER)

    replies = [row.reply for row in resumed.generations if row.suite == "solve"]
    assert replies == ["The answer is 8.", "The answer is 8.", "The answer is 36."]


def test_a_line_torn_by_a_kill_is_asked_again(plan, tmp_path):
    with pytest.raises(Interrupted):
        ask(plan, tmp_path, RIGHT, stop)
    path = RunDirectory(tmp_path).generations
    path.write_bytes(path.read_bytes()[:-20])

    resumed = ask(plan, tmp_path, OTHER)

    replies = [row.reply for row in resumed.generations if row.suite == "solve"]
    assert replies == ["The answer is 8.", "The answer is 36.", "The answer is 36."]
    write_benchmark(RunDirectory(tmp_path), resumed)
    assert read_benchmark(RunDirectory(tmp_path)) == resumed


def test_other_decoding_settings_ask_everything_anew(config, examples, plan, tmp_path):
    ask(plan, tmp_path, RIGHT)
    longer = replace(config, suites={"solve": replace(config.suites["solve"], max_tokens=50)})

    again = ask(plan_benchmark(longer, examples, num_items=9), tmp_path, OTHER)

    assert {row.reply for row in again.generations} == {"The answer is 36."}


def test_a_key_tells_who_was_asked_what_and_how(plan):
    solve, hint = plan.suites
    here = Asked(through=IN_PROCESS, model="step_000100")

    assert len({*keys(solve.questions, here), *keys(hint.questions, here)}) == 6
    assert not {*keys(solve.questions, here)} & {*keys(solve.questions, replace(here, model="step_000050"))}
    assert not {*keys(solve.questions, here)} & {
        *keys(solve.questions, replace(here, through="http://127.0.0.1:8000/v1"))
    }


def test_rows_that_are_no_generations_are_refused_and_kept(plan, tmp_path):
    path = RunDirectory(tmp_path).generations
    path.write_text('{"suite": "solve"}\n{"suite": "solve"}\n')

    with pytest.raises(RunError, match=r"generations\.jsonl:1: expected a JSON object"):
        ask(plan, tmp_path, RIGHT)

    assert len(path.read_text().splitlines()) == 2


def test_a_suite_that_is_asked_alone_leaves_the_others_replies_in_the_file(plan, tmp_path):
    ask(plan, tmp_path, RIGHT)
    ask(Plan(suites=plan.suites[1:]), tmp_path, RIGHT)

    rows = read_generations(RunDirectory(tmp_path).generations)
    assert [row.suite for row in rows] == ["solve"] * 3 + ["hint"] * 3
    with Journal(RunDirectory(tmp_path).generations) as journal:
        asked = Asked(through=IN_PROCESS, model="reciter")
        assert [len(journal.replies(suite.questions, asked)) for suite in plan.suites] == [3, 3]
