"""What every backend promises; one suite over all of them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tutortrain.backends.base import Backend, Sampler, Trainer
from tutortrain.errors import BackendError
from tutortrain.types import Adam, Checkpoint, Datum, Loss, LossName, Message, SamplingParams

ADAM = Adam(lr=0.02, grad_clip_norm=1.0)
TEXTS = ("2 + 2 = 4", "how many are left?", "what do we know?", "try 12 - 5", "a", "which step comes first?")
POLICY_LOSSES: tuple[LossName, ...] = ("importance_sampling", "ppo", "cispo")


def data(backend: Backend, texts: Sequence[str] = TEXTS) -> list[Datum]:
    """One conversation a text, with weight on the tutor's tokens."""
    tokenizer = backend.tokenizer()
    batch = []
    for text in texts:
        rendered = tokenizer.render(
            [Message(role="user", content="help"), Message(role="assistant", content=text)]
        )
        tokens, weights = np.array(rendered.tokens), np.zeros(len(rendered.tokens), np.float32)
        weights[rendered.spans[-1].start : rendered.spans[-1].stop] = 1
        batch.append(Datum(inputs=tokens[:-1], targets=tokens[1:], weights=weights[1:]))
    return batch


def train(trainer: Trainer, batch: Sequence[Datum], num_steps: int) -> list[float]:
    losses = []
    for _ in range(num_steps):
        losses.append(trainer.forward_backward(batch, Loss()).result().loss)
        trainer.optim_step(ADAM).result()
    return losses


def prompts(backend: Backend) -> list[tuple[int, ...]]:
    return [backend.tokenizer().prompt([Message(role="user", content=text)]) for text in TEXTS]


def scores(sampler: Sampler, backend: Backend) -> np.ndarray:
    return np.concatenate(sampler.logprobs(prompts(backend)).result())


def gradient_norm(backend: Backend, batch: Sequence[Datum]) -> float:
    trainer = backend.trainer()
    trainer.forward_backward(batch, Loss())
    return trainer.optim_step(ADAM).result()["grad_norm"]


def policy_data(backend: Backend) -> list[Datum]:
    """Data with credits of either sign, sampled a little off the present policy."""
    trainer, batch = backend.trainer(), data(backend)
    rng = np.random.default_rng(0)
    now = trainer.forward(batch, Loss()).result().logprobs
    credits = [datum.weights * rng.normal(size=datum.num_tokens).astype(np.float32) for datum in batch]
    drawn = [(row + rng.normal(scale=0.3, size=len(row))).astype(np.float32) for row in now]
    return [
        replace(datum, weights=weights, logprobs=logprobs)
        for datum, weights, logprobs in zip(batch, credits, drawn, strict=True)
    ]


def test_a_step_lowers_the_loss(backend: Backend) -> None:
    losses = train(backend.trainer(), data(backend), 6)

    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < 0.97 * losses[0]


def test_the_loss_is_the_sum_of_weighted_log_probabilities(backend: Backend) -> None:
    batch = [replace(datum, weights=datum.weights * 0.5) for datum in data(backend)]

    result = backend.trainer().forward(batch, Loss()).result()

    expected = -sum(float((d.weights * row).sum()) for d, row in zip(batch, result.logprobs, strict=True))
    assert result.loss == pytest.approx(expected, rel=1e-5)


def test_log_probabilities_come_in_the_order_of_the_data_and_only_where_there_is_weight(
    backend: Backend,
) -> None:
    trainer, batch = backend.trainer(), data(backend)

    together = trainer.forward(batch, Loss()).result().logprobs

    for datum, row in zip(batch, together, strict=True):
        alone = trainer.forward([datum], Loss()).result().logprobs[0]
        np.testing.assert_allclose(row, alone, atol=2e-5)
        assert (row[datum.weights == 0] == 0).all()
        assert (row[datum.weights > 0] < 0).all()


def test_forward_accumulates_nothing(backend: Backend) -> None:
    trainer, batch = backend.trainer(), data(backend)
    trainer.forward(batch, Loss()).result()

    assert trainer.optim_step(ADAM).result()["grad_norm"] == 0


def test_splitting_a_batch_changes_nothing(backend: Backend) -> None:
    whole, split, batch = backend.trainer(), backend.trainer(), data(backend)

    at_once = whole.forward_backward(batch, Loss()).result().loss
    in_parts = sum(split.forward_backward([datum], Loss()).result().loss for datum in batch)

    assert in_parts == pytest.approx(at_once, rel=1e-5)
    norms = [trainer.optim_step(ADAM).result()["grad_norm"] for trainer in (whole, split)]
    assert norms[0] == pytest.approx(norms[1], rel=1e-4)


def test_clipping_shortens_the_gradient_and_reports_its_norm_before(backend: Backend) -> None:
    """With an enormous eps, Adam's first step is lr / eps times the gradient: a quarter of it moves a quarter."""
    batch, falls = data(backend), []
    norm = gradient_norm(backend, batch)
    for limit in (0.0, norm / 4):
        trainer = backend.trainer()
        before = trainer.forward_backward(batch, Loss()).result().loss
        adam = Adam(lr=1e6 / norm**2, eps=1e6, grad_clip_norm=limit)
        assert trainer.optim_step(adam).result()["grad_norm"] == pytest.approx(norm, rel=1e-5)
        falls.append(before - trainer.forward(batch, Loss()).result().loss)

    assert falls[1] == pytest.approx(falls[0] / 4, rel=0.02)


def test_the_loss_falls_as_its_gradient_says(backend: Backend) -> None:
    """Central differences. With an enormous eps, Adam's first step is lr / eps times the gradient."""
    batch, eps, expected_fall = data(backend), 1e6, 1.0
    norm, losses = gradient_norm(backend, batch), {}
    for sign in (-1, 1):
        trainer = backend.trainer()
        trainer.forward_backward(batch, Loss())
        trainer.optim_step(Adam(lr=sign * eps * expected_fall / norm**2, eps=eps))
        losses[sign] = trainer.forward(batch, Loss()).result().loss

    assert (losses[-1] - losses[1]) / 2 == pytest.approx(expected_fall, rel=0.01)


def test_several_targets_a_token_add_up(backend: Backend) -> None:
    trainer, batch = backend.trainer(), data(backend)
    other = [
        replace(datum, targets=np.roll(datum.targets, 3), weights=datum.weights * 0.25) for datum in batch
    ]
    both = [
        Datum(
            inputs=first.inputs,
            targets=np.stack([first.targets, second.targets], axis=1),
            weights=np.stack([first.weights, second.weights], axis=1),
        )
        for first, second in zip(batch, other, strict=True)
    ]

    result = trainer.forward_backward(both, Loss()).result()
    joint = trainer.optim_step(ADAM).result()["grad_norm"]

    apart = backend.trainer()
    loss = sum(apart.forward_backward(part, Loss()).result().loss for part in (batch, other))
    assert result.loss == pytest.approx(loss, rel=1e-5)
    assert joint == pytest.approx(apart.optim_step(ADAM).result()["grad_norm"], rel=1e-4)


@pytest.mark.parametrize("name", POLICY_LOSSES)
def test_a_policy_loss_follows_its_formula(backend: Backend, name: LossName) -> None:
    batch = policy_data(backend)

    result = backend.trainer().forward(batch, Loss(name=name)).result()

    expected = 0.0
    for datum, row in zip(batch, result.logprobs, strict=True):
        assert datum.logprobs is not None
        ratio = np.exp(row - datum.logprobs)
        clipped = ratio.clip(0.8, 1.2)
        terms = {
            "importance_sampling": datum.weights * ratio,
            "ppo": np.minimum(datum.weights * ratio, datum.weights * clipped),
            "cispo": datum.weights * clipped * row,
        }
        expected -= float(terms[name].sum())
    assert result.loss == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("name", POLICY_LOSSES)
def test_a_policy_step_makes_what_was_good_more_likely(backend: Backend, name: LossName) -> None:
    batch, trainer = policy_data(backend), backend.trainer()

    def credit() -> float:
        rows = trainer.forward(batch, Loss()).result().logprobs
        return sum(float((d.weights * row).sum()) for d, row in zip(batch, rows, strict=True))

    before = credit()
    for _ in range(3):
        trainer.forward_backward(batch, Loss(name=name)).result()
        trainer.optim_step(ADAM).result()

    assert credit() > before + 0.1


def test_a_policy_loss_without_sampling_log_probabilities_is_refused(backend: Backend) -> None:
    with pytest.raises(BackendError, match="importance_sampling needs the log-probabilities"):
        backend.trainer().forward_backward(data(backend), Loss(name="importance_sampling")).result()


def test_tokens_of_another_vocabulary_are_refused(backend: Backend) -> None:
    alien = Datum(inputs=np.array([1, 999_999]), targets=np.array([1, 1]), weights=np.ones(2, np.float32))

    with pytest.raises(BackendError, match="vocabulary"):
        backend.trainer().forward_backward([alien], Loss()).result()
    with pytest.raises(BackendError, match="vocabulary"):
        backend.sampler().sample([[1, 999_999]], 1, SamplingParams(max_tokens=2)).result()


def test_a_sampler_is_a_snapshot(backend: Backend) -> None:
    trainer, batch = backend.trainer(), data(backend)
    train(trainer, batch, 1)
    sampler = trainer.sampler()
    before = scores(sampler, backend)

    train(trainer, batch, 3)

    np.testing.assert_array_equal(scores(sampler, backend), before)
    assert np.abs(scores(trainer.sampler(), backend) - before).max() > 0.01


def test_a_sampler_knows_what_the_trainer_learned(backend: Backend) -> None:
    trainer, batch = backend.trainer(), data(backend)
    train(trainer, batch, 3)

    rows = trainer.forward(batch, Loss()).result().logprobs
    sequences = [[*datum.inputs.tolist(), int(datum.targets[-1])] for datum in batch]
    scored = trainer.sampler().logprobs(sequences).result()

    for datum, row, mine in zip(batch, rows, scored, strict=True):
        np.testing.assert_allclose(mine[1:][datum.weights > 0], row[datum.weights > 0], atol=1e-4)


def test_an_untrained_trainer_is_the_starting_model(backend: Backend) -> None:
    np.testing.assert_allclose(
        scores(backend.trainer().sampler(), backend), scores(backend.sampler(), backend), atol=1e-5
    )


@pytest.mark.parametrize(
    "params", [{}, {"temperature": 0.7}, {"top_p": 0.6}, {"top_k": 5}, {"temperature": 0.0}]
)
def test_sampled_log_probabilities_are_the_models_own(backend: Backend, params: dict[str, float]) -> None:
    sampler = backend.sampler()
    starts = prompts(backend)
    drawn = sampler.sample(starts, 3, SamplingParams(max_tokens=12, **params)).result()  # type: ignore[arg-type]

    for prompt, samples in zip(starts, drawn, strict=True):
        for sample in samples:
            row = sampler.logprobs([[*prompt, *sample.tokens]]).result()[0]
            np.testing.assert_allclose(row[len(prompt) :], sample.logprobs, atol=1e-4)
            assert row[0] == 0


def test_the_likeliest_tokens_come_with_the_models_own_log_probabilities(backend: Backend) -> None:
    sampler, asked = backend.sampler(), prompts(backend)
    for sequence, top, own in zip(
        asked, sampler.top_logprobs(asked, 3).result(), sampler.logprobs(asked).result(), strict=True
    ):
        assert top.tokens.shape == top.logprobs.shape == (len(sequence), 3)
        assert not top.logprobs[0].any()
        assert (np.diff(top.logprobs, axis=1) <= 0).all()
        at, rank = np.nonzero(top.tokens == np.array(sequence)[:, None])
        assert top.logprobs[at, rank][at > 0] == pytest.approx(own[at][at > 0], abs=1e-5)
        likeliest = sampler.logprobs([[*sequence[:-1], int(top.tokens[-1, 0])]]).result()[0][-1]
        assert likeliest >= own[-1] - 1e-5
        assert top.logprobs[-1, 0] == pytest.approx(likeliest, abs=1e-5)


def test_samples_do_not_depend_on_the_batch_they_travel_in(backend: Backend) -> None:
    sampler, starts = backend.sampler(), prompts(backend)
    params = SamplingParams(max_tokens=16, seed=7, stop=backend.tokenizer().stop_tokens)

    many = sampler.sample(starts, 4, params).result()
    few = sampler.sample(starts[:2], 2, params).result()

    assert [[s.tokens for s in samples[:2]] for samples in many[:2]] == [
        [s.tokens for s in row] for row in few
    ]


def test_no_two_samples_of_a_group_share_their_random_numbers(backend: Backend) -> None:
    same = [prompts(backend)[0]] * 3
    drawn = backend.sampler().sample(same, 8, SamplingParams(max_tokens=12)).result()

    texts = [sample.tokens for samples in drawn for sample in samples]
    assert len(set(texts)) == 24


def test_a_seed_repeats_itself_and_another_one_does_not(backend: Backend) -> None:
    sampler, starts = backend.sampler(), prompts(backend)
    first, again, other = (
        sampler.sample(starts, 2, SamplingParams(max_tokens=12, seed=seed)).result() for seed in (3, 3, 4)
    )

    drawn, repeated, others = (
        [sample for group in groups for sample in group] for groups in (first, again, other)
    )
    assert [sample.tokens for sample in drawn] == [sample.tokens for sample in repeated]
    assert [sample.tokens for sample in drawn] != [sample.tokens for sample in others]
    for one, same in zip(drawn, repeated, strict=True):  # a service rounds by what it happens to batch
        assert one.logprobs == pytest.approx(same.logprobs, abs=1e-5)


def test_greedy_takes_the_most_likely_token_every_time(backend: Backend) -> None:
    sampler, start = backend.sampler(), prompts(backend)[1]
    greedy = sampler.sample([start], 2, SamplingParams(max_tokens=5, temperature=0.0)).result()[0]

    assert greedy[0].tokens == greedy[1].tokens
    assert greedy[0].logprobs == pytest.approx(greedy[1].logprobs, abs=1e-5)
    for i in range(5):
        stem = [*start, *greedy[0].tokens[:i]]
        best = greedy[0].logprobs[i]
        others = sampler.logprobs([[*stem, token] for token in range(40)]).result()
        assert max(row[-1] for row in others) <= best + 1e-5


def test_sampling_follows_the_models_distribution(backend: Backend) -> None:
    sampler, start = backend.sampler(), prompts(backend)[0]
    drawn = sampler.sample([start], 2000, SamplingParams(max_tokens=1)).result()[0]
    counts = np.bincount([sample.tokens[0] for sample in drawn], minlength=50)

    expected = np.exp(
        [row[-1] for row in sampler.logprobs([[*start, token] for token in range(50)]).result()]
    )

    sigma = np.sqrt(expected * (1 - expected) * 2000) + 1
    assert np.abs(counts[:50] - expected * 2000).max() < 5 * sigma.max()
    assert (np.abs(counts[:50] - expected * 2000) < 4.5 * sigma).all()


def test_top_k_and_top_p_leave_only_the_likeliest(backend: Backend) -> None:
    sampler, start = backend.sampler(), prompts(backend)[0]
    three = sampler.sample([start], 200, SamplingParams(max_tokens=1, top_k=3)).result()[0]
    nucleus = sampler.sample([start], 200, SamplingParams(max_tokens=1, top_p=1e-6)).result()[0]
    best = sampler.sample([start], 1, SamplingParams(max_tokens=1, temperature=0.0)).result()[0][0]

    assert len({sample.tokens for sample in three}) == 3
    assert {sample.tokens for sample in nucleus} == {best.tokens}


def test_a_sample_ends_with_its_first_stop_token_or_at_its_length(backend: Backend) -> None:
    sampler, starts = backend.sampler(), prompts(backend)
    free = sampler.sample(starts, 2, SamplingParams(max_tokens=20)).result()
    stop = free[0][0].tokens[6]
    drawn = sampler.sample(starts, 2, SamplingParams(max_tokens=20, stop=(stop,))).result()

    for before, after in zip(sum(free, ()), sum(drawn, ()), strict=True):
        length = before.tokens.index(stop) + 1 if stop in before.tokens else 20
        assert after.tokens == before.tokens[:length]
        assert after.stop_reason == ("stop" if stop in before.tokens else "length")
    assert drawn[0][0].stop_reason == "stop"


def test_save_and_resume_continue_exactly(backend: Backend) -> None:
    batch = data(backend)
    whole = backend.trainer()
    losses = train(whole, batch, 6)

    first = backend.trainer()
    early = train(first, batch, 3)
    second = backend.trainer(first.save("half"))
    late = train(second, batch, 3)

    assert early + late == losses
    np.testing.assert_allclose(
        scores(second.sampler(), backend), scores(whole.sampler(), backend), rtol=0, atol=2e-5
    )  # the weights are the same, and a service rounds by what it happens to batch


def test_a_checkpoint_can_be_asked(backend: Backend) -> None:
    trainer = backend.trainer()
    train(trainer, data(backend), 3)
    checkpoint = trainer.save("last")

    np.testing.assert_allclose(
        scores(backend.sampler(checkpoint), backend), scores(trainer.sampler(), backend), atol=1e-5
    )


def test_saving_again_under_a_name_replaces_it_and_leaves_nothing_else(
    backend: Backend, tmp_path: Path
) -> None:
    trainer = backend.trainer()
    trainer.save("best")
    train(trainer, data(backend), 2)
    checkpoint = trainer.save("best")

    assert [entry.name for entry in Path(checkpoint.path).parent.iterdir()] == ["best"]
    np.testing.assert_allclose(
        scores(backend.sampler(checkpoint), backend), scores(trainer.sampler(), backend), atol=1e-5
    )


def test_a_deleted_checkpoint_is_gone_and_deleting_it_twice_is_no_error(backend: Backend) -> None:
    checkpoint = backend.trainer().save("old")
    backend.delete(checkpoint)
    backend.delete(checkpoint)

    assert not Path(checkpoint.path).exists()
    with pytest.raises(BackendError, match="Checkpoint old is gone"):
        backend.trainer(checkpoint)
    with pytest.raises(BackendError, match="Checkpoint old is gone"):
        backend.sampler(Checkpoint(name="old", path=checkpoint.path))


def test_the_fingerprint_stays_while_the_starting_model_does(backend: Backend) -> None:
    before = backend.fingerprint()
    train(backend.trainer(), data(backend), 2)

    assert backend.fingerprint() == before
    assert len(before) == 64


def test_the_fingerprint_of_a_checkpoint_is_its_own(backend: Backend) -> None:
    trainer = backend.trainer()
    train(trainer, data(backend), 1)
    one = trainer.save("one")
    train(trainer, data(backend), 1)
    other = trainer.save("other")
    assert len({backend.fingerprint(), backend.fingerprint(one), backend.fingerprint(other)}) == 3
    assert backend.fingerprint(one) == backend.fingerprint(one)


def test_the_tokenizer_marks_the_tutors_turn_with_its_end(backend: Backend) -> None:
    tokenizer = backend.tokenizer()
    messages = [Message(role="user", content="help"), Message(role="assistant", content="add 2")]
    rendered = tokenizer.render(messages)
    user, tutor = rendered.spans

    assert tokenizer.decode(rendered.tokens[user.start : user.stop]) == "help"
    assert tokenizer.decode(rendered.tokens[tutor.start : tutor.stop]) == "add 2"
    assert rendered.tokens[tutor.stop - 1] in tokenizer.stop_tokens
    assert tokenizer.prompt(messages[:1]) == rendered.tokens[: tutor.start]
