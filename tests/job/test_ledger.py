"""What a run costs: estimated before it, counted during it, and stopped at a limit."""

import pytest

from tutortrain.compose.jobs import compose_job
from tutortrain.errors import ConfigError, Interrupted
from tutortrain.job import open_ledger, survey, with_limit
from tutortrain.job.ledger import Ledger
from tutortrain.job.prepare import Job
from tutortrain.usage import Usage

PRICED = "+backend.prices.models.tiny={prefill: 1, sample: 2, train: 3}"
SHORT = ["backend=tinker", "benchmark=none", "data.num_train=32", "data.num_eval=8", "training.max_steps=2"]


def job(*overrides: str) -> Job:
    config = compose_job([*SHORT, *overrides])
    return survey(config)


def ledger(*overrides: str) -> Ledger:
    opened = open_ledger(job(PRICED, *overrides))
    assert opened is not None
    return opened


def test_the_estimate_of_rows_is_their_tokens_at_their_price() -> None:
    of = job(PRICED)
    trained = of.recipe.expect(of.config.training, of.config.seed).learner.trained
    looked_at = 2 * sum(row.num_tokens for row in of.held_out.data)
    assert ledger().estimate == pytest.approx((3 * trained + 1 * looked_at) / 1e6, rel=1e-12)


def test_what_is_used_is_counted_on_from_earlier_attempts() -> None:
    first, second = ledger(), ledger()
    first.meters["tiny"].add(prefill=1_000_000, sampled=500_000, trained=2_000_000)
    second.restore(first.total())
    second.meters["tiny"].add(trained=1_000_000)
    total = second.total()
    assert total.usage == {"tiny": Usage(prefill=1_000_000, sampled=500_000, trained=3_000_000)}
    assert (total.actual, total.currency) == (pytest.approx(1 + 1 + 9), "USD")


def test_a_run_that_has_cost_more_than_its_limit_is_stopped_and_told_how_to_go_on() -> None:
    limited = ledger("backend.max_cost=3")
    limited.meters["tiny"].add(trained=1_000_000)
    limited.check()
    limited.meters["tiny"].add(prefill=1)
    with pytest.raises(Interrupted, match=r"3\.00 USD, which is more than backend\.max_cost=3; `--max-cost`"):
        limited.check()


def test_a_limit_without_a_price_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"max_cost=5: the price of tiny at this service is not known"):
        open_ledger(job("backend.max_cost=5"))
    elsewhere = job(PRICED, "backend.max_cost=5", "backend.base_url=http://127.0.0.1:9")
    with pytest.raises(ConfigError, match=r"conf/prices\.yaml"):
        open_ledger(elsewhere)


def test_without_a_price_there_is_an_account_but_no_amount() -> None:
    unpriced = open_ledger(job())
    assert unpriced is not None
    unpriced.meters["tiny"].add(sampled=7)
    total = unpriced.total()
    assert (total.estimate, total.actual, total.usage) == (None, None, {"tiny": Usage(sampled=7)})


def test_where_nothing_is_billed_there_is_no_ledger_and_no_limit() -> None:
    config = compose_job(["data.num_train=32"])
    assert open_ledger(survey(config)) is None
    with pytest.raises(ConfigError, match="nothing is billed by backend=local"):
        with_limit(config.backend, 3.0)
