"""The referee of `levels`: the choice of Soft-PA in exact fractions, from distances and the random numbers that were drawn.

Usage: levels.py <pools.json>, a list of {distances, keep, numbers}; prints JSON, the chosen of each
"""

import json
import statistics
import sys
from fractions import Fraction
from pathlib import Path


def choose(distances, keep, numbers):
    distances = [Fraction(distance) for distance in distances]
    first, _, third = statistics.quantiles(distances, n=4, method="inclusive")
    nearest, farthest = (
        distances[0],
        min(distances[-1], third + Fraction(3, 2) * (third - first)),
    )
    edges = [nearest + Fraction(level, keep) * (farthest - nearest) for level in range(keep + 1)]
    levels = [[] for _ in range(keep)]
    for candidate, distance in enumerate(distances):
        inside = [level for level in range(keep) if edges[level] <= distance < edges[level + 1]]
        levels[inside[0] if inside else 0 if farthest == nearest else -1].append(candidate)
    numbers = iter(numbers)
    chosen = [members[int(next(numbers) * len(members))] for members in levels if members]
    for level, members in enumerate(levels):
        if not members:
            centre = (edges[level] + edges[level + 1]) / 2
            left = [candidate for candidate in range(len(distances)) if candidate not in chosen]
            chosen.append(min(left, key=lambda candidate: abs(distances[candidate] - centre)))
    return sorted(chosen)


print(json.dumps([choose(**pool) for pool in json.loads(Path(sys.argv[1]).read_text())]))
