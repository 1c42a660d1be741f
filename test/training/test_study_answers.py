import pytest

from training.intervals import Interval
from training.study.answers import verdict
from training.study.questions import QUESTIONS


@pytest.mark.parametrize(
    ("interval", "wanted"),
    [
        (Interval(4, 1, 7), "yes"),
        (Interval(-4, -7, -1), "no"),
        (Interval(1.5, 0.5, 2.5), "unclear"),
        (Interval(0.5, -0.5, 1.5), "no difference"),
        (Interval(4, -1, 9), "unclear"),
        (Interval(0, -6, 6), "unclear"),
        (Interval(4, float("nan"), float("nan")), "unclear"),
    ],
)
def test_an_answer_follows_the_registered_rule(interval, wanted):
    assert verdict(interval) == wanted


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_comparison_weighs_both_sides_alike(question):
    total = sum(question.weights.values())
    assert total == (1 if question.name == "3" else 0)
