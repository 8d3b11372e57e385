"""Text to be read is cut where paragraphs end, and nothing of it is lost."""

import json
from itertools import islice

import pytest

from tutortrain.data.passages import MAX_CHARACTERS, embedded_passages, read_passages
from tutortrain.embedded.corpus import conversations
from tutortrain.errors import DataError


def texts(passages):
    return [passage.problem for passage in passages]


def test_paragraphs_stand_together_as_long_as_they_fit(tmp_path):
    file = tmp_path / "text.txt"
    file.write_text("\ufeff" + "\n\n".join(["a" * 700, "  ", "b" * 700, "c" * 200, "d" * 2000, "e"]))
    passages = read_passages(str(file))
    assert texts(passages) == ["a" * 700 + "\n\n" + "b" * 700, "c" * 200, "d" * 2000, "e"]
    assert [passage.place for passage in passages] == [f"{file}:{n}" for n in (1, 2, 3, 4)]
    assert len({passage.problem_id for passage in passages}) == 4
    assert MAX_CHARACTERS == 1500


def test_passages_of_one_json_line_belong_together(tmp_path):
    file = tmp_path / "text.jsonl"
    rows = [{"text": "a" * 1000 + "\n\n" + "b" * 1000, "note": 1}, {"text": "c"}]
    file.write_text("\n".join(map(json.dumps, rows)))
    passages = read_passages(str(file))
    assert texts(passages) == ["a" * 1000, "b" * 1000, "c"]
    assert len({passage.id for passage in passages}) == 3
    first, second, third = (passage.problem_id for passage in passages)
    assert first == second != third
    assert passages[2].place == f"{file}:2"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.txt", None, "none.txt cannot be read: No such file or directory"),
        ("blank.txt", b"\n \n", "blank.txt has no text to read"),
        ("latin.txt", b"caf\xe9", "latin.txt: not UTF-8; expected plain text"),
        ("rows.jsonl", b'{"text": "a"}\n{"txt": "b"}', "rows.jsonl:2: `text` is missing"),
        ("torn.jsonl", b'{"text": ', "torn.jsonl:1: not JSON"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path, name, content, said):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_passages(str(tmp_path / name))
    assert said in str(caught.value)


def test_the_embedded_text_is_of_problems_that_were_never_read():
    passages = embedded_passages()
    assert len({passage.problem_id for passage in passages}) == 400
    assert [turn.role for turn in passages[0].messages] == ["user", "assistant"]
    read = {request for request, _ in islice(conversations(0), 2000)}
    assert not read & {passage.messages[0].content for passage in passages}
    assert passages[0].place == "embedded/pretraining:1"
