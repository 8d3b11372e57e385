"""The suite `judge`: an opinion of every hint, kept, counted apart where there is none, and judged itself."""

from dataclasses import replace

import pytest

from tests.backends.served import refuse, serving
from tests.benchmark.judging.judge_server import judges, rule, told
from tests.benchmark.reciter import ask
from tutortrain.benchmark.judging.labelled import read_labelled
from tutortrain.benchmark.judging.opinions import JUDGEMENTS
from tutortrain.benchmark.plan import plan_benchmark
from tutortrain.benchmark.saved import read_benchmark, write_benchmark
from tutortrain.config.benchmark import JudgeConfig
from tutortrain.config.endpoint import EndpointConfig
from tutortrain.errors import BackendError, ConfigError, EndpointError, Interrupted
from tutortrain.runs.directory import RunDirectory

REPLIES = {"3 apples": "What do you do with the 5?", "17 pens": "It is 11.", "4 boxes": "Well."}
NUM_CONTROLS = 3
NUM_LABELLED = 40


@pytest.fixture
def server():
    with serving() as served:
        served.fault_for = judges
        yield served


@pytest.fixture
def make_plan(config, examples, server, tmp_path):
    def make(**changes):
        endpoint = EndpointConfig(
            url=server.url,
            model="bigram",
            api_key_env=None,
            max_concurrent=8,
            timeout_seconds=5,
            max_retries=1,
        )
        judge = JudgeConfig(
            kind="judge",
            request="Give me a hint.",
            max_tokens=60,
            endpoint=replace(endpoint, **changes.pop("endpoint", {})),
            judgement_tokens=30,
            labelled=None,
            kept_in=str(tmp_path / "kept"),
            rubric=changes.pop("rubric", "Judge the hint."),
        )
        return plan_benchmark(replace(config, suites={"judge": judge}), examples, num_items=9)

    return make


def asked_about(server, reply):
    return sum(f"<reply>\n{reply}\n</reply>" in question for question in server.questions)


def test_every_hint_has_the_judges_label_and_its_words_are_kept(make_plan, tmp_path):
    benchmark = ask(make_plan(), tmp_path, REPLIES)

    judge = benchmark.results.suites["judge"]
    assert {name: (score.value, score.n) for name, score in judge.scores.items()} == {
        "good": (1 / 3, 3),
        "leaks": (1 / 3, 3),
        "unhelpful": (1 / 3, 3),
    }
    said = {row.reply: (row.judgement, row.outcomes["good"]) for row in benchmark.generations}
    assert said["What do you do with the 5?"] == ('{"label": "good"}', 1)
    assert said["It is 11."] == ('{"label": "leaks"}', 0)
    assert {name: score.higher_is_better for name, score in judge.scores.items()} == {
        "good": True,
        "leaks": False,
        "unhelpful": False,
    }


def test_controls_are_judged_as_a_model_is(make_plan, tmp_path):
    controls = ask(make_plan(), tmp_path, REPLIES).results.suites["judge"].controls
    assert list(controls) == ["constant", "gold", "solution"]
    assert controls["solution"]["leaks"].value == 1
    assert controls["constant"]["good"].value == 1  # this judge takes any question for a good one


def test_the_judge_is_judged_by_labelled_replies(make_plan, tmp_path):
    opinion = ask(make_plan(), tmp_path, REPLIES).results.suites["judge"].opinion

    sample = read_labelled(None)
    question = make_plan().suites[0].suite.judge.question
    right = sum(rule(question(one.case)[0].content) == one.label for one in sample)
    found = opinion.agreement
    assert (found.num_labelled, found.failed, found.unparsed) == (NUM_LABELLED, 0, 0)
    assert (found.share.n, found.share.value) == (NUM_LABELLED, right / NUM_LABELLED)
    assert 0.2 < found.kappa.low < found.kappa.value < found.kappa.high < 1
    assert found.commonest == 14 / 40
    assert (opinion.judge.model, len(opinion.rubric_sha256)) == ("bigram", 64)


def test_results_with_an_opinion_are_read_back_as_they_were(make_plan, tmp_path):
    benchmark = ask(make_plan(), tmp_path, REPLIES)
    write_benchmark(RunDirectory(tmp_path), benchmark)
    assert read_benchmark(RunDirectory(tmp_path)) == benchmark


def test_what_was_judged_once_is_not_judged_again(make_plan, server, tmp_path):
    ask(make_plan(), tmp_path / "one", REPLIES)
    assert len(server.questions) == 3 * (1 + NUM_CONTROLS) + NUM_LABELLED
    server.seen.clear()

    ask(make_plan(), tmp_path / "another", {**REPLIES, "17 pens": "How many are lost?"})

    assert len(server.questions) == asked_about(server, "How many are lost?") == 1
    ask(make_plan(rubric="Be strict."), tmp_path / "third", REPLIES)
    assert len(server.questions) == 1 + 3 * (1 + NUM_CONTROLS) + NUM_LABELLED
    assert len((tmp_path / "kept" / JUDGEMENTS).read_text().splitlines()) == 105


def test_an_interrupted_judge_goes_on_where_it_stopped(make_plan, server, tmp_path):
    def stop(name, done, _total):
        if (name, done) == ("opinions on judge's labelled sample", 10):
            raise Interrupted("stopped")

    with pytest.raises(Interrupted):
        ask(make_plan(), tmp_path, REPLIES, stop)
    server.seen.clear()

    ask(make_plan(), tmp_path, REPLIES)
    asked = set(server.questions)  # a request that was under way at the stop may come in late, a second time
    assert len(asked) == NUM_LABELLED - 10


def test_a_judgement_that_cannot_be_read_is_counted_and_is_no_verdict(make_plan, server, tmp_path):
    server.fault_for = lambda question, before: (
        told("Rather good!") if "17 pens" in question or "labelled" in question else judges(question, before)
    )
    benchmark = ask(make_plan(), tmp_path, REPLIES)

    judge = benchmark.results.suites["judge"]
    assert (judge.counts.unparsed, judge.counts.unjudged, judge.counts.errors) == (1, 0, 0)
    assert {score.n for score in judge.scores.values()} == {2}
    (unread,) = [row for row in benchmark.generations if row.unparsed]
    assert (unread.outcomes, unread.judgement) == ({}, "Rather good!")


def test_a_judge_that_fails_is_an_error_of_its_own_and_is_asked_again(make_plan, server, tmp_path):
    server.fault_for = lambda question, before: (
        refuse(400, "too long") if "17 pens" in question else judges(question, before)
    )
    benchmark = ask(make_plan(), tmp_path, REPLIES)

    judge = benchmark.results.suites["judge"]
    assert (judge.counts.unjudged, judge.counts.errors, judge.counts.unparsed) == (1, 0, 0)
    assert judge.scores["good"].n == 2
    (row,) = [row for row in benchmark.generations if row.unjudged]
    assert (row.outcomes, row.unjudged, row.judgement, row.error) == ({}, "400: too long", None, None)
    server.fault_for = judges
    server.seen.clear()
    assert ask(make_plan(), tmp_path, REPLIES).results.suites["judge"].counts.unjudged == 0
    assert len(server.questions) == 1 + NUM_CONTROLS


def test_a_judge_that_always_fails_ends_the_benchmark(make_plan, server, tmp_path):
    server.fault_for = lambda _question, _before: refuse(400, "no")
    with pytest.raises(BackendError, match="judge: no reply was judged: 400: no"):
        ask(make_plan(), tmp_path, REPLIES)


def test_another_model_in_the_judges_place_is_refused(make_plan, server, tmp_path):
    with pytest.raises(EndpointError, match="was asked for larger and replies as bigram"):
        ask(make_plan(endpoint={"model": "larger"}), tmp_path, REPLIES)


def test_a_judge_without_its_key_is_refused_before_anybody_is_asked(make_plan, monkeypatch):
    monkeypatch.delenv("JUDGE_KEY", raising=False)
    with pytest.raises(ConfigError, match="JUDGE_KEY is not set"):
        make_plan(endpoint={"api_key_env": "JUDGE_KEY"})


def test_another_judge_is_another_benchmark(make_plan):
    one, other = (make_plan(rubric=rubric).suites[0] for rubric in ("Judge it.", "Be strict."))
    assert (one.items_sha256 != other.items_sha256, one.prompt_sha256) == (True, other.prompt_sha256)


def test_a_judge_that_says_nothing_readable_leaves_no_score_and_says_so(make_plan, server, tmp_path):
    server.fault_for = lambda _question, _before: told("Hmm.")
    judge = ask(make_plan(), tmp_path, REPLIES).results.suites["judge"]
    assert (judge.scores, judge.counts.unparsed) == ({}, 3)
    assert (judge.opinion.agreement.share, judge.opinion.agreement.unparsed) == (None, NUM_LABELLED)
