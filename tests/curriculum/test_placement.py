"""Where problems of known content are put, by hand-written rules."""

import pytest

from tutortrain.curriculum.features import read
from tutortrain.curriculum.placement import place
from tutortrain.curriculum.problem import Problem


@pytest.mark.parametrize(
    ("text", "answer", "code"),
    [
        ("Tom has 7 apples and gets 5 more. How many has he?", "12", "1.OA.A"),
        ("Tom has 47 apples and gets 25 more. How many has he?", "72", "2.OA.A"),
        ("A shop has 130 pens and gets 643 more. How many are there?", "773", "3.NBT.A"),
        ("Each of 12 tables has 8 chairs. How many chairs are there?", "96", "3.OA.A"),
        ("65 tickets a day for 34 days. How many tickets?", "2210", "4.NBT.B"),
        ("A clock ticks 225 times an hour. How often in 65 hours?", "14625", "5.NBT.B"),
        ("What is 3/8 + 2/8?", "5/8", "4.NF.B"),
        ("What is 3/8 + 1/3?", "17/24", "5.NF.A"),
        ("A ribbon of 4.5 m is cut from 10.25 m. What is left?", "5.75", "5.NBT.B"),
        ("20% of 50 people vote. How many is that?", "10", "6.RP.A"),
        ("Find the mean of 4, 8 and 9.", "7", "6.SP.B"),
        ("It was 2 degrees and fell by 8. How cold is it?", "-6", "7.NS.A"),
        ("What is the probability of rolling a 3?", "1/6", "7.SP.C"),
        ("Solve the system of equations x + y = 3 and x - y = 1.", "x = 2, y = 1", "8.EE.C"),
        ("Which are the factors of 36?", "1, 2, 3, 4, 6, 9, 12, 18, 36", "4.OA.B"),
        ("Round 367 to the nearest ten.", "370", "3.NBT.A"),
        ("A cone of volume 12 is melted. What is its radius?", "2", "8.G.C"),
    ],
)
def test_a_problem_is_put_where_the_curriculum_has_it(text, answer, code):
    assert place(read(Problem(text=text, answer=answer))) == code


def test_what_no_rule_knows_is_put_nowhere():
    assert place(read(Problem(text="Good morning! Shall we begin?"))) is None
