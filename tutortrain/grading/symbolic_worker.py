"""The program of a worker process: is one expression the other? It is run, never imported.

Reads a line of JSON `[answer, reply]`, both LaTeX, and writes `true` or `false`, for ever. What math-verify
(https://github.com/huggingface/Math-Verify) cannot read equals nothing. Its own time limit needs
`signal.alarm` and can be caught by the libraries below it, so it is off: the parent kills. The alarm here is
for a worker whose parent was killed itself. Only LaTeX is parsed, for the parser of plain expressions calls
`eval` on them.

Arguments: seconds for one question, bytes of address space.
"""

import json
import os
import resource
import signal
import sys
from typing import TextIO


def main(seconds: int, num_bytes: int) -> None:
    """Answers until its input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (num_bytes, num_bytes))
    import math_verify  # noqa: F401 - counts as starting, and has to have the terminal if it fails

    answers = _take_output()
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        signal.alarm(seconds + 1)
        print(json.dumps(are_equal(*json.loads(line))), file=answers, flush=True)
        signal.alarm(0)


def _take_output() -> TextIO:
    """Our own way out; whatever the libraries print goes nowhere."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.dup2(nowhere, sys.stderr.fileno())
    return answers


def are_equal(answer: str, reply: str) -> bool:
    """Whether both can be read and are the same, to math-verify's rules."""
    from math_verify import LatexExtractionConfig, parse, verify

    wanted, given = (
        parse(f"${text}$", [LatexExtractionConfig()], fallback_mode="no_fallback", parsing_timeout=None)
        for text in (answer, reply)
    )
    return bool(wanted and given and verify(wanted, given, timeout_seconds=None))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
