"""From weights to a server that answers for them."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from tutortrain.backends.endpoint import Endpoint
from tutortrain.backends.local.preflight import require_packages
from tutortrain.backends.named import NamedModel, label, run_of
from tutortrain.config.backend import Device, Dtype
from tutortrain.errors import EndpointError
from tutortrain.runs import manifest as manifests
from tutortrain.serving.address import endpoint, free_port
from tutortrain.serving.child import Child
from tutortrain.serving.hub import lay_out, served_name
from tutortrain.serving.programs import PROGRAMS, Start, choose

_SECONDS_BETWEEN_NOTES: Final = 10.0
_NO_DOWNLOADS: Final = "HF_HUB_OFFLINE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where to serve and by what; `server`: one of `programs.PROGRAMS`, or `auto`."""

    host: str
    port: int
    device: Device
    server: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A server that answers. `url` is the base URL and `start.name` the model that clients must name.

    seconds: from the start of its process to its first answer.
    """

    url: str
    start: Start
    program: str
    seconds: float
    child: Child


@contextmanager
def serving(
    weights: NamedModel, listening: Listening, check: Callable[[], None], note: Callable[[str], None]
) -> Iterator[Serving]:
    """Answers until the block ends; then neither the process nor a file is left.

    check: raises what is to end the waiting. note: is told what is under way. Raises UserError for what
    is not installed and a port that is taken, what `lay_out` raises, and BackendError, with its last
    lines, for a server that does not come up.
    """
    start, program = _prepare(weights, listening)
    with tempfile.TemporaryDirectory(prefix="tutortrain-serve-") as temporary:
        place = Path(temporary)
        note(f"preparing {start.name} for {start.device} in {start.dtype}")
        folder = lay_out(place / "hub", start.name, weights, start.dtype)
        check()
        command = PROGRAMS[program].command(start, folder)
        environment = {"HF_HUB_CACHE": str(place / "hub"), _NO_DOWNLOADS: "1"}
        log = place / "server.log"
        note(f"starting {program}; its output: {log}")
        with Child(command, environment, log) as child:
            asked = endpoint(start.host, start.port, start.name)
            seconds = _wait(child, Endpoint(asked), check, note)
            yield Serving(url=asked.url, start=start, program=program, seconds=seconds, child=child)


def _prepare(weights: NamedModel, listening: Listening) -> tuple[Start, str]:
    """It computes as a run with the same settings would here, so that it replies as that run's benchmark."""
    require_packages("Serving")
    from tutortrain.backends.local.devices import computes

    device, dtype = computes(listening.device, _dtype(weights))
    program = choose(listening.server, device)
    start = Start(
        name=served_name(label(weights)),
        host=listening.host,
        port=free_port(listening.host, listening.port),
        device=device,
        dtype=dtype,
    )
    return start, program


def _dtype(weights: NamedModel) -> Dtype:
    run = run_of(weights)
    config = {} if run is None else manifests.read(run.manifest).config
    return cast(Dtype, config.get("backend.dtype", "auto"))  # runs on a service have none


def _wait(child: Child, asked: Endpoint, check: Callable[[], None], note: Callable[[str], None]) -> float:
    """Seconds until the model is listed: then it is loaded, and it is ours that listens there."""
    began = noted = time.monotonic()

    def answers() -> bool:
        nonlocal noted
        check()
        if time.monotonic() - noted > _SECONDS_BETWEEN_NOTES:
            noted = time.monotonic()
            note(f"loading for {noted - began:.0f} s")
        return _lists_the_model(asked)

    child.wait(answers)
    return time.monotonic() - began


def _lists_the_model(asked: Endpoint) -> bool:
    try:
        return asked.config.model in asked.models()
    except EndpointError:  # nobody listens there yet
        return False
