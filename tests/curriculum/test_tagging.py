"""Files of all kinds are tagged in order, and whatever happens the target is whole or not there."""

import json

import pytest

from tutortrain.curriculum.rows import FieldNames
from tutortrain.curriculum.taggers import TAGGERS, TaggerOptions
from tutortrain.curriculum.tagging import TaggingJob, tag_file
from tutortrain.data.format import parse
from tutortrain.errors import DataError, Interrupted

RULES = TAGGERS["rules"](TaggerOptions())
CHUNK = RULES.batch
GSM8K = {"question": "Tom has 7 apples and gets 5 more. How many?", "answer": "7 + 5 = <<7+5=12>>12\n#### 12"}


@pytest.fixture
def run(tmp_path):
    """Tags rows, or bytes, and gives the outcome and the rows written."""

    def build(rows, *, names=None, watch=lambda num: None, tagger=RULES):
        source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        data = rows if isinstance(rows, bytes) else "\n".join(map(json.dumps, rows)).encode()
        if not source.exists() or source.read_bytes() != data:
            source.write_bytes(data)
        done = tag_file(TaggingJob(source=source, target=target, tagger=tagger, names=names, watch=watch))
        return done, [json.loads(line) for line in target.read_text().splitlines()]

    return build


def files_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_row_of_gsm8k_becomes_a_row_of_our_format_with_a_tag(run):
    done, (row,) = run([GSM8K | {"note": "mine"}])
    assert row["grade"] == "1"
    assert row["topic_tags"] == ["1.OA", "1.OA.A", "addition", "subtraction"]
    assert (row["tag_method"], row["tag_confidence"], row["note"]) == ("rules", None, "mine")
    assert parse(row, "out:1").answer == "12"
    assert done.num_rows == 1


def test_a_row_of_ours_keeps_everything_and_gets_a_tag(run):
    ours = {
        "prompt": "What is 3/8 + 1/3?\n\nHint, please.",
        "response": "Look at the denominators.",
        "id": "a",
        "answer": "17/24",
    }
    _, (row,) = run([ours])
    assert row.items() >= ours.items()
    assert row["grade"] == "5"


def test_a_grade_and_topics_that_people_gave_are_kept_and_those_of_a_tagger_are_not(run):
    ours = {"prompt": "7 + 5?", "response": "12", "answer": "12", "grade": "3", "topic_tags": ["3.G"]}
    _, (given, tagged) = run([ours, ours | {"tag_method": "model"}])
    assert (given["grade"], given["topic_tags"], given["tag_method"]) == ("3", ["3.G"], "given")
    assert (tagged["grade"], tagged["tag_method"]) == ("1", "rules")


def test_fields_of_any_file_can_be_named(run):
    names = FieldNames(problem="Body", answer="Answer", solution="Steps")
    _, (row,) = run([{"Body": "7 and 5 more?", "Answer": 12, "Steps": "7 + 5 = 12", "x": 1}], names=names)
    assert row["response"] == "7 + 5 = 12\nThe answer is 12."
    assert (row["grade"], row["x"], row["prompt"].splitlines()[0]) == ("1", 1, "7 and 5 more?")


def test_what_people_have_in_files_is_read(run):
    content = (
        b"\xef\xbb\xbf" + json.dumps(GSM8K).encode() + b"\r\n\r\n" + json.dumps(GSM8K).encode() + b"\r\n"
    )
    done, rows = run(content)
    assert (done.num_rows, len(rows)) == (2, 2)


def test_a_file_without_a_row_is_refused_and_leaves_nothing(run, tmp_path):
    with pytest.raises(DataError, match=r"in\.jsonl is empty; expected one JSON object a line"):
        run(b"\n  \n")
    assert files_in(tmp_path) == ["in.jsonl"]


def test_order_is_kept_over_many_chunks(run):
    _, rows = run([GSM8K | {"n": n} for n in range(2 * CHUNK + 7)])
    assert [row["n"] for row in rows] == list(range(2 * CHUNK + 7))


def test_bad_lines_are_all_named_and_nothing_is_left_behind(run, tmp_path):
    rows = [json.dumps(GSM8K), "{,}", json.dumps({"question": "?", "answer": "no mark"}), "[1]", '"\xff']
    (tmp_path / "out.jsonl").write_text("as it was")
    with pytest.raises(DataError, match="4 rows break the data format; nothing was written:") as refused:
        run("\n".join(rows).encode("latin-1"))
    for number, what in ((2, "not JSON"), (3, "no"), (4, "found a list"), (5, "not UTF-8")):
        assert f"in.jsonl:{number}: {what if what != 'no' else '`answer` is not worked steps'}" in str(
            refused.value
        )
    assert (tmp_path / "out.jsonl").read_text() == "as it was"
    assert files_in(tmp_path) == ["in.jsonl", "out.jsonl"]


@pytest.mark.parametrize(
    ("row", "names"),
    [(GSM8K, None), ({"Body": "7 and 5 more?", "Answer": 12}, FieldNames(problem="Body", answer="Answer"))],
)
def test_what_stays_of_a_row_and_means_something_else_in_our_format_is_refused(run, row, names):
    """Found by fuzzing: training on the tagged file was refused."""
    with pytest.raises(DataError, match=r"in\.jsonl:2: `id` is \[1\]; expected a name"):
        run([row, row | {"id": [1]}], names=names)


def test_of_many_bad_lines_the_first_are_shown_and_all_are_counted(run):
    with pytest.raises(DataError, match=r"50 rows break[\s\S]*in\.jsonl:20: [\s\S]*and 30 more"):
        run(b"{\n" * 50)


class Counting:
    """Counts what the rules are asked."""

    identity, batch = "rules", CHUNK

    def __init__(self):
        self.num = 0

    def tag(self, problems):
        self.num += len(problems)
        return RULES.tag(problems)


def interrupt_after(num):
    def watch(num_done):
        if num_done >= num:
            raise Interrupted("stopped")

    return watch


def test_a_stopped_run_goes_on_where_it_was_and_gives_the_same_file(run, tmp_path):
    rows = [GSM8K | {"n": n} for n in range(3 * CHUNK)]
    _, whole = run(rows)
    (tmp_path / "out.jsonl").unlink()
    with pytest.raises(Interrupted):
        run(rows, watch=interrupt_after(2 * CHUNK))
    (partial,) = tmp_path.glob(".out.jsonl.*.partial")
    assert not (tmp_path / "out.jsonl").exists()
    with partial.open("ab") as file:
        file.write(b'{"torn')
    counting = Counting()
    done, again = run(rows, tagger=counting)
    assert again == whole
    assert (done.num_rows, done.num_resumed, counting.num) == (3 * CHUNK, 2 * CHUNK, CHUNK)
    assert files_in(tmp_path) == ["in.jsonl", "out.jsonl"]


def test_a_changed_file_is_begun_anew(run, tmp_path):
    with pytest.raises(Interrupted):
        run([GSM8K] * 2 * CHUNK, watch=interrupt_after(CHUNK))
    done, rows = run([GSM8K | {"new": 1}])
    assert (done.num_resumed, len(rows)) == (0, 1)
    assert files_in(tmp_path) == ["in.jsonl", "out.jsonl"]
