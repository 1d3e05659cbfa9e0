"""What a model may have from the hub while it is loaded and speaks: what its voice names, and nothing else.

Many models of mlx-audio fetch parts of themselves by names in their code, and some go on with a warning, and
with random numbers for weights, when that fails. Here they find exactly the commits that the project has
settled on, whatever else is on this machine; what they ask for in vain is remembered and named. The network
is out of reach.

For a process of its own: what is changed here is changed for good.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from narrate.engines.mlx.parts import Part
from narrate.errors import MissingTool

_COMMIT = re.compile(r"[0-9a-f]{40}")
_REPOSITORY = re.compile(r"[\w.-]+(/[\w.-]+)?", re.ASCII)
_NO_COMMIT = "0" * 40  # of files that are of no commit; the hub's library wants the form


class Lending:
    """The hub as mlx-audio sees it in this process, in the folder ``cache``. Make it before mlx-audio."""

    def __init__(self, cache: Path) -> None:
        assert "mlx_audio" not in sys.modules  # noqa: S101 - it keeps the functions that are replaced here
        self._cache = cache
        self._refused: dict[str, None] = {}
        os.environ.update({"HF_HUB_CACHE": str(cache), "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"})
        import huggingface_hub
        from huggingface_hub import constants

        # Read from the environment where it is imported, which may have been before.
        constants.HF_HUB_CACHE, constants.HF_HUB_OFFLINE = str(cache), True
        for name in ("snapshot_download", "hf_hub_download"):
            setattr(huggingface_hub, name, self._noting(getattr(huggingface_hub, name)))
        sys.addaudithook(_stay_here)

    def lend(self, parts: Sequence[Part]) -> None:
        """From now on ``parts`` are to be had."""
        shutil.rmtree(self._cache, ignore_errors=True)
        for part in parts:
            place = self._place(part.repository)
            folder = Path(part.folder)
            commit = folder.name if _COMMIT.fullmatch(folder.name) else _NO_COMMIT
            (place / "snapshots").mkdir(parents=True, exist_ok=True)
            if not (place / "snapshots" / commit).is_symlink():
                (place / "snapshots" / commit).symlink_to(folder, target_is_directory=True)
            for revision in {"main", part.revision or "main"} - {commit}:
                reference = place / "refs" / revision
                reference.parent.mkdir(parents=True, exist_ok=True)
                reference.write_text(commit)
        self._refused.clear()

    def settle(self, model: str) -> None:
        """Raise MissingTool if ``model`` has asked for what is not lent."""
        if not self._refused:
            return
        missing = ", ".join(self._refused)
        listed = ", ".join(f'"{each}"' for each in self._refused)
        self._refused.clear()
        raise MissingTool(
            f"{model} asks for more than its own repository: {missing}",
            hint=f"add also = [{listed}] to the voice, and run narrate models pull",
        )

    def _place(self, repository: str) -> Path:
        return self._cache / f"models--{repository.replace('/', '--')}"

    def _noting(self, download: Callable[..., Any]) -> Callable[..., Any]:
        def noting(*arguments: Any, **named: Any) -> Any:
            repository = str(arguments[0] if arguments else named.get("repo_id"))
            revision = named.get("revision")
            if _REPOSITORY.fullmatch(repository) and not self._lends(repository, revision or "main"):
                self._refused[f"{repository}@{revision}" if revision else repository] = None
            return download(*arguments, **named)

        return noting

    def _lends(self, repository: str, revision: str) -> bool:
        place = self._place(repository)
        return any((place / kind / revision).exists() for kind in ("refs", "snapshots"))


def _stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook under which nothing is found on the network."""
    if event == "socket.getaddrinfo":
        raise ConnectionRefusedError(f"narrate renders without the network: {arguments[0]}")
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        raise ConnectionRefusedError(f"narrate renders without the network: {arguments[1][0]}")
