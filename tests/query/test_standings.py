import pytest

from tutortrain.errors import QueryError
from tutortrain.query.groups import best_of
from tutortrain.query.standings import standings


def test_runs_that_differ_in_nothing_but_the_seed_are_one_group(benchmarked):
    values = {1e-4: (0.4, 0.5, 0.9), 1e-3: (0.7,)}
    runs = []
    for lr, scores in values.items():
        for seed, score in enumerate(scores):
            config = {"training.lr": lr, "seed": seed, "description": f"{seed}", "training.epochs": 1}
            runs.append(benchmarked(config, solve__accuracy=score))
    found = standings(runs, by="solve")
    first, second = found.groups
    assert (first.chosen, first.values, first.mean, first.sd) == ({"training.lr": 1e-3}, (0.7,), 0.7, None)
    assert (second.chosen, len(second.runs)) == ({"training.lr": 1e-4}, 3)
    assert second.mean == pytest.approx(0.6)
    assert second.sd == pytest.approx(0.0700**0.5)
    assert best_of(found.groups, found.objective) is second.runs[2]


def test_the_best_is_the_lowest_where_lower_is_better(benchmarked):
    runs = [benchmarked({"seed": seed}, hint__leak_rate=leak) for seed, leak in enumerate((0.3, 0.1, 0.2))]
    found = standings(runs, by="leak")
    assert str(found.objective) == "the lowest benchmark.hint.leak_rate"
    assert best_of(found.groups, found.objective) is runs[1]


def test_solve_is_judged_by_default_and_else_the_held_out_loss(run, benchmarked):
    loss = run(None, {"eval/loss": 1.0})
    assert standings([loss], by=None).objective.name.text == "eval.loss"
    both = [loss, benchmarked(solve__accuracy=0.5)]
    assert standings(both, by=None).objective.name.text == "benchmark.solve.accuracy"
    with pytest.raises(QueryError, match=r"none of these runs has benchmark\.solve\.accuracy or eval\.loss"):
        standings([run({"seed": 1})], by=None)
    with pytest.raises(QueryError, match="there is no run to rank yet"):
        standings([], by=None)
    with pytest.raises(QueryError, match="--where leaves none of 2 runs"):
        standings(both, by=None, where="eval.loss > 100")


def test_a_direction_that_is_not_known_has_to_be_given(run):
    runs = [run(None, {"train/loss": loss}) for loss in (2.0, 1.0)]
    with pytest.raises(QueryError, match="it is not known which way is better; add --highest or --lowest"):
        standings(runs, by="train.loss")
    for highest, best in ((True, runs[0]), (False, runs[1])):
        found = standings(runs, by="train.loss", highest=highest)
        assert best_of(found.groups, found.objective) is best


def test_runs_that_did_not_end_or_have_no_number_are_left_out_and_counted(run, failed):
    good = run(None, {"eval/loss": 1.0})
    others = [run(), run(None, {"eval/loss": float("nan")}), run({"seed": 3}, {"eval/loss": 0.5})]
    found = standings([good, failed, *others], by="eval.loss", where="not seed == 3 or status == 'failed'")
    assert found.notes == (
        "3 of 5 runs have no seed, and --where leaves them out",
        "1 of 1 runs are not completed and left out",
    )
    found = standings([good, failed, *others[:2]], by="eval.loss")
    assert [group.runs for group in found.groups] == [(good,)]
    assert found.notes == (
        "1 of 4 runs are not completed and left out",
        "2 of 3 completed runs have no eval.loss and are left out",
    )


def test_of_equally_good_runs_the_oldest_is_the_best(run):
    runs = [run({"seed": seed}, {"eval/loss": 1.0}) for seed in range(3)]
    found = standings(runs[::-1], by=None)
    assert best_of(found.groups, found.objective) is runs[0]


def test_without_a_completed_run_there_is_no_best(failed):
    found = standings([failed], by=None)
    with pytest.raises(QueryError, match=r"no completed run has eval\.loss"):
        best_of(found.groups, found.objective)
