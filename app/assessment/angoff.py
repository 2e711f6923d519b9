"""What judges' ratings say: the cut score of a panel, its error, and how far the judges agree.

Each judge says of each question how likely somebody who is just competent enough answers it right
(W. H. Angoff, "Scales, norms, and equivalent scores", in R. L. Thorndike (ed.), Educational
Measurement, 2nd ed., 1971, pp. 508-600) or, where an answer can get a part of the points, what
share of them such a person gets on average (extended Angoff). A judge's cut score is what such a
candidate would get in the exam: the mean over the questions, each by the points that it brings on
average. The panel's is the mean over the judges; its standard error, the spread of the judges over
the root of their number, says what other judges of the same kind might have set. The Standards for
Educational and Psychological Testing (AERA, APA, NCME, 2014, standards 5.21 and 5.22) want the
procedure and its reasons documented, and judges who can bring their knowledge to bear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

# With fewer, nothing can be said of how far they agree.
FEWEST_JUDGES = 2


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and standard deviation (of a sample), in per cent."""

    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Judged:
    """What a panel has found, in per cent. `judges` are the cut scores of each, in their order, and
    `items` the spread of each question over the judges.
    """

    cut: float
    deviation: float
    error: float
    judges: tuple[float, ...]
    items: tuple[Spread, ...]


def judged(weights: Sequence[float], ratings: Sequence[Sequence[float]]) -> Judged:
    """`ratings` has a row for each judge with a rating (0 to 100) for each question; `weights` are the
    points that a question brings to a form. At least two judges.
    """
    whole = sum(weights)
    cuts = tuple(
        sum(weight * rating for weight, rating in zip(weights, row, strict=True)) / whole
        for row in ratings
    )
    deviation = stdev(cuts)
    return Judged(
        cut=fmean(cuts),
        deviation=deviation,
        error=deviation / sqrt(len(cuts)),
        judges=cuts,
        items=tuple(Spread(fmean(column), stdev(column)) for column in zip(*ratings, strict=True)),
    )
