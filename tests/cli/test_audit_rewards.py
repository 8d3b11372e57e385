"""`tutortrain audit-rewards` on the files people have."""

import json


def test_the_embedded_problems_pass_and_the_table_shows_every_form(tutortrain):
    done = tutortrain("audit-rewards", "--num", "40")
    assert done.returncode == 0, done.stderr
    assert "a range from it" in done.stdout
    assert "40 different answers" in done.stdout
    assert "Right answers refused: 0 of" in done.stdout
    assert "at worst it is 0.00 points" in done.stdout


def test_rows_of_gsm8k_and_rows_with_nothing_but_an_answer_are_read(tutortrain, here):
    rows = [
        {"question": "3 + 5?", "answer": "3 + 5 = 8\n#### 8"},
        {"problem": "?", "answer": 0.75},
        {"note": "no answer"},
        {"answer": "x+1"},
    ]
    (here / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    done = tutortrain("audit-rewards", "--data", "rows.jsonl")
    assert done.returncode == 0, done.stderr
    assert "3 different answers" in done.stdout


def test_answers_that_cannot_be_graded_end_with_1_and_are_named(tutortrain, here):
    (here / "rows.jsonl").write_text(json.dumps({"answer": "It is 8. Then 9 more"}))
    done = tutortrain("audit-rewards", "--data", "rows.jsonl", "--max-error", "0.1")
    assert done.returncode == 1
    assert "at most 10.00% is allowed" in done.stderr
    assert "trailing full stop: 1 of 1 refused" in done.stderr
    assert "wrong" in done.stdout


def test_a_file_that_cannot_be_read_or_has_no_answers_is_refused(tutortrain, here):
    (here / "rows.jsonl").write_text('{"question": "?"}\n')
    (here / "bad.jsonl").write_text('{"answer": []}\n')
    missing, empty, bad = (
        tutortrain("audit-rewards", "--data", name) for name in ("absent.jsonl", "rows.jsonl", "bad.jsonl")
    )
    assert [done.returncode for done in (missing, empty, bad)] == [2, 2, 2]
    assert "--data: there is no file absent.jsonl" in missing.stderr
    assert "no row has one" in empty.stderr
    assert "bad.jsonl:1: `answer` is []" in bad.stderr
