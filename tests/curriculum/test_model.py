"""The shipped weights, and what the tagger makes of them."""

import numpy as np
import pytest

from tutortrain.curriculum import fit as fitting
from tutortrain.curriculum.model import WEIGHTS, estimate, load_linear
from tutortrain.curriculum.model.grades import decide, grade_probabilities
from tutortrain.curriculum.problem import Problem
from tutortrain.curriculum.taggers import TAGGERS, TaggerOptions
from tutortrain.curriculum.taxonomy import load
from tutortrain.embedded.rows import generate


@pytest.fixture(scope="module")
def linear():
    return load_linear(WEIGHTS)


def test_the_weights_are_a_small_file_about_standards_of_the_taxonomy(linear):
    assert WEIGHTS.stat().st_size < 300_000
    assert set(linear.classes) <= load().entries.keys()
    assert len(linear.classes) == 51


def test_weights_are_saved_and_read_within_their_rounding(linear, tmp_path):
    linear.save(tmp_path / "weights.npz")
    again = load_linear(tmp_path / "weights.npz")
    assert (again.classes, again.vocabulary, again.shift) == (linear.classes, linear.vocabulary, linear.shift)
    assert np.abs(again.weights - linear.weights).max() <= np.abs(linear.weights).max() / 127


def test_the_held_out_embedded_problems_are_within_one_grade():
    tagger = TAGGERS["model"](TaggerOptions(min_confidence=0))
    rows = generate("heldout", 120, seed=0)
    tags = tagger.tag([_problem(row) for row in rows])
    gaps = [abs(int(tag.grade) - int(row["grade"])) for tag, row in zip(tags, rows, strict=True)]
    assert np.mean([gap <= 1 for gap in gaps]) > 0.85


def test_a_batch_and_single_problems_give_the_same_tags(linear):
    problems = [_problem(row) for row in generate("heldout", 20, seed=1)]
    together = estimate(linear, problems)
    alone = [estimate(linear, [problem]) for problem in problems]
    assert together.topics == [each.topics[0] for each in alone]
    assert together.confidences == pytest.approx([each.confidences[0] for each in alone], abs=1e-5)


def test_a_grade_that_is_not_sure_enough_is_withheld_and_its_topic_is_not():
    problem = Problem(text="Shall we go on with the next one?")
    (tag,) = TAGGERS["model"](TaggerOptions()).tag([problem])
    assert tag.grade is None
    assert tag.confidence < 0.6
    assert tag.topic_tags[0].isalpha()


def test_a_named_topic_decides_the_tag_whatever_the_story_is_about():
    problem = Problem(text="20% of 50 people bet on a horse. How many people is that?", answer="10")
    (tag,) = TAGGERS["model"](TaggerOptions()).tag([problem])
    assert (tag.grade, tag.topic_tags) == ("6", ["6.RP", "6.RP.A", "ratios", "rates", "percent"])


def test_grades_near_the_placement_are_likely_and_the_usual_ones_too():
    unsure = np.full((2, 9), 1 / 9, np.float32)
    found = grade_probabilities(["4.NF.B", None], {"4.NF.B"}, unsure)
    assert found.sum(axis=1) == pytest.approx([1, 1])
    assert list(decide(found)[0]) == [4, 3]
    assert decide(found)[1][0] > decide(found)[1][1]


def test_fitting_learns_what_it_is_shown_and_shows_how_sure_it_may_be(monkeypatch):
    monkeypatch.setattr(fitting, "NUM_EMBEDDED", 190)
    rows = fitting.embedded()
    linear = fitting.fit(rows)
    found = estimate(linear, [row.problem for row in rows])
    assert np.mean([topic == row.standard for topic, row in zip(found.topics, rows, strict=True)]) > 0.75
    assert fitting.level(rows[:95], rows[95:]) < 2


def _problem(row):
    return Problem(text=row["problem"], answer=row["answer"], solution=row["solution"])
