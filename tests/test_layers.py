"""The house has floors: imports point down only, and showing help loads nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "narrate"

FLOORS = [
    ["errors"],
    ["model"],
    ["ahead", "atomic", "cores", "places"],
    ["digest", "drawing", "sealed"],
    ["manuscript", "sound", "takes.store"],
    ["script", "takes.inventory"],
    ["project.finding", "project.tables"],  # with which every TOML file is read, not the project's alone
    ["project.lines", "project.validation"],
    ["project.document"],
    ["voices"],
    ["engines"],
    ["project"],
    ["takes.line", "takes.damage", "takes.reader"],
    ["takes.choices"],
    ["takes.plan"],
    ["takes.manifest", "takes.ignored"],
    ["takes.pairing", "takes.reasons"],
    ["takes.changes"],
    ["publish"],
    ["delivery"],
    ["build"],
    ["audition"],
    ["ui"],
    ["cli"],
]
"""From the ground up. A module may import from its own part or from a lower floor."""

HEAVY = {
    *(
        "av",
        "ebooklib",
        "huggingface_hub",
        "lxml",
        "mammoth",
        "markdown_it",
        "misaki",
        "mlx",
        "mlx_audio",
        "numpy",
        "PIL",
        "pydantic",
    ),
    *("pydub", "rich", "soundfile", "soxr", "spacy", "threadpoolctl"),
}


def modules() -> Iterator[str]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        yield name.removesuffix(".__init__")


def floor_of(module: str) -> tuple[int, str] | None:
    """The floor and the part that a module (named below ``narrate``) is in; None for the front door."""
    for floor, parts in enumerate(FLOORS):
        for part in parts:
            if module == part or module.startswith(part + "."):
                return floor, part
    return None


def imports(module: str) -> Iterator[str]:
    path = PACKAGE / Path(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("narrate"):
            base = node.module.removeprefix("narrate").lstrip(".")
            for alias in node.names:
                below = f"{base}.{alias.name}".lstrip(".")
                yield below if floor_of(below) else base


@pytest.mark.parametrize(
    "module", [name for name in modules() if name not in ("__init__", "__main__", "takes")]
)
def test_imports_point_down(module: str) -> None:
    here = floor_of(module)
    assert here is not None, f"narrate.{module} is on no floor: add it to FLOORS"
    for imported in imports(module):
        there = floor_of(imported)
        if there is not None:
            assert there[0] < here[0] or there[1] == here[1], f"narrate.{module} imports narrate.{imported}"


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["build", "--help"], ["models", "--help"], ["voice", "check", "--help"], ["--version"]],
)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from narrate.cli.program import run\n"
        f"assert run({arguments!r}) == 0\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & set(ran.stderr.split()) == set()


def test_a_new_engine_format_or_reader_is_registered_by_name() -> None:
    from narrate.engines.registry import ENGINES, engine_class
    from narrate.manuscript.readers import READERS

    assert {engine_class(name).name for name in ENGINES} == set(ENGINES)
    for module in READERS.values():
        assert hasattr(__import__(module, fromlist=["read"]), "read")


def test_every_folder_of_tests_is_run(pytestconfig: pytest.Config) -> None:
    """pytest leaves out folders by name ("build", "dist") unless it is told not to, and says nothing."""
    folders = {path.parent.name for path in Path(__file__).parent.rglob("test_*.py")}
    assert folders & {"build"}
    assert not folders & set(pytestconfig.getini("norecursedirs"))
