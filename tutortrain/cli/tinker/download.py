"""`tutortrain tinker download RUN DIR`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tutortrain.cli.tinker.target import ApiKeyEnv, BaseUrl, Run

if TYPE_CHECKING:
    from tutortrain.arrays import Floats
    from tutortrain.backends.tinker.remote import Remote, RemoteCheckpoint
    from tutortrain.backends.tinker.service import Service
    from tutortrain.cli.tinker.target import Target

SENTENCES: Final = (
    "Ava has 3 boxes with 4 pencils each. How many pencils does she have in all?",
    "What do you know already, and what does the question ask for?",
    "A train leaves at 9:40 and arrives at 11:15, so it takes 95 minutes.",
    "Let x be the number of apples; then 2x + 3 = 17 and x = 7.",
)
"""Of which every token's log-probability is compared."""
ROUNDING: Final = 1e-3
"""A difference that is none, whatever the untouched model's is."""


def download(
    run: Run,
    folder: Annotated[Path, typer.Argument(help="Where to write; a new or an empty folder", file_okay=False)],
    verify: Annotated[
        bool, typer.Option(help="Load the model here and compare log-probabilities with the service's")
    ] = True,
    base_url: BaseUrl = None,
    api_key_env: ApiKeyEnv = None,
) -> None:
    """Fetch a run's adapters as a folder that PEFT loads, and check that they are what the service asks."""
    from tutortrain.backends.tinker.export import download as download_to
    from tutortrain.cli.tinker.target import find, open_remote

    target = find(run, base_url, api_key_env)
    remote = open_remote(target.service)
    base_model = _base_model(target, remote)
    fetched, filled = download_to(target.service, _wanted(target, remote), base_model, folder)
    typer.echo(f"{folder}: {fetched.path}")
    if filled:
        typer.echo(f"adapter_config.json: the service left open, now filled in: {', '.join(filled)}")
    if not verify:
        typer.echo("not verified: --no-verify")
    elif reason := _obstacle(base_model):
        typer.echo(f"NOT VERIFIED: {reason}")
    else:
        _verify(target.service, fetched, base_model, folder)


def _base_model(target: "Target", remote: "Remote") -> str:
    """By our name for it, which PEFT finds, else by the service's."""
    from tutortrain.backends.models import locate
    from tutortrain.runs import manifest as manifests

    if target.directory is None:
        return remote.run(target.run_ids[-1]).base_model
    found = locate(str(manifests.read(target.directory.manifest).config["model.base_model"]))
    return str(found.resolve()) if isinstance(found, Path) else found


def _wanted(target: "Target", remote: "Remote") -> "list[RemoteCheckpoint]":
    """What the end of the run published, where that is still there; else all there is."""
    from tutortrain.backends.greedy import read

    saved = list(remote.checkpoints(target.run_ids[-1]))
    if target.directory is None or not target.directory.fingerprint.exists():
        return saved
    model = read(target.directory.fingerprint).model
    return [each for each in saved if each.path == model] or saved


def _obstacle(base_model: str) -> str | None:
    """Why the adapters cannot be tried on this machine."""
    from tutortrain.backends.models import folder_on_this_machine
    from tutortrain.errors import ModelError
    from tutortrain.installed import lacking

    if missing := lacking(("torch", "transformers", "peft")):
        return f"{', '.join(missing)} not installed here: pip install 'tutortrain[local]'"
    try:
        found = folder_on_this_machine(base_model)
    except ModelError as error:
        return str(error)
    return None if found else f"the weights of {base_model} are not on this machine"


def _verify(service: "Service", fetched: "RemoteCheckpoint", base_model: str, folder: Path) -> None:
    """Raises BackendError where the folder is nearer to the untouched model than to the service."""
    from tutortrain.cli.tinker.asking import local_backend, remote_backend
    from tutortrain.errors import BackendError
    from tutortrain.types import Checkpoint

    here, there = local_backend(base_model), remote_backend(service, base_model)
    tokens = [here.tokenizer().encode(sentence) for sentence in SENTENCES]
    told = there.sampler(Checkpoint(name=folder.name, path=fetched.path)).logprobs(tokens).result()
    adapted = here.sampler(Checkpoint(name=folder.name, path=str(folder))).logprobs(tokens).result()
    untouched = here.sampler().logprobs(tokens).result()

    def largest(ours: "tuple[Floats, ...]") -> float:
        return max(float(abs(a - b).max()) for a, b in zip(ours, told, strict=True))

    difference, without = largest(adapted), largest(untouched)
    num = sum(len(row) - 1 for row in tokens)
    said = (
        f"log-probabilities of {num} tokens here and at the service differ by at most {difference:.1e} "
        f"(without the adapters: {without:.1e})"
    )
    if difference > max(ROUNDING, without / 2):
        raise BackendError(f"{folder} does not hold what the service serves: {said}")
    typer.echo(f"verified: {said}")
