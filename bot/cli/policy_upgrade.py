"""`sourcing policy upgrade`: a policy file of an earlier release, for this one."""

from pathlib import Path

import click

from rules.policy_file import parse_policy, read_policy_text
from rules.policy_upgrade import upgraded


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--to", "target", type=click.Path(path_type=Path), help="Where to write it [FILE with -2 in its name].")
@click.option("--overwrite", is_flag=True, help="Write over a file that is there.")
def upgrade(file: Path, *, target: Path | None, overwrite: bool) -> None:
    """Write the policy FILE of an earlier release (schema 1) for this one (schema 2).

    What your team wrote stays: comments, points, rules, examples. Every changed line is printed, and what a person must
    look at. A file that is there is never written over, unless you say so.

    \b
        sourcing policy upgrade policy.toml --to policy-2.toml
    """
    done = upgraded(read_policy_text(file), name=str(file))
    to = target or file.with_name(f"{file.stem}-2{file.suffix}")
    parse_policy(done.text, name=str(to))
    try:
        with to.open("w" if overwrite else "x", encoding="utf-8", newline="") as written:
            written.write(done.text)
    except FileExistsError:
        raise click.ClickException(f"{to} is there already; name another with --to, or add --overwrite") from None
    except OSError as error:
        raise click.ClickException(f"{to} cannot be written ({error.strerror})") from None
    click.echo(f"Written to {to}.")
    click.echo("Changed:")
    for change in done.changes:
        click.echo(f"  {change}")
    click.echo("To look at:")
    for each in done.to_look_at:
        click.echo(f"  {each}")
    click.echo(f"Then: sourcing policy check {to}")
