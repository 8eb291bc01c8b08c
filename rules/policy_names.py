"""What a policy calls its models, questions and answers, from its text alone: quicker than reading all of it."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rules.case_factors import LAW_PREFIX, PLAN, WORK
from rules.wording import in_a_sentence


@dataclass(frozen=True, slots=True)
class UsualWork:
    """A kind of work with what is usual for it, as `rules.works.Kind` has it."""

    task: str
    because: str
    presume: Mapping[str, str]
    family: str
    """The kind at the top of its line."""


@dataclass(frozen=True, slots=True)
class PolicyNames:
    """Labels, as the policy's writer wrote them."""

    models: Mapping[str, str]
    answers: Mapping[tuple[str, str], str]
    """By factor and option."""
    questions: Mapping[str, str] = field(default_factory=dict)
    """By factor; of a law its name."""
    duties: Mapping[str, str] = field(default_factory=dict)
    """By flag."""
    works: Mapping[str, UsualWork] = field(default_factory=dict)
    """By kind of work."""

    @property
    def families(self) -> Mapping[str, str]:
        """Of each kind of work the one at the top of its line."""
        return {kind: work.family for kind, work in self.works.items()}

    def model(self, model: str) -> str:
        """What a model is called; its id where the policy does not say."""
        return self.models.get(model, model)

    def answer(self, factor: str, option: str) -> str:
        """What an option of a factor is called; its id in words, where the policy has no label for it."""
        return self.answers.get((factor, option), option.replace("_", " "))

    def duty(self, flag: str) -> str:
        """What a duty is called; its id where the policy does not say."""
        return self.duties.get(flag, flag)

    def question(self, factor: str) -> str:
        """What a factor asks; its id in words, where the policy does not say."""
        return self.questions.get(factor, factor.replace("_", " "))


def policy_names(text: str) -> PolicyNames:
    """The labels in the text of a policy that was in force once; raises ValueError where it is none."""
    document = tomllib.loads(text)
    try:
        models = {model: str(part["label"]) for model, part in document["models"].items()}
        return PolicyNames(
            models,
            dict(_answers(document, models)),
            {
                each["id"]: str(each["question"])
                for each in (*document["factors"], *document.get("approval_factors", ()))
            }
            | dict(_of_a_case(document)),
            {each["id"]: str(each["label"]) for each in document.get("flags", ())} | dict(_laws(document)),
            dict(_works(document)),
        )
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError("the text is no policy") from error


def _works(document: Mapping[str, Any]) -> Iterator[tuple[str, UsualWork]]:
    entries = {work["id"]: work for work in document.get("works", ())}
    for identity, work in entries.items():
        line = [work]
        while (like := line[-1].get("like")) is not None:
            line.append(entries[like])
        presume = {factor: option for each in reversed(line) for factor, option in each.get("presume", {}).items()}
        task = work.get("task") or in_a_sentence(work["label"])
        yield identity, UsualWork(task, work["because"], presume, family=line[-1]["id"])


def _answers(document: Mapping[str, Any], models: Mapping[str, str]) -> Iterator[tuple[tuple[str, str], str]]:
    for factor in (*document["factors"], *document.get("approval_factors", ())):
        yield from (((factor["id"], option["id"]), str(option["label"])) for option in factor["options"])
    yield from (((WORK, kind["id"]), str(kind["label"])) for kind in document.get("works", ()))
    yield from (((PLAN, model), label) for model, label in models.items())


def _of_a_case(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield WORK, "Kind of work"
    yield PLAN, "What the request proposes"
    yield from _laws(document)


def _laws(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from ((f"{LAW_PREFIX}{law['id']}", str(law["label"])) for law in document.get("laws", ()))
