"""Voice profiles, as tables and sentences for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from narrate.project.shelf import Standing
from narrate.ui.words import near
from narrate.voices.profiles.profile import Measured, Profile
from narrate.voices.profiles.remarks import remarks


def tell_made(made: Profile, *, as_json: bool) -> None:
    """Tell of a profile that was just made: where it is, what it is, and what might be better."""
    if as_json:
        click.echo(
            json.dumps(
                {**_known(made), "remarks": [each.sentence for each in remarks(made)]}, ensure_ascii=False
            )
        )
        return
    click.echo(f"made {near(made.folder)}: {', '.join(_figures(made.measured))}")
    click.echo(f'a voice is made from it with engine = "csm" and profile = "{made.name}"')
    for remark in remarks(made):
        click.echo(f"warning: {remark.sentence}", err=True)


def tell_all(found: Sequence[Standing], *, as_json: bool) -> None:
    """Tell of all profiles that there are, a row for each."""
    if as_json:
        click.echo(json.dumps({"profiles": [_standing(each) for each in found]}, ensure_ascii=False))
        return
    if not found:
        click.echo("there are no voice profiles; narrate voice add makes one of a recording")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Profile", no_wrap=True)
    table.add_column("Where", no_wrap=True)
    for title in ("Length", "Pitch", "Pace"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("Verdict")
    table.add_column("Voices")
    for each in found:
        table.add_row(*map(escape, _row(each)))
    Console(highlight=False).print(table)


def tell(found: Standing, *, as_json: bool) -> None:
    """Tell all that is known of one profile."""
    if as_json:
        click.echo(json.dumps(_standing(found), ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column("", style="bold", no_wrap=True)
    table.add_column("")
    for title, text in _rows(found):
        table.add_row(title, escape(text))
    Console(highlight=False).print(table)


def _rows(found: Standing) -> Iterator[tuple[str, str]]:
    yield "Profile", found.name
    yield "Where", f"{near(found.folder)} ({_where(found)})"
    yield "Voices", _users(found)
    made = found.made
    if made is not None:
        yield "Transcript", made.transcript
        yield "Consent", made.consent or "none is written down"
        yield "Licence", made.licence or "none is written down"
        yield "Sound", f"{made.reference.name}: {', '.join(_figures(made.measured))}"
        yield "Levels", ", ".join(_levels(made.measured))
        yield "Made from", f"{made.source.file or 'a recording'} {made.source.sha256[:12]}".rstrip()
        yield "Made with", made.made_with
    yield "Verdict", found.verdict
    for fault in found.faults:
        yield "", fault
    for remark in found.remarks:
        yield "", remark.sentence


def _row(found: Standing) -> tuple[str, ...]:
    known = found.made.measured if found.made else None
    return (
        found.name,
        _where(found),
        f"{known.speech_s:.1f} s" if known else "",
        f"{known.pitch_hz:.0f} Hz" if known and known.pitch_hz else "",
        f"{known.syllables_s:.1f}/s" if known and known.syllables_s else "",
        found.verdict,
        _users(found),
    )


def _where(found: Standing) -> str:
    return ("project" if found.own else "your library") + (
        ", hidden by the project's" if found.hidden else ""
    )


def _users(found: Standing) -> str:
    return "?" if found.users is None else ", ".join(found.users)


def _figures(known: Measured) -> Iterator[str]:
    """How the voice is, in short."""
    yield f"{known.speech_s:.1f} s at {known.rate_hz:,} Hz"
    if known.pitch_hz is not None:
        yield f"pitch {known.pitch_hz:.0f} Hz"
    if known.range_st is not None:
        yield f"range {known.range_st:.1f} semitones"
    if known.syllables_s is not None:
        yield f"{known.syllables_s:.1f} syllables a second"


def _levels(known: Measured) -> Iterator[str]:
    """How the recording is, in short."""
    yield f"loud parts at {known.level_db:.1f} dB, peak at {known.peak_db:.1f} dB"
    if known.snr_db is not None:
        yield f"noise {known.snr_db:.0f} dB below the voice"
    if known.clipped_ms:
        yield f"{known.clipped_ms:.1f} ms clipped"


def _standing(found: Standing) -> dict[str, object]:
    return {
        "name": found.name,
        "where": "project" if found.own else "user",
        "hidden": found.hidden,
        "folder": str(found.folder),
        "used_by": None if found.users is None else list(found.users),
        "verdict": found.verdict,
        "faults": list(found.faults),
        "remarks": [remark.sentence for remark in found.remarks],
        **(_known(found.made) if found.made else {}),
    }


def _known(made: Profile) -> dict[str, object]:
    return {
        "name": made.name,
        "folder": str(made.folder),
        "transcript": made.transcript,
        "licence": made.licence,
        "consent": made.consent,
        "source": asdict(made.source),
        "reference": made.reference.name,
        "sha256": made.sha256,
        "measured": asdict(made.measured),
        "made_with": made.made_with,
    }
