"""`tutortrain tag`: grade and topics for every problem of a file, or how good such tags are."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from tutortrain.config.endpoint import EndpointConfig
    from tutortrain.curriculum.rows import FieldNames
    from tutortrain.curriculum.taggers import Tagger
    from tutortrain.curriculum.tagging import Tagged, TaggingJob

MAX_CONCURRENT: Final = 8
TIMEOUT_SECONDS: Final = 120.0
MAX_RETRIES: Final = 4


def tag(
    source: Annotated[
        str | None, typer.Option("--input", help="JSONL: GSM8K's form, ours, or named fields; - for a pipe")
    ] = None,
    target: Annotated[
        str | None, typer.Option("--output", help="Where to write our training format; - for a pipe")
    ] = None,
    tagger: Annotated[str, typer.Option("--tagger", help="model, rules or llm")] = "model",
    min_confidence: Annotated[
        float | None,
        typer.Option("--min-confidence", min=0, max=1, help="Below it the grade is null; model only"),
    ] = None,
    problem_field: Annotated[
        str | None, typer.Option("--problem-field", help="Where other files keep the problem's text")
    ] = None,
    answer_field: Annotated[str | None, typer.Option("--answer-field", help="... its final answer")] = None,
    solution_field: Annotated[
        str | None, typer.Option("--solution-field", help="... its worked steps")
    ] = None,
    endpoint: Annotated[
        str | None, typer.Option("--endpoint", help="Address for llm: http://127.0.0.1:8000/v1")
    ] = None,
    served_model: Annotated[str | None, typer.Option("--served-model", help="The server's id for it")] = None,
    api_key_env: Annotated[
        str | None, typer.Option("--api-key-env", help="The NAME of the variable that holds the key")
    ] = None,
    evaluate: Annotated[
        str | None,
        typer.Option("--evaluate", help="Judge the tagger on a file whose rows have grades or codes"),
    ] = None,
) -> None:
    """Tag problems with grade and Common Core topics; these are estimates, and say how sure they are."""
    from tutortrain.errors import ConfigError

    opened = _tagger(tagger, min_confidence, _endpoint(endpoint, served_model, api_key_env))
    if evaluate is not None:
        _evaluate(opened, evaluate)
    elif source is None or target is None:
        raise ConfigError("tag needs --input FILE and --output FILE (- for a pipe), or --evaluate FILE")
    else:
        _tag(opened, source, target, _names(problem_field, answer_field, solution_field))


def _tagger(name: str, min_confidence: float | None, endpoint: "EndpointConfig | None") -> "Tagger":
    from tutortrain.curriculum.taggers import TAGGERS, TaggerOptions
    from tutortrain.errors import ConfigError

    if name not in TAGGERS:
        raise ConfigError(f"--tagger={name}: there is none of that name; choose {', '.join(TAGGERS)}")
    return TAGGERS[name](TaggerOptions(min_confidence=min_confidence, endpoint=endpoint))


def _endpoint(url: str | None, model: str | None, api_key_env: str | None) -> "EndpointConfig | None":
    from tutortrain.config.endpoint import EndpointConfig, parse_address
    from tutortrain.errors import ConfigError

    if url is None:
        return None
    if model is None:
        raise ConfigError("--endpoint needs --served-model, the id under which the server knows the model")
    return EndpointConfig(
        url=parse_address(url, "--endpoint"),
        model=model,
        api_key_env=api_key_env,
        max_concurrent=MAX_CONCURRENT,
        timeout_seconds=TIMEOUT_SECONDS,
        max_retries=MAX_RETRIES,
    )


def _names(problem: str | None, answer: str | None, solution: str | None) -> "FieldNames | None":
    from tutortrain.curriculum.rows import FieldNames
    from tutortrain.errors import ConfigError

    if problem is not None:
        return FieldNames(problem=problem, answer=answer, solution=solution)
    if answer is not None or solution is not None:
        raise ConfigError("--answer-field and --solution-field need --problem-field beside them")
    return None


def _tag(tagger: "Tagger", source: str, target: str, names: "FieldNames | None") -> None:
    from tutortrain.curriculum.tagging import TaggingJob
    from tutortrain.data.forms import JSON_LINES
    from tutortrain.data.reading import PIPE, existing_file
    from tutortrain.errors import DataError

    path = existing_file("--input", source, JSON_LINES)
    output = None if target == PIPE else Path(target)
    if output is not None and not output.parent.is_dir():
        raise DataError(f"--output: there is no folder {output.parent}; make it first.")
    if output is not None and output.is_dir():
        raise DataError(f"--output: {output} is a folder; give a file in it.")
    job = TaggingJob(source=path, target=output, tagger=tagger, names=names)
    done = _watched(job)
    typer.echo(_told(done, target), err=True)


def _watched(job: "TaggingJob") -> "Tagged":
    """With a progress bar where the number of lines can be known, and until Ctrl-C."""
    from dataclasses import replace

    from rich.console import Console

    from tutortrain.curriculum.tagging import tag_file
    from tutortrain.display import open_display
    from tutortrain.errors import Interrupted
    from tutortrain.job.stop import Stop
    from tutortrain.runs.lines import count_lines

    total = count_lines(job.source) if job.source.is_file() else None
    try:
        with Stop() as stop, open_display(Console(stderr=True)) as display:
            if total is not None:
                display.begin("tagging", total)

            def watch(num_done: int) -> None:
                stop.check()
                if total is not None:
                    display.advance(num_done)

            return tag_file(replace(job, watch=watch))
    except Interrupted as stopped:
        raise Interrupted(f"{stopped}; the same command goes on where it was stopped") from stopped


def _told(done: "Tagged", target: str) -> str:
    parts = [f"{target}: {done.num_rows} rows"]
    if done.num_resumed:
        parts.append(f"{done.num_resumed} of them from before")
    if done.num_withheld:
        parts.append(f"{done.num_withheld} without a grade")
    if done.num_failed:
        parts.append(f"{done.num_failed} not tagged, the first for: {done.failure}")
    return ", ".join(parts)


def _evaluate(tagger: "Tagger", name: str) -> None:
    from tutortrain.cli.tag_report import report
    from tutortrain.curriculum.evaluation import judge
    from tutortrain.data.forms import JSON_LINES
    from tutortrain.data.reading import read_examples, refuse_bad_rows
    from tutortrain.errors import DataError

    file = read_examples("--evaluate", name, JSON_LINES, lambda row: row)
    refuse_bad_rows([file])
    judged = judge(tagger, file.examples)
    if not judged:
        raise DataError(f"--evaluate: no row of {name} has a `grade` (K to 8) or a code in `topic_tags`.")
    typer.echo(report(judged))
