"""Where rows come from. A new source is a file here and a line in `SOURCES` (and in `config.data`)."""

from collections.abc import Mapping
from typing import Final

from tutortrain.config.data import Source as SourceName
from tutortrain.data.forms import JSON_ARRAY
from tutortrain.data.sources import (
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
    "jsonl": FileSource(jsonl.convert),
    "gsm8k": FileSource(gsm8k.convert),
    "gsm8k_socratic": FileSource(gsm8k_socratic.convert),
    "svamp": FileSource(svamp.convert, JSON_ARRAY),
    "mathdial": FileSource(mathdial.convert),
    "stepverify": FileSource(stepverify.convert, JSON_ARRAY),
    "mathcamps": FileSource(mathcamps.convert, mathcamps.WITH_ORIGINALS, mathcamps.choose),
}
