"""Sounds, images and ffprobe for the tests of the publications."""

from __future__ import annotations

import base64
import json
import re
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

Sound = Callable[..., NDArray[np.float32]]
Probe = Callable[[Path], Any]

# 16 by 16 pixels of a test picture
_JPEG = """
/9j/4AAQSkZJRgABAgAAAQABAAD//gAQTGF2YzU5LjM3LjEwMAD/2wBDAAgoKC8oLzc3Nzc3N0E8QUNDQ0FBQUFDQ0NISEhVVVVI
SEhDQ0hIUFBVVVxfXFdXVVdfX2RkZHh4c3OMjJGsrM//xABvAAEBAAAAAAAAAAAAAAAAAAAFBgEBAAMBAAAAAAAAAAAAAAAABgID
AQQQAQABAwQDAQEAAAAAAAAAAAECAAMRUSFhMSIEQYESEQACAQMCBQUBAQAAAAAAAAACAQMAERIEIXFBMWETgSMyUdJykf/AABEI
ABAAEAMBEgACEgADEgD/2gAMAwEAAhEDEQA/AJn+ZWLEUUZBLIvThNPjvVDIhdsw84mIxj8egNeKUwQxm7kKL+ldf49uVHINSYni
oifq/wA1okzUqdvaQIO2buT4vpwrnkT0/kxTkUmO65Ybd79fSlb109W4MQIiZAOts4633cc0J7MZ35sSEj8XTjihkEsh/IiLi2/v
7pJFpwAMhmE7clb9OrwFG5m7vx4Ybuw5fKyvbep6YhJyomgcmGze6x7O16//2Q==
"""


# What FFmpeg 5.1 says of every M4B file with a track of chapters and a cover, its own ones included.
_HARMLESS = re.compile("timescale not set|Unsupported codec with id [0-9]+ for input stream 1")


@pytest.fixture
def sound() -> Sound:
    """sound(samples, rate_hz): a wavering tone over a little noise, the same every time."""

    def make(samples: int, rate_hz: int, pitch_hz: float = 180.0) -> NDArray[np.float32]:
        t = np.arange(samples) / rate_hz
        noise = np.random.default_rng(samples).standard_normal(samples)
        tone = np.sin(2 * np.pi * pitch_hz * t) * (1 + np.sin(2 * np.pi * 3 * t)) / 2
        return (0.3 * tone + 1e-4 * noise).astype(np.float32)

    return make


@pytest.fixture
def jpeg() -> bytes:
    return base64.b64decode(_JPEG)


@pytest.fixture
def png() -> bytes:
    """Three by two pixels of red, with transparency."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    pixels = zlib.compress((b"\0" + b"\xff\0\0\xff" * 3) * 2)
    head = struct.pack(">IIBBBBB", 3, 2, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.fixture
def probe() -> Probe:
    """probe(path): what ffprobe says of a file; it must find nothing to complain of."""
    if shutil.which("ffprobe") is None:
        pytest.skip("ffprobe is not installed: not checked against it")

    def ask(path: Path) -> Any:
        command = [
            "ffprobe",
            "-v",
            "warning",
            "-of",
            "json",
            "-show_format",
            "-show_streams",
            "-show_chapters",
        ]
        answer = subprocess.run([*command, path], capture_output=True, check=True)
        told = [line for line in answer.stderr.decode().splitlines() if not _HARMLESS.search(line)]
        assert told == []
        return json.loads(answer.stdout)

    return ask
