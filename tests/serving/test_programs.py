"""Which server is started, and how."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from tutortrain.errors import UserError
from tutortrain.serving.programs import PROGRAMS, Start, choose

START = Start(name="sft_001_x", host="127.0.0.1", port=8123, device="cuda", dtype="bfloat16")


def install(monkeypatch: pytest.MonkeyPatch, *, vllm: bool) -> None:
    """Stands in for vLLM by a package that is installed, or by one that nobody has."""
    stand_in = replace(PROGRAMS["vllm"], packages=("json",) if vllm else ("no_such_package",))
    monkeypatch.setitem(PROGRAMS, "vllm", stand_in)


@pytest.mark.parametrize(
    ("device", "vllm", "chosen"),
    [("cpu", True, "transformers"), ("cuda", False, "transformers"), ("cuda", True, "vllm")],
)
def test_vllm_is_chosen_where_it_is_installed_beside_a_gpu(
    monkeypatch: pytest.MonkeyPatch, device: str, vllm: bool, chosen: str
) -> None:
    install(monkeypatch, vllm=vllm)
    assert choose("auto", device) == chosen


def test_a_server_that_is_not_installed_or_not_known_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, vllm=False)
    with pytest.raises(UserError, match=r"needs no_such_package, not installed here: pip install vllm"):
        choose("vllm", "cuda")
    with pytest.raises(UserError, match=r"--server=ollama: .* known are vllm, transformers"):
        choose("ollama", "cpu")


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_server_is_told_the_name_the_address_and_the_precision(program: str, tmp_path: Path) -> None:
    command = PROGRAMS[program].command(START, tmp_path)
    pairs = set(pairwise(command))
    assert {("--host", "127.0.0.1"), ("--port", "8123"), ("--dtype", "bfloat16")} <= pairs
    assert ("serve", {"vllm": str(tmp_path), "transformers": "sft_001_x"}[program]) in pairs
    assert "sft_001_x" in command
