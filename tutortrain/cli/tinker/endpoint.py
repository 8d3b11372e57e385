"""`tutortrain tinker endpoint RUN`."""

from typing import TYPE_CHECKING, Annotated

import typer

from tutortrain.cli.tinker.target import ApiKeyEnv, BaseUrl, Run

if TYPE_CHECKING:
    from tutortrain.backends.endpoint.served import Verdict
    from tutortrain.backends.tinker.service import Service
    from tutortrain.cli.tinker.target import Target
    from tutortrain.runs.directory import RunDirectory


def endpoint(
    run: Run,
    check: Annotated[
        bool, typer.Option("--check", help="Prove that what is served there is what was trained")
    ] = False,
    base_url: BaseUrl = None,
    api_key_env: ApiKeyEnv = None,
) -> None:
    """Print the base URL and the model with which an OpenAI client asks a run's weights."""
    from tutortrain.cli.tinker.target import find
    from tutortrain.errors import RunError

    target = find(run, base_url, api_key_env)
    model = _model(target)
    typer.echo(f"base_url  {target.service.endpoint}\nmodel     {model}")
    typer.echo(f"api_key   what {target.service.api_key_env} holds")
    if not check:
        return
    if target.directory is None:
        raise RunError(
            f"{run} is no run directory here: --check needs its fingerprint.json, the replies that were "
            "taken when training ended"
        )
    _check(target.service, model, target.directory)


def _model(target: "Target") -> str:
    """What the end of the run published, else the newest weights on the service that can be asked."""
    from tutortrain.backends.greedy import read
    from tutortrain.cli.tinker.target import open_remote
    from tutortrain.errors import RunError

    if target.directory is not None and target.directory.fingerprint.exists():
        return read(target.directory.fingerprint).model
    saved = open_remote(target.service).checkpoints(target.run_ids[-1])
    asked = [each.path for each in saved if each.kind == "sampler"]
    if not asked:
        raise RunError(
            f"{target.service.url} keeps no weights of {target.run_ids[-1]} that can be asked: they are "
            "saved when a run ends; `tutortrain resume` takes an interrupted one to its end"
        )
    return asked[-1]


def _check(service: "Service", model: str, directory: "RunDirectory") -> None:
    """Raises EndpointError where anything but the trained weights is served."""
    from tutortrain.backends.endpoint import Endpoint
    from tutortrain.backends.endpoint.served import check
    from tutortrain.backends.greedy import read
    from tutortrain.config.endpoint import EndpointConfig
    from tutortrain.errors import EndpointError

    fingerprint = read(directory.fingerprint)
    asked = Endpoint(
        EndpointConfig(
            url=service.endpoint,
            model=model,
            api_key_env=service.api_key_env,
            max_concurrent=1,
            timeout_seconds=120.0,
            max_retries=2,
        )
    )
    verdicts = check(asked, fingerprint.questions)
    typer.echo("\n".join(_line(verdict) for verdict in verdicts))
    wrong = [each for each in verdicts if not each.problem and each.looks != "trained"]
    if wrong:
        raise EndpointError("; ".join(_complaint(service, each) for each in wrong))


def _line(verdict: "Verdict") -> str:
    if verdict.trained is None or verdict.untouched is None:
        return f"{verdict.route:<18}not checked: {verdict.problem}"

    def told(text: float, distance: float | None) -> str:
        return f"{text:.0%} of the text" + ("" if distance is None else f", {distance:.1e} nats apart")

    after = told(verdict.trained.text, verdict.trained.distance)
    before = told(verdict.untouched.text, verdict.untouched.distance)
    return f"{verdict.route:<18}looks like {verdict.looks} (as trained: {after}; as the base model: {before})"


def _complaint(service: "Service", verdict: "Verdict") -> str:
    place = f"{service.endpoint}{verdict.route}"
    if verdict.looks == "untouched":
        return f"{place} replies like the base model, not like what was trained: do not measure through it"
    if verdict.looks == "either":
        return (
            f"{place} replies as both the trained and the base model would, and tells no log-probabilities: "
            "it cannot be said which of them is served"
        )
    return (
        f"{place} replies neither like what was trained nor like the base model: other weights, or a "
        "conversation written otherwise than by our template"
    )
