"""What the service calls the model that `model.base_model` means."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from tutortrain.backends.models import locate
from tutortrain.backends.tinker.service import ServedModel
from tutortrain.errors import ModelError
from tutortrain.types import Checkpoint

SCHEME: Final = "tinker://"
FOR_SAMPLING: Final = "/sampler_weights/"
"""In the address of weights that can be asked as they are; those of a checkpoint are loaded first."""
_SHOWN: Final = 20
"""Names of a long list that a message shows, the nearest first."""


def served_name(base_model: str, served: Sequence[ServedModel] | None, *, trained: bool) -> str:
    """A hub id is the service's own name; a folder may be served under its path, as typed or absolute.

    Raises ModelError, with the nearest name first, for a model that is not served or cannot be `trained`.
    """
    names = _candidates(base_model)
    if served is None:
        return names[-1]
    found = next((model for name in names for model in served if model.name == name), None)
    if found is None:
        raise ModelError(
            f"model.base_model={base_model}: the service does not serve this model; it serves "
            + _nearest_first(names[-1], [model.name for model in served])
        )
    if trained and not found.trainable:
        trainable = [model.name for model in served if model.trainable]
        raise ModelError(
            f"model.base_model={base_model}: the service lets it be asked, not trained; it trains "
            + _nearest_first(names[-1], trainable)
        )
    return found.name


def address(checkpoint: Checkpoint) -> str:
    """Raises ModelError for a checkpoint on this machine, which no service can read."""
    if not checkpoint.path.startswith(SCHEME):
        raise ModelError(
            f"{checkpoint.path} lies on this machine and the service cannot read it; serve it and give its "
            "url, use backend=local, or name a checkpoint of the service (tinker://...)"
        )
    return checkpoint.path


def address_for_asking(path: str) -> str:
    """`tinker://RUN/sampler_weights/NAME`, as the API has it, where a server leaves the middle out."""
    run, _, name = path.removeprefix(SCHEME).partition("/")
    return f"{SCHEME}{run}{FOR_SAMPLING}{name.rpartition('/')[2]}"


def _candidates(base_model: str) -> tuple[str, ...]:
    located = locate(base_model)
    if isinstance(located, Path):
        return tuple(dict.fromkeys([base_model, str(located.resolve()), str(located.absolute())]))
    return (located,)


def _nearest_first(name: str, names: Sequence[str]) -> str:
    """The names in the order of their likeness to `name`, by what follows the last slash, too."""
    tails = {each.rpartition("/")[2].lower(): each for each in names}
    near = get_close_matches(name, names, n=_SHOWN, cutoff=0.6)
    near += [
        tails[tail]
        for tail in get_close_matches(name.rpartition("/")[2].lower(), tails, n=_SHOWN, cutoff=0.5)
    ]
    ordered = list(dict.fromkeys([*near, *sorted(names)]))
    more = len(ordered) - _SHOWN
    return (", ".join(ordered[:_SHOWN]) or "none at all") + (f" and {more} more" if more > 0 else "")
