import pytest

from tutortrain.errors import QueryError
from tutortrain.query.names import Names
from tutortrain.query.selection import matching, ordered


def where(runs, text):
    return matching(runs, Names(runs), text)


def by(runs, text, **rest):
    return ordered(runs, Names(runs), text, **rest)


def test_runs_without_a_name_do_not_match_and_are_counted(run):
    low, high, none = run({"training.lr": 1e-5}), run({"training.lr": 1e-3}), run()
    found = where([low, high, none], "lr < 1e-4")
    assert found.runs == [low]
    assert found.notes == ("1 of 3 runs have no training.lr, and --where leaves them out",)
    assert where([low, high, none], "not lr < 1e-4").runs == [high]


def test_a_run_is_not_counted_where_a_name_that_it_lacks_decides_nothing(run):
    one, none = run({"training.lr": 1e-5, "seed": 1}), run({"seed": 2})
    assert where([one, none], "seed == 1 and lr < 1").notes == ()
    assert where([one, none], "seed == 2 or lr < 1").runs == [one, none]


def test_that_nothing_matches_is_said(run):
    assert where([run({"seed": 1})], "seed > 1").notes == ("none of 1 runs is as --where wants it",)


def test_errors_name_the_option(run):
    with pytest.raises(QueryError, match=r"--where: no run here has 'lr'"):
        where([run()], "lr < 1")
    with pytest.raises(QueryError, match=r"--sort: no run here has 'lr'"):
        by([run()], "lr")


def test_scores_are_sorted_best_first_whichever_way_is_better(benchmarked):
    low = benchmarked(solve__accuracy=0.1, hint__leak_rate=0.1)
    high = benchmarked(solve__accuracy=0.9, hint__leak_rate=0.9)
    assert by([low, high], "solve").runs == [high, low]
    assert by([high, low], "leak").runs == [low, high]
    assert by([high, low], "-solve").runs == by([high, low], "solve", reverse=True).runs == [low, high]
    assert by([low, high], "-solve", reverse=True).runs == [high, low]


def test_losses_settings_and_text_are_sorted_lowest_first(run):
    one = run({"training.lr": 1e-3, "kind": "sft"}, {"eval/loss": 2.0})
    two = run({"training.lr": 1e-4, "kind": "rlvr"}, {"eval/loss": 3.0})
    assert by([two, one], "eval.loss").runs == [one, two]
    assert by([one, two], "lr").runs == [two, one]
    assert by([one, two], "kind").runs == [two, one]


def test_runs_without_a_value_come_last_either_way(run):
    none, nan, low, high = (
        run(),
        run(None, {"eval/loss": float("nan")}),
        run(None, {"eval/loss": 1.0}),
        run(None, {"eval/loss": 2.0}),
    )
    found = by([none, nan, high, low], "eval.loss")
    assert found.runs == [low, high, none, nan]
    assert found.notes == ("2 of 4 runs have no eval.loss and come last",)
    assert by([none, nan, low, high], "-eval.loss").runs == [high, low, none, nan]


def test_equals_stay_in_the_order_of_the_list(run):
    runs = [run({"seed": 1}), run({"seed": 1}), run({"seed": 0})]
    assert by(runs, "seed").runs == [runs[2], runs[0], runs[1]]
    assert by(runs, "-seed").runs == runs
