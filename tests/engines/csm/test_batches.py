"""What is said in a batch is what is said alone, and what was said before leaves no trace."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from narrate.engines.base import Performance
from narrate.engines.csm.engine import Csm, Settings
from narrate.engines.processes.process import Process
from tests.engines.csm.conftest import render

TEXTS = (
    "Yes.",
    "Not I, said Ben.",
    "Who has the matches? asked Ada.",
    "He looked into his pockets, and found a button.",
    "There was no third lamp. There never had been one.",
    "Then somebody was here.",
    "Go!",
    "The street was dark, and nobody had lit the lamp.",
)
LONG = "The second lamp was lit. It stood where the street ended and the water began, " * 2 + "and so on."


def test_eight_rows_together_are_the_same_eight_alone(renderer: Process, ada: Settings) -> None:
    assert renderer.ask("width", ada) == 8
    together = renderer.ask("speak", TEXTS, range(8), ada)
    for seed, text in enumerate(TEXTS):
        ((codes, ended),) = renderer.ask("speak", [text], [seed], ada)
        assert np.array_equal(codes, together[seed][0])
        assert ended == together[seed][1]
    assert len({codes.tobytes() for codes, _ in together}) == 8


def test_neither_place_nor_neighbours_matter(renderer: Process, ada: Settings) -> None:
    ((alone, _),) = renderer.ask("speak", [TEXTS[3]], [7], ada)
    for place in (1, 4, 7):
        others = [TEXTS[place]] * 7
        mixed = [*others[:place], TEXTS[3], *others[place:]]
        codes, _ = renderer.ask("speak", mixed, [*range(20, 20 + place), 7, *range(40, 47 - place)], ada)[
            place
        ]
        assert np.array_equal(codes, alone)


def test_a_row_with_another_cap_ends_where_its_own_is(renderer: Process, ada: Settings) -> None:
    ((long, _),) = renderer.ask("speak", [TEXTS[3]], [7], ada)
    ((short, ended),) = renderer.ask("speak", [TEXTS[3]], [7], ada, 10)
    assert not ended
    assert np.array_equal(short, long[:, :10])


@pytest.mark.parametrize("text", TEXTS[:4])
def test_without_chance_it_says_what_mlx_audio_says(renderer: Process, ada: Settings, text: str) -> None:
    certain = replace(ada, temperature=0.0)
    (codes, ended), sound = renderer.ask("upstream", text, certain)
    ((ours, ours_ended),) = renderer.ask("speak", [text], [1], certain)
    assert ours_ended == ended
    assert np.array_equal(ours, codes)
    # The codec there goes frame by frame, here all at once.
    assert np.allclose(renderer.ask("sound_of", ours, certain), sound, atol=1e-5)


def test_takes_of_all_lengths_together_are_the_same_takes_alone(renderer: Process, ada: Settings) -> None:
    renders = [render(text) for text in (*TEXTS[:4], LONG, LONG[20:])]  # prompts of two lengths
    together: list[Performance] = renderer.ask("perform", renders, ada, 0)
    for one, found in zip(renders, together, strict=True):
        (alone,) = renderer.ask("perform", [one], ada, 0)
        assert np.array_equal(alone.audio, found.audio)
        assert (alone.faults, alone.attempts) == (found.faults, found.attempts) == ((), found.attempts)


def test_b_after_a_is_b_alone_in_every_process(renderer: Process, ada: Settings, ben: Settings) -> None:
    renderer.ask("perform", [render(LONG)], ben, 0)
    (after,) = renderer.ask("perform", [render(TEXTS[2])], ada, 0)
    with Csm() as engine:
        alone = engine.perform(render(TEXTS[2]), ada)
    assert np.array_equal(after.audio, alone.audio)


def test_where_the_places_of_a_batch_are_not_alike_rows_go_alone(renderer: Process, ada: Settings) -> None:
    certain = replace(ada, temperature=0.0)
    renders = [render(text) for text in TEXTS[:3]]
    assert renderer.ask("width_where_places_differ", ada) == 1
    alone = renderer.ask("perform_alone", renders, certain)
    together = renderer.ask("perform", renders, certain, 0)
    for one, other in zip(alone, together, strict=True):
        assert np.allclose(one.audio, other.audio, atol=1e-4)


def test_a_voice_is_its_recording(renderer: Process, ada: Settings, ben: Settings) -> None:
    ((first, _),) = renderer.ask("speak", [TEXTS[3]], [1], ada)
    ((other, _),) = renderer.ask("speak", [TEXTS[3]], [1], ben)
    ((again, _),) = renderer.ask("speak", [TEXTS[3]], [1], ada)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_three_hundred_takes_need_no_more_memory_than_thirty(renderer: Process, ada: Settings) -> None:
    def more(count: int, begin: int) -> tuple[int, int]:
        for first in range(begin, begin + count, 8):
            renderer.ask("perform", [render("Go!", first + each) for each in range(8)], ada, 0)
        found: tuple[int, int] = renderer.ask("memory")
        return found

    resident, held = more(32, 0)
    resident_after, held_after = more(272, 32)
    assert held_after <= held + 2**20
    assert resident_after <= resident + 16 * 2**20
