"""What a policy's shape cannot say: names that must exist, be unique, or mean something.

Works on the document as TOML gave it, and steps over what has the wrong shape (the schema reports that),
so that one wrong key does not hide the other mistakes.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from rules.case_factors import LAW_PREFIX, RESERVED
from rules.country_groups import GROUPS
from rules.grid import Model
from rules.policy_values import ANY_REVIEWER, GROUP
from rules.reading.distance import known_country
from rules.reading.home_country import no_such_country
from rules.suggest import Problem
from rules.toml_lines import Path

Found = Iterator[tuple[Path, Problem]]
_ONE_OF = {
    "factors": "factor",
    "approval_factors": "factor",
    "rules": "rule",
    "flags": "flag",
    "works": "kind of work",
    "laws": "law",
    "approvals": "approval",
}
Options = Mapping[str, Mapping[str, None]]
"""The options of each factor; mappings, because there may be thousands to look up."""


def misplaced_references(document: Mapping[str, Any]) -> Found:
    """Each mistake as the path of the key that holds it, and what is wrong; in the time of one look at each value."""
    options, beside = _options(document, "factors"), _options(document, "approval_factors")
    yield from _approvals(document, options, beside)
    for path, problem in _elsewhere(document, options):
        if problem.word in beside and problem.word not in options:
            yield path, Problem(f'"{problem.word}" only decides who has to agree; nothing but approvals can look at it')
        else:
            yield path, problem


def _elsewhere(document: Mapping[str, Any], options: Options) -> Found:
    yield from _repeated_ids(document)
    yield from _unexplained_options(document)
    for index, factor in _tables(document, "factors"):
        for place, together in _tables(factor, "together"):
            yield from _together(("factors", index, "together", place, "options"), factor, together, options)
    for kind in ("rules", "flags"):
        for index, entry in _tables(document, kind):
            yield from _conditions((kind, index, "when"), entry.get("when"), options)
    for index, rule in _tables(document, "rules"):
        if not rule.get("points") and not rule.get("rules_out"):
            yield ("rules", index), Problem(f'rule "{rule.get("id")}" does nothing; give it points or rules_out')
    yield from _works(document, options)
    yield from _laws(document, options)
    yield from _examples(document, options)
    yield from _sources(document)


def _sources(document: Mapping[str, Any]) -> Found:
    names = set[str]()
    for index, source in _tables(document, "sources"):
        name = source.get("name")
        if isinstance(name, str) and name in names:
            yield ("sources", index, "name"), Problem(f'there is a second source "{name}"; say all of it in one')
        elif isinstance(name, str):
            names.add(name)
        if "url" not in source and "seen" not in source:
            yield ("sources", index), Problem(f'source "{name}" says neither where nor when: add url = "https://…"')


def _together(path: Path, factor: Mapping[str, Any], together: Mapping[str, Any], options: Options) -> Found:
    listed, asked = together.get("options"), factor.get("id")
    if not isinstance(listed, list) or not isinstance(asked, str):
        return
    for index, option in enumerate(listed):
        yield from _answer((*path, index), asked, option, options)
    if len(set(map(str, listed))) < len(listed):
        yield path, Problem("an answer is listed twice; name each once")


def _works(document: Mapping[str, Any], options: Options) -> Found:
    entries = {work["id"]: work for _, work in _tables(document, "works") if isinstance(work.get("id"), str)}
    likes = {identity: work.get("like") for identity, work in entries.items()}
    for index, work in _tables(document, "works"):
        identity, like = work.get("id"), work.get("like")
        if isinstance(like, str) and like not in entries:
            yield ("works", index, "like"), Problem(f'unknown kind of work "{like}"', like, entries)
        elif isinstance(identity, str) and _is_in_a_circle(identity, likes):
            yield (
                ("works", index, "like"),
                Problem(f'"{identity}" is like itself, through "{like}"; break the circle'),
            )
        elif not isinstance(like, str) and not work.get("usual"):
            yield ("works", index), Problem(f'"{identity}" is like no other, so it says what is usual: add usual = […]')
        presumed = work.get("presume")
        for factor, option in presumed.items() if isinstance(presumed, dict) else ():
            yield from _answer(("works", index, "presume", factor), factor, option, options)
    for kind in ("factors", "approval_factors"):
        for index, factor in _tables(document, kind):
            if factor.get("id") in RESERVED:
                problem = f'"{factor["id"]}" is taken: the kind of work and the plan of a request are called so'
                yield (kind, index, "id"), Problem(problem)


def _laws(document: Mapping[str, Any], options: Options) -> Found:
    works = _ids(document, "works")
    for index, law in _tables(document, "laws"):
        path = ("laws", index)
        yield from _listed((*path, "works"), law.get("works"), works, "kind of work")
        for key in ("home", "abroad", "outside"):
            yield from _countries((*path, key), law.get(key))
        if law.get("abroad") and law.get("outside"):
            yield (*path, "outside"), Problem('"abroad" or "outside", not both: one says where it holds')
        if law.get("confidence") == "high" and "as_of" not in law:
            yield path, Problem(f'law "{law.get("id")}" was seen, so say when: add as_of = 2026-11-30, say')
        yield from _conditions((*path, "when"), law.get("when"), options)
    for kind in ("factors", "approval_factors", "rules", "flags"):
        for index, entry in _tables(document, kind):
            identity = entry.get("id")
            if isinstance(identity, str) and identity.startswith(LAW_PREFIX):
                problem = f'"{identity}" is taken: what begins with {LAW_PREFIX} is a law of the policy'
                yield (kind, index, "id"), Problem(problem)


def _countries(path: Path, listed: Any) -> Found:
    for place, country in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(country, str) and country not in GROUPS and not known_country(country):
            yield (*path, place), Problem(no_such_country(country))


def _approvals(document: Mapping[str, Any], options: Options, beside: Options) -> Found:
    works, flags = _ids(document, "works"), _ids(document, "flags")
    laws = {f"{LAW_PREFIX}{law}": None for law in _ids(document, "laws")}
    for index, approval in _tables(document, "approvals"):
        path = ("approvals", index)
        yield from _conditions((*path, "when"), approval.get("when"), {**beside, **options})
        yield from _listed((*path, "works"), approval.get("works"), works, "kind of work")
        yield from _listed((*path, "flags"), approval.get("flags"), {**flags, **laws}, "flag")
        yield from _countries((*path, "countries"), approval.get("countries"))
        if approval.get("id") == ANY_REVIEWER:
            yield (*path, "id"), Problem(f'"{ANY_REVIEWER}" is taken: the one reviewer of every decision is called so')
        people, needed = approval.get("from"), approval.get("needed", 1)
        if isinstance(people, list) and people and isinstance(needed, int):
            alone = {str(each) for each in people}
            if len(alone) < needed and not any(each.startswith(GROUP) for each in alone):
                problem = f"{needed} have to agree, and only {len(alone)} may; name more people, or a user group"
                yield (*path, "from"), Problem(problem)
    for index, factor in _tables(document, "approval_factors"):
        if isinstance(factor.get("id"), str) and factor["id"] in options:
            problem = f'there is a second factor "{factor["id"]}"; each needs an id of its own'
            yield ("approval_factors", index, "id"), Problem(problem)
        for place, option in _tables(factor, "options"):
            if option.get("points") or option.get("rules_out"):
                problem = "all that this question decides is who has to agree, so its answers have no points"
                yield ("approval_factors", index, "options", place), Problem(problem)


def _is_in_a_circle(identity: str, likes: Mapping[str, Any]) -> bool:
    seen, at = {identity}, likes.get(identity)
    while isinstance(at, str) and at not in seen:
        seen.add(at)
        at = likes.get(at)
    return at == identity


def _tables(holder: Mapping[str, Any], key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    entries = holder.get(key)
    if isinstance(entries, list):
        for index, entry in enumerate(entries):
            if isinstance(entry, dict):
                yield index, entry


def _options(document: Mapping[str, Any], kind: str) -> Options:
    return {
        factor["id"]: dict.fromkeys(
            option["id"] for _, option in _tables(factor, "options") if isinstance(option.get("id"), str)
        )
        for _, factor in _tables(document, kind)
        if isinstance(factor.get("id"), str)
    }


def _repeated_ids(document: Mapping[str, Any]) -> Found:
    for kind, one in _ONE_OF.items():
        yield from _repeated((kind,), list(_tables(document, kind)), one)
    for kind in ("factors", "approval_factors"):
        for index, factor in _tables(document, kind):
            yield from _repeated((kind, index, "options"), list(_tables(factor, "options")), "option")


def _repeated(path: Path, entries: list[tuple[int, Mapping[str, Any]]], kind: str) -> Found:
    seen: set[object] = set()
    for index, entry in entries:
        identity = entry.get("id")
        if isinstance(identity, str):
            if identity in seen:
                problem = f'there is a second {kind} "{identity}"; each needs an id of its own'
                yield (*path, index, "id"), Problem(problem)
            seen.add(identity)


def _unexplained_options(document: Mapping[str, Any]) -> Found:
    for index, factor in _tables(document, "factors"):
        for place, option in _tables(factor, "options"):
            if (option.get("points") or option.get("rules_out")) and not option.get("because"):
                name = f"{factor.get('id')}.{option.get('id')}"
                yield (
                    ("factors", index, "options", place),
                    Problem(f'{name} has an effect but no "because"; say why in a sentence'),
                )


def _conditions(path: Path, when: Any, options: Options) -> Found:
    if not isinstance(when, dict):
        return
    for factor, listed in when.items():
        if not isinstance(listed, list):
            continue
        for index, option in enumerate(listed):
            yield from _answer((*path, factor, index), factor, option, options)
        if factor in options and options[factor].keys() <= {option for option in listed if isinstance(option, str)}:
            problem = f'every option of "{factor}" is listed, so it decides nothing here; leave it out'
            yield (*path, factor), Problem(problem)


def _answer(path: Path, factor: str, option: Any, options: Options) -> Found:
    if factor not in options:
        yield path, Problem(f'unknown factor "{factor}"', factor, options)
    elif isinstance(option, str) and option not in options[factor]:
        yield path, Problem(f'factor "{factor}" has no option "{option}"', option, options[factor])


def _examples(document: Mapping[str, Any], options: Options) -> Found:
    flags = _ids(document, "flags")
    effects = _ids(document, "rules") | dict.fromkeys(
        f"{factor}.{each}" for factor in options for each in options[factor]
    )
    models = dict.fromkeys([*Model, "none"])
    for index, example in _tables(document, "examples"):
        given = example.get("given")
        for factor, option in given.items() if isinstance(given, dict) else ():
            yield from _answer(("examples", index, "given", factor), factor, option, options)
        expect = example.get("expect")
        if isinstance(expect, dict):
            path = ("examples", index, "expect")
            yield from _listed((*path, "fired"), expect.get("fired"), effects, "rule")
            yield from _listed((*path, "flags"), expect.get("flags"), flags, "flag")
            yield from _listed(path, [expect.get("model")], models, "model")


def _ids(document: Mapping[str, Any], kind: str) -> dict[str, None]:
    return dict.fromkeys(entry["id"] for _, entry in _tables(document, kind) if isinstance(entry.get("id"), str))


def _listed(path: Path, names: Any, known: Collection[str], kind: str) -> Found:
    for index, name in enumerate(names if isinstance(names, list) else ()):
        if isinstance(name, str) and name not in known:
            yield (*path, index), Problem(f'unknown {kind} "{name}"', name, known)
