"""Reinforcement learning over the bigram learner: what a step trains on, by hand."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.backends.bigram import BigramBackend, CharacterTokenizer
from tests.methods.rows import examples, inputs, learning
from tutortrain.compose.jobs import compose_job
from tutortrain.config.method import RlvrConfig
from tutortrain.config.run import RunConfig
from tutortrain.errors import DataError
from tutortrain.methods.base import Batch, Inputs, Policy
from tutortrain.methods.loop import Plan, train
from tutortrain.methods.rlvr import Rlvr

SETTINGS = ["method=rlvr", "training.lr=0.1", "training.max_steps=3", "training.batch_size=4",
            "method.sampling.max_tokens=40", "method.sampling.group_size=6", "method.rewards.length.weight=1",
            "method.rewards.length.target=20"]  # fmt: skip
"""A character model hits no answer, but it can learn to be brief."""


def config(*overrides: str) -> RunConfig:
    return compose_job([*SETTINGS, *overrides])


def rlvr(*overrides: str, of: Inputs | None = None) -> Rlvr:
    method = config(*overrides).method
    assert isinstance(method, RlvrConfig)
    return Rlvr(method, of or inputs())


def policy(folder: Path) -> Policy:
    backend = BigramBackend(folder)
    return Policy(backend.trainer())


def first_batch(folder: Path, *overrides: str) -> Batch:
    return rlvr(*overrides).batch(5, 1, policy(folder))


def weight_of(batch: Batch) -> float:
    return sum(float(datum.weights.sum()) for data in batch.minibatches for datum in data)


def test_a_batch_is_a_pure_function_of_seed_and_step(tmp_path: Path) -> None:
    one, same, other = (rlvr().batch(5, step, policy(tmp_path)) for step in (1, 1, 2))
    assert one.rollouts == same.rollouts
    assert one.rollouts != other.rollouts


def test_every_step_has_the_share_of_every_verdict(tmp_path: Path) -> None:
    metrics = first_batch(tmp_path).metrics
    shares = {
        name: metrics[f"rollout/verdict/{name}"] for name in ("correct", "incorrect", "unparsed", "timeout")
    }
    assert shares["timeout"] == 0
    assert sum(shares.values()) == pytest.approx(1)


def test_no_two_completions_of_a_question_are_drawn_alike(tmp_path: Path) -> None:
    replies = [row["reply"] for row in first_batch(tmp_path, "method.num_logged=6").rollouts]
    assert len(set(replies)) == 6


def test_the_rewards_of_a_group_decide_its_credits(tmp_path: Path) -> None:
    rows = first_batch(tmp_path, "method.num_logged=6", "method.advantage=dr_grpo").rollouts
    rewards = np.array([row["reward"] for row in rows])
    assert np.ptp(rewards) > 0.1
    assert [row["advantage"] for row in rows] == pytest.approx(rewards - rewards.mean(), abs=1e-6)
    assert rewards == pytest.approx([row["parts"]["length"] + row["parts"]["correctness"] for row in rows])


def test_only_the_completion_is_trained_on_and_under_what_it_was_drawn(tmp_path: Path) -> None:
    tokenizer = CharacterTokenizer()
    start = BigramBackend(tmp_path).sampler()
    for datum in first_batch(tmp_path).minibatches[0]:
        assert datum.logprobs is not None
        reply_begins = int(np.flatnonzero(datum.logprobs)[0])
        assert not datum.weights[:reply_begins].any()
        assert tokenizer.decode(datum.inputs.tolist()).count("solve it step by step.") == 1
        (drawn,) = start.logprobs([[int(datum.inputs[0]), *datum.targets.tolist()]]).result()
        assert datum.logprobs[reply_begins:] == pytest.approx(drawn[reply_begins + 1 :], abs=1e-5)


@pytest.mark.parametrize("average", ["token", "sequence", "constant"])
def test_credits_are_averaged_as_asked(average: str, tmp_path: Path) -> None:
    batch = first_batch(tmp_path, f"method.loss.average={average}", "method.advantage=dr_grpo")
    data = batch.minibatches[0]
    lengths = [int(np.count_nonzero(datum.logprobs)) for datum in data]
    divisor = {"token": [sum(lengths)] * len(data), "sequence": [n * len(data) for n in lengths],
               "constant": [40 * len(data)] * len(data)}[average]  # fmt: skip
    credits = [datum.weights[-1] * by for datum, by in zip(data, divisor, strict=True)]
    rows = first_batch(tmp_path, "method.advantage=dr_grpo", "method.num_logged=24").rollouts
    assert sorted(credits) == pytest.approx(sorted(row["advantage"] for row in rows), abs=1e-5)


def test_minibatches_and_epochs_are_steps_of_the_optimiser(tmp_path: Path) -> None:
    batch = first_batch(tmp_path, "method.loss.num_minibatches=3", "method.loss.num_epochs=2")
    assert len(batch.minibatches) == 6
    once, again = batch.minibatches[:3], batch.minibatches[3:]
    assert _inputs(once) == _inputs(again)
    assert [len(data) for data in once] == [8, 8, 8]


def _inputs(minibatches: Sequence[Sequence[object]]) -> list[bytes]:
    return sorted(datum.inputs.tobytes() for data in minibatches for datum in data)  # type: ignore[attr-defined]


def test_groups_rewarded_alike_are_left_out_and_replaced_if_asked(tmp_path: Path) -> None:
    nothing = ["method.rewards.length.weight=0", "method.rewards.correctness.weight=0"]
    batch = first_batch(tmp_path, *nothing)
    assert batch.minibatches == ()
    assert batch.metrics["rollout/no_variance"] == 1.0
    assert batch.metrics["rollout/num_completions"] == 24
    resampled = first_batch(tmp_path, *nothing, "method.max_resamples=2")
    assert resampled.metrics["rollout/num_completions"] == 72


def test_truncated_completions_are_kept_masked_or_punished(tmp_path: Path) -> None:
    kept, masked, punished = (
        first_batch(
            tmp_path, f"method.truncated={how}", "method.truncation_penalty=2", "method.num_logged=24"
        )
        for how in ("keep", "mask", "punish")
    )
    cut = [row["truncated"] for row in kept.rollouts]
    assert 0 < sum(cut) < len(cut)
    assert sum(len(data) for data in kept.minibatches) == len(cut)
    assert sum(len(data) for data in masked.minibatches) == len(cut) - sum(cut)
    lost = [a["reward"] - b["reward"] for a, b in zip(kept.rollouts, punished.rollouts, strict=True)]
    assert lost == pytest.approx([2.0 * was_cut for was_cut in cut])


def test_leaving_the_starting_model_costs_credit(tmp_path: Path) -> None:
    backend = BigramBackend(tmp_path)
    trainer = backend.trainer()
    trainer.table = trainer.table + np.random.default_rng(1).normal(size=trainer.table.shape)
    moved = Policy(trainer)
    free, bound = (rlvr(f"method.kl_coefficient={k}").batch(5, 1, moved) for k in (0.0, 0.5))
    drawn = [datum.logprobs for datum in free.minibatches[0]]
    assert weight_of(bound) < weight_of(free) - 0.1
    assert all(np.array_equal(a, b.logprobs) for a, b in zip(drawn, bound.minibatches[0], strict=True))


def test_the_model_learns_what_is_rewarded(tmp_path: Path) -> None:
    chosen = config("training.max_steps=40", "training.lr=0.3")
    plan = Plan(seed=5, start=0, num_steps=40, training=chosen.training)
    finished = list(train(learning(rlvr(), BigramBackend(tmp_path)), plan, lambda: False))
    rewards = [step.metrics["rollout/reward"] for step in finished]
    assert np.mean(rewards[-5:]) > np.mean(rewards[:5]) + 0.2
    assert all(step.metrics.get("train/kl_sampler", 0.0) < 1e-10 for step in finished)


def test_rows_without_what_the_rewards_need_are_left_out_or_refused() -> None:
    answered = examples()[:3]
    bare = tuple(replace(example, answer=None) for example in examples()[3:])
    some = rlvr(of=replace(inputs(), examples=answered + bare))
    assert some.num_rows == 3
    assert list(some.notes.values()) == [4]
    with pytest.raises(DataError, match="No training row has what the rewards"):
        rlvr(of=replace(inputs(), examples=bare))


def test_a_prompt_that_leaves_no_room_for_an_answer_is_refused() -> None:
    with pytest.raises(DataError, match=r"no room for 40 tokens of an answer; set model\.max_length="):
        rlvr(of=replace(inputs(), max_length=60))
