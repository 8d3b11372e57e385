"""Where skyrl 0.4.0 does not keep the contract: each test that must fail over it, and why.

The failures are strict: a server that keeps the contract breaks them, and its line goes.
"""

from typing import Final

import pytest

FAILS: Final = {
    "test_clipping_shortens_the_gradient_and_reports_its_norm_before": "skyrl does not read grad_clip_norm",
    "test_the_loss_falls_as_its_gradient_says": (
        "skyrl's gradient is a mean over rows of means over a row's weights, not a sum"
    ),
    "test_several_targets_a_token_add_up": "skyrl takes one target a token",
    "test_a_sampler_is_a_snapshot": (
        "skyrl loads a snapshot into the adapter that is being trained, and not again when that has moved on"
    ),
    "test_the_likeliest_tokens_come_with_the_models_own_log_probabilities": (
        "skyrl on JAX tells no topk_prompt_logprobs"
    ),
}
HANGS: Final = {
    "test_saving_again_under_a_name_replaces_it_and_leaves_nothing_else": (
        "skyrl answers 409 to a name that exists, whatever `overwrite` says, and the SDK repeats a 409 for "
        "five minutes; a run of ours gives every checkpoint of a training run a name of its own"
    ),
}


def mark(request: pytest.FixtureRequest) -> None:
    """Expects the failure of a test that the server cannot pass."""
    name = request.node.originalname
    if name in FAILS:
        request.applymarker(pytest.mark.xfail(reason=FAILS[name], strict=True))
    if name in HANGS:
        pytest.xfail(HANGS[name])
