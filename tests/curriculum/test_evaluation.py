"""What is counted when tags are held beside what people say."""

import pytest

from tutortrain.curriculum.evaluation import calibration, constant, judge
from tutortrain.curriculum.tag import Tag
from tutortrain.data.format import parse


class Says:
    """Gives these tags in turn."""

    identity, batch = "says", 100

    def __init__(self, *tags):
        self.tags = tags

    def tag(self, problems):
        assert len(problems) == len(self.tags)
        return self.tags


def row(grade=None, *tags):
    return parse({"prompt": f"{grade} {tags}", "response": "-", "grade": grade, "topic_tags": [*tags]}, "f:1")


def test_grades_domains_and_standards_are_judged_each_where_it_is_known():
    tags = [
        Tag(method="x", grade="4", topic="4.NF.B.3", confidence=0.9),
        Tag(method="x", grade="2", topic="3.OA.A.1", confidence=0.5),
        Tag(method="x", topic="1.OA.A.1", confidence=0.1),
    ]
    examples = [row("4", "4.NF", "4.NF.B.4"), row(3), row("K", "K.CC"), row(None, "fun"), row("9")]
    judged = judge(Says(*tags), examples)
    assert [each.gap for each in judged] == [0, 1, None]
    assert [each.domain for each in judged] == ["NF", None, "CC"]
    assert [each.standard for each in judged] == ["4.NF.B.4", None, None]


def test_the_constant_is_the_best_that_could_always_be_said():
    grades = ["1", "3", "3", "5", "6", "7", "7"]
    judged = judge(Says(*[Tag(method="x")] * 7), [row(grade, f"{n}") for n, grade in enumerate(grades)])
    assert (constant(judged, 0), constant(judged, 1)) == (3, 6)


def test_calibration_goes_from_the_least_sure_to_the_surest():
    tags = [Tag(method="x", grade="3", confidence=sure) for sure in (0.9, 0.2, 0.8, 0.1)]
    bins = calibration(judge(Says(*tags), [row(grade) for grade in ("3", "8", "4", "3")]), num_bins=2)
    assert [(each.num, each.right) for each in bins] == [(2, 0.5), (2, 1.0)]
    assert [each.confidence for each in bins] == pytest.approx([0.15, 0.85])
