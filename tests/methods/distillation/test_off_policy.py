"""The teacher answers and the student learns its answers: which of them, and from what a resumed run reads."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.backends.bigram import BigramBackend, CharacterTokenizer
from tests.methods.distillation.recipes import config, in_completion, method
from tests.methods.distillation.teachers import Knowing, Mute
from tests.methods.rows import ANSWERS, TURNS, examples, inputs, workspace
from tutortrain.errors import DataError
from tutortrain.methods.base import FixedModel, Inputs, Method, Policy
from tutortrain.methods.distillation import build
from tutortrain.runs.jsonl import Row, read_rows
from tutortrain.types import Datum

OFF = ["method.mode=off_policy", "method.sampling.group_size=3", "training.batch_size=100"]
GOOD, WRONG, LONG = "the answer is {}.", "the answer is 99.", "the answer is {}. " + "so it is. " * 9
REPLIES = {
    problem: tuple(reply.format(answer) for reply in (GOOD, WRONG, LONG))
    for (problem, _), answer in zip(TURNS, ANSWERS, strict=True)
}
"""Of the three answers to each of seven problems one is right, one wrong, and one right but cut off."""


def taught_by(teacher: FixedModel, num_unanswered: int = 0) -> Inputs:
    """The first rows have no answer to check the teacher's by."""
    bare = tuple(replace(example, answer=None) for example in examples()[:num_unanswered])
    rows = bare + examples()[num_unanswered:]
    return replace(inputs(batch_size=100), examples=rows, model=lambda name: teacher)


def begun(folder: Path, *overrides: str, of: Inputs | None = None) -> Method:
    return method(folder, *OFF, *overrides, of=of or taught_by(Knowing(REPLIES)))


def told(folder: Path) -> list[Row]:
    return read_rows(workspace(folder).directory.teacher_answers)


def learned(folder: Path, method: Method) -> list[Datum]:
    """All that an epoch trains on."""
    (data,) = method.batch(0, 1, Policy(BigramBackend(folder).trainer())).minibatches
    return list(data)


def texts(data: list[Datum]) -> list[str]:
    """What is learned of each conversation, with the end of the turn as a stop."""
    own = (datum.targets[in_completion(datum)].tolist() for datum in data)
    return sorted(CharacterTokenizer().decode(tokens) + "|" * (tokens[-1] == 0) for tokens in own)


def test_only_whole_and_correct_answers_are_learned(tmp_path: Path) -> None:
    data = learned(tmp_path, begun(tmp_path))
    assert texts(data) == sorted(GOOD.format(answer) + "|" for answer in ANSWERS)


def test_all_whole_answers_are_learned_where_that_is_asked(tmp_path: Path) -> None:
    data = learned(tmp_path, begun(tmp_path, "method.keep=all"))
    wanted = [reply.format(answer) + "|" for answer in ANSWERS for reply in (GOOD, WRONG)]
    assert texts(data) == sorted(wanted)


def test_every_token_of_an_answer_counts_alike_and_none_of_the_question(tmp_path: Path) -> None:
    data = learned(tmp_path, begun(tmp_path))
    total = sum(in_completion(datum).sum() for datum in data)
    for datum in data:
        assert datum.weights == pytest.approx(in_completion(datum) / total, rel=1e-5)
        assert "solve it step by step." in CharacterTokenizer().decode(datum.inputs[~in_completion(datum)])


def test_every_answer_is_kept_with_what_was_made_of_it(tmp_path: Path) -> None:
    begun(tmp_path)
    rows = told(tmp_path)
    assert len(rows) == 21
    assert rows[1] == {"problem_id": "0", "problem": TURNS[0][0], "answer": "8", "reply": WRONG,
                       "num_tokens": len(WRONG) + 1, "truncated": False, "failure": None,
                       "verdict": "incorrect", "kept": False}  # fmt: skip
    assert [(row["verdict"], row["truncated"], row["kept"]) for row in (rows[0], rows[2])] == [
        ("correct", False, True),
        ("correct", True, False),
    ]


def test_problems_without_an_answer_are_left_out_unless_all_is_kept(tmp_path: Path) -> None:
    some = taught_by(Knowing(REPLIES), num_unanswered=4)
    recipe = build(config(*OFF), some)
    assert list(recipe.notes.values()) == [4]
    assert len(learned(tmp_path / "checked", recipe.begin(workspace(tmp_path / "checked")))) == 3
    assert [row["problem_id"] for row in told(tmp_path / "checked")] == ["4"] * 3 + ["5"] * 3 + ["6"] * 3

    assert len(learned(tmp_path / "all", begun(tmp_path / "all", "method.keep=all", of=some))) == 14
    assert [row["verdict"] for row in told(tmp_path / "all")][:2] == [None, None]


def test_without_any_answer_there_is_nothing_to_check_by() -> None:
    bare = taught_by(Knowing(REPLIES), num_unanswered=7)
    with pytest.raises(DataError, match=r"No training row has an `answer`.* or set method\.keep=all"):
        build(config(*OFF), bare)


def test_where_no_answer_is_kept_the_file_that_says_why_is_named(tmp_path: Path) -> None:
    wrong = taught_by(Knowing({problem: (WRONG,) for problem, _ in TURNS}))
    with pytest.raises(DataError) as caught:
        begun(tmp_path, of=wrong)
    assert (
        f"None of the teacher's 21 answers can be learned from; {tmp_path}/run/teacher_answers.jsonl"
        in str(caught.value)
    )


class Spelling(CharacterTokenizer):
    """Takes two tokens for every character."""

    def encode(self, text: str) -> tuple[int, ...]:
        return tuple(token for token in super().encode(text) for _ in range(2))


def test_answers_too_long_for_the_student_are_left_out_and_counted(tmp_path: Path) -> None:
    """The teacher counts its own tokens, and the student may need more for the same words."""
    talkative = Knowing({problem: ("well, i would say, it is 8.",) for problem, _ in TURNS})
    of = taught_by(talkative)
    problem = max((example.messages[:1] for example in of.examples), key=lambda turn: len(turn[0].content))
    room = len(Spelling().prompt(problem)) + 98  # the request's tokens and 50 or so for an answer
    notes: list[str] = []
    recipe = build(config(*OFF, "method.keep=all"), replace(of, tokenizer=Spelling(), max_length=room))
    method = recipe.begin(replace(workspace(tmp_path), note=notes.append))

    assert 0 < method.num_rows < 21
    assert notes == [
        "21 of 21 answers of tiny_teacher are learned from",
        f"{21 - method.num_rows} of them are left out because they are longer than model.max_length={room}",
    ]


def test_a_resumed_run_reads_its_own_file_and_looks_at_no_teacher(tmp_path: Path) -> None:
    first = begun(tmp_path)
    resumed = begun(tmp_path, of=taught_by(Mute()))
    for one, same in zip(learned(tmp_path, first), learned(tmp_path, resumed), strict=True):
        assert np.array_equal(one.inputs, same.inputs)
        assert np.array_equal(one.weights, same.weights)


def test_another_run_with_the_same_settings_learns_the_same_answers(tmp_path: Path) -> None:
    begun(tmp_path)
    mine = workspace(tmp_path).directory.teacher_answers
    before = mine.read_bytes()
    mine.unlink()
    begun(tmp_path)
    assert mine.read_bytes() == before
    assert len(list((tmp_path / "shared").rglob("answers.jsonl"))) == 1
