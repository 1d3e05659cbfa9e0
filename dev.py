#!/usr/bin/env python3
"""Set up whatever is needed, then do one thing. Needs only Python 3.9 or later and pip.

python3 dev.py sample            build the sample audiobook with the embedded voice
python3 dev.py test [ARGS]       run the tests on all cores; ARGS go to pytest
python3 dev.py lint              ruff and mypy
python3 dev.py lock              resolve the dependencies anew into requirements.lock
python3 dev.py env               only set up, and print where

The environment is .venv beside this file, or the folder that NARRATE_ENV names. It is made with uv, which
also brings a Python between 3.11 and 3.12 where the machine has none, and made again when
requirements.lock changes.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = Path(os.environ.get("NARRATE_ENV", ROOT / ".venv"))
LOCK = ROOT / "requirements.lock"
SAMPLE = ROOT / "projects" / "the-lamplighters-ledger"
PYTHON = ">=3.11,<3.13"  # as in pyproject.toml


def main(arguments):
    """Do what the first argument names; returns an exit code."""
    command, rest = (arguments[0] if arguments else "help"), arguments[1:]
    if command == "sample":
        return run(program("narrate"), "build", SAMPLE, *rest)
    if command == "test":
        # One worker more than there are cores: tests wait for the programs that they start. Who is done takes
        # over from the others, so that no worker ends long after them.
        workers = str((os.cpu_count() or 1) + 1)
        spread = () if any(word.startswith("-n") for word in rest) else ("-n", workers, "--dist", "worksteal")
        return run(program("python"), "-m", "pytest", *spread, *rest)
    if command == "lint":
        places = [ROOT / "narrate", ROOT / "tests", ROOT / "benchmarks", ROOT / "dev.py"]
        codes = [
            run(program("ruff"), "check", *places),
            run(program("ruff"), "format", "--check", *places),
            run(program("mypy")),
        ]
        return max(codes)
    if command == "lock":
        return run(
            *(uv(), "pip", "compile", "pyproject.toml", "--group", "dev", "--universal", "--upgrade"),
            *("--python-version", "3.11", "--generate-hashes", "--no-header", "-q", "-o", LOCK),
        )
    if command == "env":
        print(program("python"))
        return 0
    print(__doc__)
    return 0 if command == "help" else 2


def program(name):
    """The path of ``name`` in the environment, which is made first if it is absent or out of date."""
    wanted = hashlib.sha256(LOCK.read_bytes() + PYTHON.encode()).hexdigest()
    stamp = ENVIRONMENT / "narrate-lock.sha256"
    if not stamp.exists() or stamp.read_text() != wanted:
        python = ENVIRONMENT / "bin" / "python"
        print(f"Setting up {ENVIRONMENT} (once; about 700 MB)", file=sys.stderr)
        step(uv(), "venv", "--quiet", "--clear", "--python", PYTHON, ENVIRONMENT)
        step(uv(), "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", LOCK)
        step(uv(), "pip", "install", "--quiet", "--python", python, "--no-deps", "-e", ROOT)
        stamp.write_text(wanted)
    return ENVIRONMENT / "bin" / name


def uv():
    """The path of uv: the one on PATH, or our own copy, fetched with pip."""
    from shutil import which

    ours = ROOT / ".tools" / "bin" / "uv"
    if which("uv"):
        return "uv"
    if not ours.exists():
        step(sys.executable, "-m", "pip", "install", "--quiet", "--target", ROOT / ".tools", "uv")
    return ours


def run(*command):
    """Run a command here and return its exit code."""
    return subprocess.run([str(word) for word in command], cwd=ROOT, check=False).returncode


def step(*command):
    """Run a command that everything after it needs; end here if it fails."""
    code = run(*command)
    if code:
        sys.exit(f"dev.py: this failed: {' '.join(str(word) for word in command)}")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
