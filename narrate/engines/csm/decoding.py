"""CSM's loop over frames, for several utterances at once, of which each sounds as if it were alone.

Same shapes, same sums: a row always goes through the model in a batch of ``WIDTH``, at a length that only
its own prompt decides, with random numbers of its own. Rows that are wanting are copies of one that is
there. So what a row is multiplied with never depends on its neighbours; that it does not depend on its
place among them either is tried out on the loaded model (``Decoder.width``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import mlx.core as mx
import numpy as np
from numpy.typing import NDArray

WIDTH = 8
"""Rows of a batch. A frame of eight costs little more than one of one: the weights are what is moved."""

POSITIONS = 2048
"""Of CSM's backbone: prompt and speech together (its RoPE table ends there)."""

_BUCKET = 128
"""Prompts are as long as the reference's own and a multiple of this: nearly all of a voice's are alike."""

_TOP_K = 50
"""As mlx-audio samples CSM by default."""


@dataclass(frozen=True, slots=True, eq=False)
class Prompt:
    """A prompt of n positions: ``tokens`` (n, codebooks + 1) and which of them count, ``mask`` alike.

    It is put at the end of ``length`` positions, at least n.
    """

    tokens: mx.array
    mask: mx.array
    length: int


@dataclass(frozen=True, slots=True)
class Row:
    """What one place in a batch is to say: at most ``most`` frames (one or more), drawn from ``seed``."""

    prompt: Prompt
    most: int
    seed: int


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """``codes`` (codebooks, n) int32, n from 0. ``ended``: the model said that it was done."""

    codes: NDArray[np.int32]
    ended: bool


def bucket(positions: int, base: int) -> int:
    """The length for a prompt of so many positions, of a voice whose reference alone has ``base``."""
    return base + _BUCKET * max(1, -(-(positions - base) // _BUCKET))


class Decoder:
    """The loop for one model (mlx-audio's ``sesame.Model``) whose codec has ``entries`` codes a book."""

    def __init__(self, model: Any, entries: int) -> None:
        self._model = model.model
        self._books = int(self._model.args.audio_num_codebooks)
        self._entries = entries  # the model's vocabulary has a few more, which no codec can decode
        self.width = WIDTH if self._places_are_alike() else 1

    def speak(self, rows: Sequence[Row], temperature: float) -> list[Speech]:
        """What the model says for ``rows``, in order: at most ``width`` of them, all of one length."""
        length = rows[0].prompt.length
        if len(rows) > self.width or any(row.prompt.length != length for row in rows):
            raise ValueError("a batch holds at most its width of rows, all of one length")
        filled = [*rows, *[rows[0]] * (self.width - len(rows))]
        hidden, cache = self._read([row.prompt for row in filled], length)
        keys = [mx.random.split(mx.random.key(row.seed), POSITIONS) for row in filled]
        frame = self._frame(hidden, keys, 0, temperature)
        frames: list[NDArray[np.int32]] = []
        ends: dict[int, int] = {}
        for step in range(max(row.most for row in rows)):
            # The next frame is begun before this one is looked at, so that the device never waits for Python.
            following = self._frame(self._backbone(frame, cache), keys, step + 1, temperature)
            mx.async_eval(following)  # type: ignore[no-untyped-call]
            frames.append(np.array(frame))
            for place, row in enumerate(rows):
                if not frames[-1][place].any() and step < row.most:
                    ends.setdefault(place, step)  # a frame of noughts is the end
            if all(place in ends or step + 1 >= row.most for place, row in enumerate(rows)):
                break
            frame = following
        said = np.stack(frames, axis=2)
        return [
            Speech(said[place, :, : ends.get(place, row.most)].copy(), place in ends)
            for place, row in enumerate(rows)
        ]

    def _read(self, prompts: Sequence[Prompt], length: int) -> tuple[mx.array, list[_Rows]]:
        """The last hidden state (width, d) of ``prompts``, and what the layers remember of them.

        Each is read alone, without padding; one that stands there twice is read once.
        """
        read: dict[int, tuple[mx.array, list[_Prompt]]] = {}
        for prompt in prompts:
            if id(prompt) not in read:
                layers = [_Prompt(length - len(prompt.tokens)) for _ in self._model.backbone.layers]
                embedded = self._embed(prompt.tokens[None], prompt.mask[None])
                hidden = self._model.backbone(embedded, cache=layers)[:, -1]
                mx.eval(hidden, [layer.state for layer in layers])
                read[id(prompt)] = hidden, layers
        each = [read[id(prompt)] for prompt in prompts]
        cache = [_Rows([layers[depth] for _, layers in each], length) for depth in range(len(each[0][1]))]
        return mx.concatenate([hidden for hidden, _ in each]), cache

    def _backbone(self, frame: mx.array, cache: list[_Rows]) -> mx.array:
        """The hidden state (width, d) after ``frame`` (width, codebooks)."""
        rows = frame.shape[0]
        tokens = mx.concatenate([frame, mx.zeros((rows, 1), frame.dtype)], axis=1)[:, None]
        mask = mx.arange(self._books + 1)[None, None] < self._books  # no text
        hidden: mx.array = self._model.backbone(self._embed(tokens, mask), cache=cache)
        return hidden[:, -1]

    def _frame(self, hidden: mx.array, keys: Sequence[mx.array], step: int, temperature: float) -> mx.array:
        """The codes (width, codebooks) of frame ``step``: the first by the backbone, each other by the last.

        As ``SesameModel.generate_frame`` does it.
        """
        model = self._model
        noise = None
        if temperature > 0:
            shape = (self._books, self._entries)
            noise = mx.stack([mx.random.gumbel(shape, key=key[step]) for key in keys])
        code = self._draw(model.codebook0_head(hidden), noise, 0, temperature)
        codes = [code]
        heard = mx.stack([hidden, model._embed_audio(0, code)], axis=1)
        cache = [_Growing(self._books) for _ in model.decoder.layers]
        for book in range(1, self._books):
            deep = model.decoder(model.projection(heard), cache=cache)[:, -1]
            code = self._draw(deep @ model.audio_head[book - 1], noise, book, temperature)
            codes.append(code)
            heard = model._embed_audio(book, code)[:, None]
        return mx.stack(codes, axis=1).astype(mx.int32)

    def _draw(self, logits: mx.array, noise: mx.array | None, book: int, temperature: float) -> mx.array:
        """A code (width,) for each row of ``logits`` (width, vocabulary), by Gumbel's trick."""
        logits = logits[:, : self._entries].astype(mx.float32)
        if noise is None:
            return mx.argmax(logits, axis=-1)
        least = mx.min(mx.topk(logits, min(_TOP_K, self._entries), axis=-1), axis=-1, keepdims=True)
        likeliest = mx.where(logits < least, -mx.inf, logits)
        return mx.argmax(likeliest / temperature + noise[:, book], axis=-1)

    def _embed(self, tokens: mx.array, mask: mx.array) -> mx.array:
        embedded: mx.array = self._model._embed_tokens(tokens)
        return mx.sum(embedded * mask[..., None], axis=2)

    def _places_are_alike(self) -> bool:
        """Whether one row, put into every place of a batch, comes out of each the same, bit for bit.

        Kernels may treat the places at the edge of their tiles otherwise; where they do, rows go alone.
        """
        model = self._model
        size, dtype = model.backbone.norm.weight.shape[0], model.backbone.norm.weight.dtype
        state = mx.random.normal((1, 1, size), key=mx.random.key(0)).astype(dtype)
        row = mx.broadcast_to(state, (WIDTH, 1, size))
        hidden = model.backbone(row)
        pair = model.decoder(model.projection(mx.concatenate([hidden, row], axis=1)))
        deep = model.decoder(model.projection(row))[:, -1]
        heads = [deep @ model.audio_head[book] for book in range(self._books - 1)]
        results = [hidden, pair, model.codebook0_head(hidden[:, -1]), *heads]
        return all(bool(mx.array_equal(each, mx.broadcast_to(each[:1], each.shape))) for each in results)


class _Prompt:
    """What a layer makes of one prompt, whose first position is ``offset``; RoPE counts from there."""

    state: tuple[mx.array, mx.array]  # keys and values, each (1, heads, n, d)

    def __init__(self, offset: int) -> None:
        self.offset = offset

    def update_and_fetch(self, keys: mx.array, values: mx.array) -> tuple[mx.array, mx.array]:
        self.state = keys, values
        return keys, values

    def make_mask(self, positions: int, **_: object) -> str | None:
        return "causal" if positions > 1 else None


class _Growing:
    """What a layer remembers: keys and values (rows, heads, ``offset``, d), in memory that grows by steps."""

    def __init__(self, step: int) -> None:
        self.offset = 0
        self._step = step
        self._keys: mx.array | None = None
        self._values: mx.array | None = None

    def update_and_fetch(self, keys: mx.array, values: mx.array) -> tuple[mx.array, mx.array]:
        start, self.offset = self.offset, self.offset + keys.shape[2]
        self._keys = self._with(self._keys, keys, start)
        self._values = self._with(self._values, values, start)
        return self._keys[..., : self.offset, :], self._values[..., : self.offset, :]

    def make_mask(self, positions: int, **_: object) -> mx.array | str | None:
        return "causal" if positions > 1 else None

    def _with(self, held: mx.array | None, new: mx.array, start: int) -> mx.array:
        if held is None or held.shape[2] < self.offset:
            rows, heads, _, size = new.shape
            more = mx.zeros((rows, heads, max(self._step, new.shape[2]), size), new.dtype)
            held = more if held is None else mx.concatenate([held, more], axis=2)
        held[..., start : self.offset, :] = new
        return held


class _Rows(_Growing):
    """What a layer remembers of several rows, whose prompts all end at ``length``; before one is nothing."""

    def __init__(self, prompts: Sequence[_Prompt], length: int) -> None:
        super().__init__(step=256)
        self.offset = length
        self._starts = mx.array([prompt.offset for prompt in prompts])[:, None, None, None]
        self._keys, self._values = (
            mx.concatenate([_after(prompt.offset, prompt.state[which]) for prompt in prompts])
            for which in (0, 1)
        )

    def make_mask(self, positions: int, **_: object) -> mx.array:
        """Which positions a row's next one attends to: (rows, 1, 1, offset + 1)."""
        del positions  # one at a time
        return mx.arange(self.offset + 1)[None, None, None] >= self._starts


def _after(nothing: int, held: mx.array) -> mx.array:
    """``held`` (1, heads, n, d) after so many positions of nothing."""
    _, heads, _, size = held.shape
    return mx.concatenate([mx.zeros((1, heads, nothing, size), held.dtype), held], axis=2)
