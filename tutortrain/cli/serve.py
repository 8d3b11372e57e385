"""`tutortrain serve RUN`."""

import signal
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tutortrain.cli.export import Weights

if TYPE_CHECKING:
    from tutortrain.backends.named import NamedModel
    from tutortrain.serving.server import Serving


def serve(
    run: Weights,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any that is free")] = 8000,
    host: Annotated[
        str, typer.Option(help="Address to listen on; whoever reaches it can ask, without a key")
    ] = "127.0.0.1",
    device: Annotated[
        Literal["auto", "cpu", "cuda", "mps"], typer.Option(help="auto is a GPU if there is one")
    ] = "auto",
    server: Annotated[
        str, typer.Option(help="transformers or vllm; auto is vllm where it is installed beside a GPU")
    ] = "auto",
) -> None:
    """Answer OpenAI clients with a run's newest weights, until Ctrl-C."""
    from tutortrain.backends.named import find_model
    from tutortrain.config.model import hub_id
    from tutortrain.job.stop import Stop
    from tutortrain.serving import Listening, serving

    weights = find_model(hub_id(run), key="RUN")
    listening = Listening(host=host, port=port, device=device, server=server)
    with Stop(_ending()) as stop, serving(weights, listening, stop.check, typer.echo) as answering:
        typer.echo(_how_to_ask(answering, weights))
        answering.child.wait(lambda: stop.requested)
    typer.echo("stopped")


def _ending() -> list[signal.Signals]:
    """A closed terminal ends it too, unless it was started to outlive that (nohup)."""
    outlives = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM, *([] if outlives else [signal.SIGHUP])]


def _how_to_ask(answering: "Serving", weights: "NamedModel") -> str:
    import shlex

    name, url = answering.start.name, answering.url
    benchmark = ["tutortrain", "benchmark", "--model-name", _results_of(weights)]
    benchmark += ["--endpoint", url, "--served-model", name]
    return "\n".join(
        [
            f"serving after {answering.seconds:.1f} s, by {answering.program}; Ctrl-C stops it",
            f"base_url   {url}",
            f"model      {name}",
            f"benchmark  {shlex.join(benchmark)}",
        ]
    )


def _results_of(weights: "NamedModel") -> str:
    """A run by its directory, so that it is found wherever it lies; other weights by their label."""
    import os

    from tutortrain.backends.named import label, run_of

    run, name = run_of(weights), label(weights)
    return os.path.relpath(run.path) if run is not None and run.path.name == name else name
