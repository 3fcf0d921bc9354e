from typing import Any

import pytest

from bot.shapes import Id, Misshapen, shape

IDS = [1, 2**63 - 1, 123456789012345678, "123456789012345678", "0042"]
NO_IDS = [0, -1, 2**63, True, 1.0, "", "12a", "-5", " 5", "٣", "²", "9" * 20, None, [1]]


@pytest.mark.parametrize("given", IDS)
def test_an_id_is_a_number_with_or_without_quotation_marks(given: Any) -> None:
    made = shape(given, Id, "key")
    assert type(made) is Id
    assert made == int(given)
    assert shape({given: ["a"]}, dict[Id, tuple[str, ...]], "key") == {Id(given): ("a",)}
    assert shape([given], tuple[Id, ...], "key") == (Id(given),)


@pytest.mark.parametrize("given", NO_IDS)
def test_what_is_no_id_is_named_with_its_key(given: Any) -> None:
    with pytest.raises(Misshapen, match=r"`discord.editor_roles\[1\]`: expected an id"):
        shape([given], tuple[Id, ...], "discord.editor_roles")
    if not isinstance(given, list):
        with pytest.raises(Misshapen, match=r"`discord.guilds`: expected keys that are ids"):
            shape({given: ["a"]}, dict[Id, tuple[str, ...]], "discord.guilds")
