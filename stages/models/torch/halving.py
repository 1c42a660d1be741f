"""Batches that fit into memory: one that does not is run in halves, and those after it in pieces that did fit."""

from __future__ import annotations

from collections.abc import Callable

import torch

from .frames import Tensors


class Halving:
    """Remembers how many rows fitted; all until memory has run out once."""

    def __init__(self) -> None:
        self.fits: int | None = None

    def run(self, run: Callable[[Tensors], Tensors], rows: Tensors) -> Tensors:
        """What `run` answers for all rows, and `pieces` int64 [1]: in how many it took them, where it was more than one.
        Raises the error of torch where memory does not hold a single row."""
        count = len(next(iter(rows.values())))
        answers: list[Tensors] = []
        start = 0
        while start < count:
            size = min(self.fits or count, count - start)
            try:
                answers.append(run({name: tensor[start : start + size] for name, tensor in rows.items()}))
            except RuntimeError as error:
                if size == 1 or not is_out_of_memory(error):
                    raise
                self.fits = (size + 1) // 2
            else:
                start += size
                continue
            # Outside of the handler: the error holds the frames, and they hold the tensors.
            torch.cuda.empty_cache()
        if len(answers) == 1:
            return answers[0]
        return {**joined(answers), "pieces": torch.tensor([len(answers)])}


def is_out_of_memory(error: RuntimeError) -> bool:
    """A GPU has an error of its own for it, a CPU a sentence."""
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)


def joined(answers: list[Tensors]) -> Tensors:
    """Rows one under the other; what is narrower (ids of shorter texts) is filled up with its last column's value."""
    return {name: torch.cat(evenly_wide([answer[name] for answer in answers])) for name in answers[0]}


def evenly_wide(parts: list[torch.Tensor]) -> list[torch.Tensor]:
    if parts[0].ndim != 2:
        return parts
    width = max(part.shape[1] for part in parts)
    return [torch.cat([part, part[:, -1:].expand(-1, width - part.shape[1])], 1) for part in parts]
