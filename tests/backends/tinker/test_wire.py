"""Our values to the SDK's and back; run by `make tinker`, for it needs the SDK."""

from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("tinker")

from tutortrain.backends.tinker import wire
from tutortrain.errors import BackendError
from tutortrain.types import Adam, Datum, Loss, SamplingParams

pytestmark = pytest.mark.tinker
ROW = Datum(
    inputs=np.array([5, 6, 7]),
    targets=np.array([6, 7, 8]),
    weights=np.array([0, 2, -1], np.float32),
    logprobs=np.array([-9, -1, -2], np.float32),
)


class Tensor:
    """What a result holds."""

    def __init__(self, *values: float) -> None:
        self._values = np.array(values, np.float32)

    def to_numpy(self) -> np.ndarray:
        return self._values


def output(*rows: Tensor) -> SimpleNamespace:
    return SimpleNamespace(loss_fn_outputs=[{"logprobs": row} for row in rows])


def sent(loss: Loss) -> dict[str, list[float]]:
    made = wire.datum(ROW, loss)
    assert made.model_input.to_ints() == [5, 6, 7]
    return {name: tensor.to_numpy().tolist() for name, tensor in made.loss_fn_inputs.items()}


def test_a_supervised_row_has_targets_and_weights() -> None:
    assert sent(Loss()) == {"target_tokens": [6, 7, 8], "weights": [0, 2, -1]}


def test_a_sampled_row_has_credit_and_the_sampling_log_probabilities_where_there_is_credit() -> None:
    assert sent(Loss(name="ppo")) == {
        "target_tokens": [6, 7, 8],
        "advantages": [0, 2, -1],
        "logprobs": [0, -1, -2],
    }


def test_clip_bounds_are_bounds_of_the_ratio() -> None:
    clipped = Loss(name="cispo", clip_low=0.25, clip_high=0.5)

    assert wire.loss_config(clipped) == {"clip_low_threshold": 0.75, "clip_high_threshold": 1.5}
    assert wire.loss_config(Loss(name="importance_sampling")) is None


def test_a_pass_is_summed_and_silent_where_there_is_no_weight() -> None:
    result = wire.read_pass(output(Tensor(-4, -1, -2)), [ROW], Loss())

    assert result.loss == 2 * 1 - 1 * 2
    assert result.logprobs[0].tolist() == [0, -1, -2]


def test_results_that_do_not_fit_the_batch_are_refused() -> None:
    with pytest.raises(BackendError, match="2 results came back for 1 rows"):
        wire.read_pass(output(Tensor(-4, -1, -2), Tensor(-1)), [ROW], Loss())
    with pytest.raises(BackendError, match="2 log-probabilities came back for 3 targets"):
        wire.read_pass(output(Tensor(-4, -1)), [ROW], Loss())


def test_the_optimizers_settings_are_all_sent() -> None:
    made = wire.adam(Adam(lr=1.0, beta1=0.1, beta2=0.2, eps=0.3, weight_decay=0.4, grad_clip_norm=0.5))

    values = made.learning_rate, made.beta1, made.beta2, made.eps, made.weight_decay, made.grad_clip_norm
    assert values == (1.0, 0.1, 0.2, 0.3, 0.4, 0.5)


@pytest.mark.parametrize("name", ["grad_norm", "skyrl.ai/grad_norm", "grad_norm:mean"])
def test_the_gradients_norm_is_found_under_any_vendors_name(name: str) -> None:
    assert wire.read_step(SimpleNamespace(metrics={name: 2, "other": 1})) == {"grad_norm": 2}


def test_a_service_need_not_tell_the_gradients_norm() -> None:
    assert wire.read_step(SimpleNamespace(metrics=None)) == {}


def test_no_limits_and_no_stop_tokens_are_said_as_such() -> None:
    made = wire.sampling(SamplingParams(max_tokens=4), seed=7)

    assert (made.top_k, made.top_p, made.stop, made.seed) == (-1, 1, [], 7)
    assert wire.sampling(SamplingParams(max_tokens=4, top_k=3, stop=(2,)), 0).stop == [2]


@pytest.mark.parametrize("values", [[None, -1.0, -2.0], [-1.0, -2.0]])
def test_nothing_is_known_of_the_first_token(values: list[float | None]) -> None:
    assert wire.read_logprobs(values, 3).tolist() == [0, -1, -2]


def test_the_likeliest_tokens_come_in_order_and_enough_of_them() -> None:
    told = SimpleNamespace(topk_prompt_logprobs=[None, [(4, -2.0), (9, -0.5), (1, -3.0)]])
    top = wire.read_top(told, 2, 2)

    assert top.tokens.tolist() == [[0, 0], [9, 4]]
    assert top.logprobs.tolist() == [[0, 0], [-0.5, -2]]
    with pytest.raises(BackendError, match="does not tell the 4 likeliest tokens"):
        wire.read_top(told, 2, 4)
    with pytest.raises(BackendError, match="does not tell"):
        wire.read_top(SimpleNamespace(topk_prompt_logprobs=None), 2, 1)


def test_a_sample_without_log_probabilities_is_refused() -> None:
    sequence = SimpleNamespace(tokens=[3], logprobs=None, stop_reason="stop")

    with pytest.raises(BackendError, match="without telling"):
        wire.read_sample(SimpleNamespace(sequences=[sequence]))
