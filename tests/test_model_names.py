"""Whatever model somebody names, by its label or its id, is found."""

import pytest

from rules.grid import Model
from rules.model_names import labels_of, model_meant, named_models, no_such_model
from rules.policy_file import default_policy

LABELS = labels_of(default_policy())
HERE, NEAR, FAR = Model.DOMESTIC_OUTSOURCING, Model.NEARSHORE_OUTSOURCING, Model.OFFSHORE_OUTSOURCING


@pytest.mark.parametrize("model", Model)
def test_a_model_is_found_by_its_label_and_by_its_id(model: Model) -> None:
    label = LABELS[model]
    for written in (label, label.upper(), label.replace(" ", "-"), label.replace("-", " "), model, model.upper()):
        assert named_models(written, LABELS).models == (model,), written
        assert not named_models(written, LABELS).unknown


@pytest.mark.parametrize(
    ("written", "models"),
    [
        ("Outsourcing here, Hybrid", (HERE, Model.HYBRID)),
        ("outsourcing here hybrid", (HERE, Model.HYBRID)),
        ("in house", (Model.IN_HOUSE,)),
        ("inhouse vs. outsourcing nearby", (Model.IN_HOUSE, NEAR)),
        ("domestic_outsourcing offshore_captive", (HERE, Model.OFFSHORE_CAPTIVE)),
        ("own centre nearby and own centre far away", (Model.NEARSHORE_CAPTIVE, Model.OFFSHORE_CAPTIVE)),
        ("nearshore outsourcing / OFFSHORE OUTSOURCING", (NEAR, FAR)),
        ("hybrid, Hybrid & hybrid", (Model.HYBRID,)),
        ("", ()),
        ("outsourcing offshoring", (HERE, Model.OFFSHORE_CAPTIVE)),
        ("a captive and a joint venture", (Model.OFFSHORE_CAPTIVE, Model.HYBRID)),
        ("Auslagerung vs. BOT", (HERE, Model.HYBRID)),
        ("captive", (Model.OFFSHORE_CAPTIVE, Model.NEARSHORE_CAPTIVE, FAR)),
    ],
)
def test_several_are_found_whatever_stands_between_them(written: str, models: tuple[Model, ...]) -> None:
    assert named_models(written, LABELS).models == models
    assert not named_models(written, LABELS).unknown


def test_what_names_none_is_named_as_it_was_written_and_the_rest_is_found() -> None:
    found = named_models("Outsourcing here, strange  Things, hybrid, foo", LABELS)
    assert found.models == (HERE, Model.HYBRID)
    assert found.unknown == ("strange  Things", "foo")


def test_a_slip_gets_the_name_that_was_meant_in_the_way_it_was_written() -> None:
    assert model_meant("offshore_captve", LABELS) == "offshore_captive"
    assert model_meant("Outsorcing here", LABELS) == "Outsourcing here"
    assert model_meant("a bicycle", LABELS) is None
    assert no_such_model("hybird", LABELS) == '"hybird" is no model; did you mean "Hybrid"?'
    assert no_such_model("foo", LABELS) == '"foo" is no model'
