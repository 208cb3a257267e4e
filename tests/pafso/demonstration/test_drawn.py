"""What the demonstration draws is real: photos that pass our own checks."""

import time
from datetime import datetime
from io import BytesIO

import pytest

from pafso.demonstration import pictures
from pafso.files.inspection.photo import inspect_photo


def test_a_seed_always_draws_the_same_and_another_seed_another() -> None:
    first, again, other = (pictures.draw(seed, (240, 160)).tobytes() for seed in (7, 7, 8))

    assert first == again
    assert first != other


@pytest.mark.parametrize("seed", range(8))
def test_every_scene_is_a_photo_that_passes(seed: int) -> None:
    content = pictures.photograph(seed, (600, 400), taken_at=datetime(2026, 4, 5, 6, 7, 8))

    facts = inspect_photo(BytesIO(content))

    assert (facts.width, facts.height, facts.taken_at) == (600, 400, datetime(2026, 4, 5, 6, 7, 8))
    assert facts.camera


def test_drawing_is_quick() -> None:
    begun = time.process_time()

    pictures.draw(5)

    assert time.process_time() - begun < 1
