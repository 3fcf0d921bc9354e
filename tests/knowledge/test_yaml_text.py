import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.yaml_text import YamlError, load_mapping
from tests.knowledge.strategies import QUIET


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n"])
@pytest.mark.parametrize("as_written", [True, False])
def test_an_empty_text_is_an_empty_mapping(text: str, as_written: bool) -> None:
    assert load_mapping(text, as_written=as_written) == {}


def test_values_get_their_types() -> None:
    assert load_mapping("a: 1\nb: true\n3: [x]") == {"a": 1, "b": True, "3": ["x"]}


def test_values_as_written_stay_text() -> None:
    assert load_mapping("a: 007\nb: No\nc: 2025-01-02\nd: 1e3", as_written=True) == {
        "a": "007",
        "b": "No",
        "c": "2025-01-02",
        "d": "1e3",
    }


@pytest.mark.parametrize("text", ["a: 1\nb: 2\na: 3", "x:\n  a: 1\n  b: 2\n\n  a: 3"])
def test_a_key_given_twice_is_an_error_that_names_it(text: str) -> None:
    with pytest.raises(YamlError, match="'a'"):
        load_mapping(text)


def test_an_error_names_its_line() -> None:
    with pytest.raises(YamlError, match="line 2"):
        load_mapping("a: 1\nb: c: d")


@pytest.mark.parametrize("text", ["- a\n- b", "just words", "3", "? [a, b]\n: c", "!!python/object:os.system {}"])
def test_anything_but_a_plain_mapping_is_an_error(text: str) -> None:
    with pytest.raises(YamlError):
        load_mapping(text)


@pytest.mark.parametrize("text", ["[" * 50_000, "a: " + "{b: " * 5_000, "- " * 5_000])
def test_deep_nesting_is_an_error_and_no_crash(text: str) -> None:
    with pytest.raises(YamlError):
        load_mapping(text)


@pytest.mark.parametrize(
    "text", ["a: !!bool perhaps", "a: !!int x", "a: !!int ''", "a: !!timestamp soon", "a: !!float ''", 'a: "\\uD800"',
             "a: !!binary ä", "a: !!omap {b: 1}", "a: 2025-02-30", "a: !!merge x", "a: !!int '_'"]
)  # fmt: skip
def test_a_value_that_does_not_fit_its_type_is_an_error_with_its_line(text: str) -> None:
    with pytest.raises(YamlError, match="line 2"):
        load_mapping(f"b: 1\n{text}")


def test_half_a_character_is_an_error_in_front_matter_too() -> None:
    with pytest.raises(YamlError, match="line 1"):
        load_mapping('title: "a \\uDC00"', as_written=True)


@QUIET
@given(st.text(alphabet="ab:-[]{}&*?!'\"|>#%@ \n\t0129,.<~", max_size=40))
def test_any_text_is_a_mapping_or_a_yaml_error(text: str) -> None:
    for as_written in (True, False):
        try:
            found = load_mapping(text, as_written=as_written)
        except YamlError:
            continue
        assert all(isinstance(key, str) for key in found)
