"""Whatever a file of a run has come to hold, the commands that read it show it, or say where it is damaged."""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.mangled import TEXTS
from tests.fuzz.running import SETTINGS, called, for_a_while
from tutortrain.train import main as train

pytestmark = pytest.mark.fuzz
SHORT: Final = ["training.max_steps=2", "data.num_train=32", "data.num_eval=8", "benchmark.num_items=8"]
GROUPS: Final = ["method=rlvr", "training.batch_size=4", "method.sampling.group_size=2"]
FILES: Final = [
    *("run.json", "benchmark_results.json", "comparison.json", "generations.jsonl", "metrics.jsonl"),
    *("rollouts.jsonl", "checkpoints.jsonl", "progress.json", "training_config.yaml", "../sweep.json"),
]
COMMANDS: Final = [
    *(("ls",), ("ls", "--where", "solve > 0.1", "--sort", "leak"), ("ls", "--format", "json")),
    *(("watch", "--once"), ("watch", "--once", "rlvr_001"), ("leaderboard",), ("best", "multirun")),
    *(("compare", "rlvr_001"), ("report", "rlvr_001"), ("report", "rlvr_001/0"), ("rollouts", "rlvr_001/0")),
    ("clean", "checkpoints", "multirun", "--keep-last", "5", "--yes"),
]
DELETED: Final = object()
NUMBERS = st.integers(-(2**63), 2**63) | st.floats(width=32)
VALUES = st.none() | st.booleans() | NUMBERS | TEXTS | st.lists(TEXTS, max_size=2) | st.just({"a": 1})


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep of two jobs, from the place where it was started."""
    here = tmp_path_factory.mktemp("runs")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here)
        assert train(["-m", *GROUPS, *SHORT, "seed=0,1"]) == 0
    (sweep,) = (here / "multirun" / "rlvr").glob("rlvr_*")
    return sweep.relative_to(here)


def places(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something can be put or taken away."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [each for key, part in inner for each in places(part, (*place, key))]
    return [place, *found] if place else found


def changed(text: str, where: float, value: object) -> str:
    """The JSON in which one value is another, or gone."""
    raw = json.loads(text)
    found = places(raw)
    *above, last = found[int(where * len(found))]
    within = raw
    for key in above:
        within = within[key]
    if value is DELETED:
        del within[last]
    else:
        within[last] = value
    return json.dumps(raw)


def damaged(name: str, text: str, where: float, value: object) -> str:
    if name.endswith(".yaml"):
        lines = text.splitlines()
        lines[int(where * len(lines))] = str(value)
        return "\n".join(lines)
    if name.endswith(".json"):
        return changed(text, where, value)
    first, *rest = text.splitlines()
    return "\n".join([changed(first, where, value), *rest]) + "\n"


def test_a_file_of_a_run_that_was_damaged_is_shown_or_named(
    sweep: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(next(tmp_path_factory.getbasetemp().glob("runs*")))
    job = next(sweep.glob("0_*"))
    sound = {name: (job / name).read_bytes() for name in FILES}

    @SETTINGS
    @given(
        st.sampled_from(FILES),
        st.floats(0, 1, exclude_max=True),
        st.just(DELETED) | VALUES,
        st.sampled_from(COMMANDS),
    )
    def look(name: str, where: float, value: object, words: tuple[str, ...]) -> None:
        text = damaged(name, sound[name].decode(), where, value)
        (job / name).write_text(text, encoding="utf-8", errors="replace")
        try:
            called(*words)
        finally:
            (job / name).write_bytes(sound[name])

    for_a_while(look)
