"""Where rows come from. A new source is a file here and a line in `SOURCES` (and in `config.data`).

Where rows could be of two sources, the narrower one stands first.
"""

from collections.abc import Mapping
from typing import Final

from tutortrain.config.data import Source as SourceName
from tutortrain.data.forms import JSON_ARRAY
from tutortrain.data.sources import (
    bridge,
    embedded,
    gsm8k,
    gsm8k_socratic,
    jsonl,
    mathcamps,
    mathdial,
    stepverify,
    svamp,
)
from tutortrain.data.sources.base import FileSource, Source

SOURCES: Final[Mapping[SourceName, Source]] = {
    "embedded": embedded.EmbeddedSource(),
    "jsonl": FileSource(jsonl.convert, jsonl.is_own),
    "gsm8k_socratic": FileSource(gsm8k_socratic.convert, gsm8k_socratic.is_own),
    "gsm8k": FileSource(gsm8k.convert, gsm8k.is_own),
    "svamp": FileSource(svamp.convert, svamp.is_own, JSON_ARRAY),
    "mathdial": FileSource(mathdial.convert, mathdial.is_own),
    "stepverify": FileSource(stepverify.convert, stepverify.is_own, JSON_ARRAY),
    "bridge": FileSource(bridge.convert, bridge.is_own, JSON_ARRAY),
    "mathcamps": FileSource(
        mathcamps.convert, mathcamps.is_own, mathcamps.WITH_ORIGINALS, mathcamps.wants, mathcamps.choose
    ),
}
