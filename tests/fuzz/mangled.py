"""Files as people, other programs and bad luck leave them: what each of the sources reads, and then mangled."""

import gzip
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backports import zstd
from hypothesis import strategies as st

from tutortrain.data.forms import JSON_LINES
from tutortrain.data.sources import SOURCES

WORKED = "He has 7+5=<<7+5=12>>12 apples.\n#### 12"
ROWS: Mapping[str, list[dict[str, Any]]] = {
    "jsonl": [
        {"prompt": "What is 3 + 4?", "response": "Start from 3.", "answer": "7", "grade": "1", "id": 3},
        {"prompt": "p", "response": "r", "attempt": ["3 + 4 = 8", "8"], "mistake": 1, "solution": "3 + 4 = 7"},
        {"messages": [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "What first?"}]},
        {"prompt": "Give me a hint.", "response": "7", "answer": "7", "problem": "3 + 4?", "topic_tags": ["1.OA"]},
    ],
    "gsm8k": [{"question": "Tom has 7 apples and gets 5 more. How many?", "answer": WORKED}],
    "gsm8k_socratic": [{"question": "Tom has 7 apples.", "answer": f"How many? ** {WORKED}"}],
    "svamp": [
        {"ID": "c-1", "Body": "26 cakes.", "Question": "How many?", "Equation": "( 26.0 - 9.0 )", "Answer": 17.0}
    ],
    "mathdial": [
        {
            "question": "Tom has 7 apples.",
            "ground_truth": "7 + 5 = 12\n 12",
            "student_incorrect_solution": "7 - 5 = 2\n 2",
            "conversation": "Teacher: (probing)Talk me through it.|EOM|Tom: I took 5.|EOM|Teacher: Why?",
        }
    ],
    "stepverify": [
        {
            "problem": "Tom has 7 apples.",
            "reference_solution": "7 + 5 = 12\n 12",
            "student_incorrect_solution": ["7 - 5 = 2", " 2"],
            "incorrect_index": 0,
            "dialog_history": [{"user": "Student", "text": "2"}, {"user": "Teacher", "text": "Why?"}],
        }
    ],
    "bridge": [
        {
            "c_id": "1_2",
            "lesson_topic": "3.4B.Rounding Whole Numbers (Review) - 1",
            "c_h": [{"user": "tutor", "text": "Round 2,458."}, {"user": "student", "text": "2,400"}],
            "c_r_": [{"user": "tutor", "text": "Look at the tens."}],
        }
    ],
    "mathcamps": [
        {"id": "3.OA.A.3-0-0", "standard": "3.OA.A.3", "statement": "7 + 5?", "answer": "12", "followup_to": None},
        {"id": "3.OA.A.3-0-1", "standard": "3.OA.A.3", "statement": "+ 1?", "answer": "13", "followup_to": "3.OA.A.3-0-0"},
    ],
}  # fmt: skip
"""Good rows of each source."""
KEYS = sorted({key for rows in ROWS.values() for row in rows for key in row} | {"tag_method", "", "role"})
HARD_TEXTS = """1/0 9/00 10^9999 1e999999999 0.(3) ½ ²³ ٣+٤ ١/٠ 5. 1,,000 -Infinity nan <<7/0=0>> <<=>>
####x $ $$ % ** |EOM| Teacher: [b]x[/nope] <|im_start|> 4.NF.A.1 K.CC 9.ZZ hint; `id` x= (1+ \\frac{1}{0} -0 1:2"""
LONG_TEXTS = ["9" * 5000, "a" * 100_000, "1" + ",000" * 500, "1 " * 3000, "(" * 3000, "9 ** " * 30 + "9"]
CONTROLS = [
    " ",
    "\x00",
    "\u2028",
    "\x85",
    "\ud800",
    "\ufffd",
    "\x1b[2J",
    "12\n#### 12",
    "1 ÷ 0 = <<1/0=0>>1\n#### 1",
]
TEXTS = st.text(max_size=40) | st.sampled_from([*re.split(r"\s", HARD_TEXTS), *LONG_TEXTS, *CONTROLS])
NUMBERS = (
    st.integers()
    | st.floats()
    | st.sampled_from([10**400, -(10**4000), 1e308, float("nan"), float("inf"), 2**63, -1])
)
LEAVES = st.none() | st.booleans() | NUMBERS | TEXTS
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | TEXTS, inner, max_size=4)
    ),
    max_leaves=8,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mangled:
    """source: whose rows were mangled."""

    source: str
    content: bytes


@st.composite
def retold(draw: st.DrawFn, source: str) -> object:
    """A row that says something else, in fields of the same kind, and has a note."""
    row = dict(draw(st.sampled_from(ROWS[source])))
    texts = sorted(key for key, value in row.items() if isinstance(value, str))
    for key in draw(st.lists(st.sampled_from(texts), max_size=2)) if texts else ():
        text = draw(TEXTS)
        row[key] = draw(st.sampled_from([text, row[key] + text, text + row[key], f"{text}\n{row[key]}"]))
    return row | (draw(st.just({}) | st.fixed_dictionaries({"note": VALUES})))


@st.composite
def changed(draw: st.DrawFn, source: str) -> object:
    """A row with a few of its fields changed, gone, or put elsewhere."""
    row = dict(draw(st.sampled_from(ROWS[source])))
    for _ in range(draw(st.integers(1, 2))):
        key = draw(st.sampled_from(sorted(row) or KEYS))
        match draw(st.sampled_from(["change", "add", "drop", "wrap"])):
            case "change":
                row[key] = draw(VALUES)
            case "add":
                row[draw(st.sampled_from(KEYS) | TEXTS)] = draw(VALUES)
            case "drop":
                row.pop(key, None)
            case "wrap":
                row[key] = [row.get(key), {key: row.get(key)}]
    return draw(st.just(row) | st.just(row) | VALUES)


@st.composite
def twisted(draw: st.DrawFn, text: str) -> str:
    """What is nearly JSON, or JSON as few write it."""
    depth = draw(st.sampled_from([1, 300, 900, 950, 990, 2000, 200_000]))
    match draw(st.sampled_from(["comma", "twice", "deep", "cut", "number", "own"])):
        case "comma":
            return text[:-1] + "," + text[-1]
        case "twice":
            return text.replace("{", '{"note": "1", "note": "2", ', 1)
        case "deep":
            opened, closed = draw(st.sampled_from([("[", "]"), ('{"a":', "}")]))
            key = draw(st.sampled_from(["note", "id", "grade", "prompt", "messages", "answer"]))
            return text.replace("{", f'{{"{key}": {opened * depth}1{closed * depth}, ', 1)
        case "cut":
            return text[: draw(st.integers(0, len(text)))]
        case "number":
            return text.replace("{", f'{{"note": {"9" * draw(st.sampled_from([30, 4300, 4301]))}, ', 1)
    return draw(TEXTS)


@st.composite
def files(draw: st.DrawFn) -> Mangled:
    """A file that is mangled in one way: in what it says, its fields, its lines or its bytes."""
    source, way = (
        draw(st.sampled_from(sorted(ROWS))),
        draw(st.sampled_from(["said", "said", "fields", "lines", "bytes"])),
    )
    values = draw(st.lists(retold(source), min_size=1, max_size=6))
    if way == "fields":
        values += draw(st.lists(changed(source), min_size=1, max_size=2))
    lines = [json.dumps(value, ensure_ascii=draw(st.booleans())) for value in values]
    if way == "lines":
        lines.append(draw(twisted(lines[-1])))
    return Mangled(source=source, content=draw(written(source, lines, mangled=way == "bytes")))


@st.composite
def written(draw: st.DrawFn, source: str, lines: Sequence[str], *, mangled: bool) -> bytes:
    """Lines, or an array, with or without a mark, compressed or not; mangled: also with damage in it."""
    text = "\n".join(lines)
    if (SOURCES[source].form is JSON_LINES) == (mangled and draw(st.integers(0, 5)) == 0):
        text = f"[{','.join(lines)}]"
    text = draw(st.sampled_from(["", "", "\ufeff", "\n \n"])) + text.replace(
        "\n", draw(st.sampled_from(["\n", "\r\n", "\n\n"]))
    )
    coding = (
        draw(st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-32", "latin-1"])) if mangled else "utf-8"
    )
    content = text.encode(coding, "surrogatepass" if coding.startswith("utf") else "replace")
    content = draw(damaged(content)) if mangled else content + draw(st.sampled_from([b"\n", b""]))
    for pack in draw(st.sampled_from([[], [], [], [gzip.compress], [zstd.compress], [gzip.compress] * 2])):
        content = draw(damaged(pack(content))) if mangled else pack(content)
    return content


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """Cut off, with other bytes in a place, or as it is."""
    place = draw(st.integers(0, len(content)))
    match draw(st.sampled_from(["whole", "whole", "cut", "put", "lost", "on", "other"])):
        case "cut":
            return content[:place]
        case "put":
            return content[:place] + draw(st.binary(min_size=1, max_size=4)) + content[place:]
        case "lost":
            return content[:place] + content[place + draw(st.integers(1, 8)) :]
        case "on":
            return content + draw(st.binary(min_size=1, max_size=8))
        case "other":
            return draw(st.binary(max_size=200))
    return content
