"""``narrate new``: a project from a template."""

from __future__ import annotations

from pathlib import Path

import click

from narrate.errors import NarrateError


@click.command("new")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--template", default="novel", show_default=True, help="What to begin with: novel, epub or play."
)
def command(directory: Path, *, template: str) -> None:
    """Start a project from a template.

    DIR is made; it must not exist yet, or be empty.
    """
    import shutil

    from narrate.errors import did_you_mean

    templates = _templates()
    names = sorted(path.name for path in templates.iterdir() if path.is_dir())
    if template not in names:
        raise click.UsageError(
            f'there is no template "{template}"; {did_you_mean(template, names) or ", ".join(names)}'
        )
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise NarrateError(
            f"{directory} is already there", hint="choose another folder, or empty that one first"
        )
    try:
        shutil.copytree(templates / template, directory, dirs_exist_ok=True)
    except OSError as error:
        raise NarrateError(f"cannot make {directory}: {error.strerror or error}") from error
    click.echo(f"made {directory} from the template {template}")
    click.echo(f"next: write {directory / 'narration.toml'}, then narrate build {directory}")


def _templates() -> Path:
    """Where the templates are: inside an installed package, or beside it in a checkout."""
    package = Path(__file__).parent.parent
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"
