"""What a policy calls its models and answers, from its text alone: quicker than reading all of the policy."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PolicyNames:
    """Labels, as the policy's writer wrote them."""

    models: Mapping[str, str]
    answers: Mapping[tuple[str, str], str]
    """By factor and option."""


def policy_names(text: str) -> PolicyNames:
    """The labels in the text of a policy that was in force once; raises ValueError where it is none."""
    document = tomllib.loads(text)
    try:
        return PolicyNames(
            {model: str(part["label"]) for model, part in document["models"].items()},
            {
                (factor["id"], option["id"]): str(option["label"])
                for factor in document["factors"]
                for option in factor["options"]
            },
        )
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError("the text is no policy") from error
