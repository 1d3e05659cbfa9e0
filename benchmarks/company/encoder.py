"""The weights of the speaker encoder, from the package that they are published in.

python -m benchmarks.company.encoder PRETRAINED.PT narrate/voices/company/encoder.npz

The first is ``resemblyzer/pretrained.pt`` in the wheel Resemblyzer 0.1.4 (Apache-2.0). torch is not needed:
the file is a row of pickles, and then the numbers. Only names and shapes are read from the pickles.
"""

from __future__ import annotations

import pickle
import sys
from collections import OrderedDict
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

SIZES = {"FloatStorage": 4, "LongStorage": 8, "DoubleStorage": 8, "IntStorage": 4}


class _Names(pickle.Unpickler):
    """Reads no object but what a file of weights is made of, and tensors as their places."""

    def find_class(self, module: str, name: str) -> Any:
        if name == "OrderedDict":
            return OrderedDict
        if name == "_rebuild_tensor_v2":
            return lambda storage, offset, shape, stride, *_: (storage, offset, shape, stride)
        if module == "torch" and name in SIZES:
            return name
        raise pickle.UnpicklingError(f"{module}.{name} is not expected in weights")

    def persistent_load(self, pid: Any) -> Any:
        return pid


def main(arguments: list[str]) -> int:
    """Write the encoder's weights in half precision."""
    source, target = map(Path, arguments)
    with source.open("rb") as file:
        for _ in range(3):  # a magic number, the version of the format, and of what machine
            _Names(file).load()
        document = _Names(file).load()
        kinds = _kinds(document)
        numbers = {key: _storage(file, kinds.get(key, "FloatStorage")) for key in _Names(file).load()}
    weights = {}
    for name, (storage, offset, shape, stride) in document["model_state"].items():
        if name.startswith(("lstm.", "linear.")):
            whole = numbers[storage[2]][offset:]
            steps = [step * whole.itemsize for step in stride]
            weights[name] = np.lib.stride_tricks.as_strided(whole, shape, steps).astype(np.float16)
    with target.open("wb") as written:
        np.savez(written, **weights)
    print(f"{target}: {sum(each.size for each in weights.values())} weights")
    return 0


def _kinds(document: Any) -> dict[str, str]:
    """The kind of number of each storage that tensors in ``document`` lie in."""
    if isinstance(document, dict):
        parts = list(document.values())
    elif isinstance(document, (list, tuple)):
        parts = list(document)
    else:
        return {}
    if len(parts) == 5 and parts[0] == "storage":
        return {parts[2]: parts[1]}
    return {key: kind for part in parts for key, kind in _kinds(part).items()}


def _storage(file: BinaryIO, kind: str) -> np.ndarray[Any, Any]:
    count = int.from_bytes(file.read(8), "little")
    kinds = {"FloatStorage": "<f4", "LongStorage": "<i8", "DoubleStorage": "<f8", "IntStorage": "<i4"}
    return np.frombuffer(file.read(count * SIZES[kind]), kinds[kind])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
