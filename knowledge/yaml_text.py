"""YAML for people: the one place that parses it, with errors that name the line."""

from typing import Any

import yaml


class YamlError(Exception):
    """The text is not the YAML that was asked for; the message names line and reason."""


class _Loader(yaml.SafeLoader):
    """Safe YAML that refuses a key given twice instead of silently keeping the last."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Build a value, raising on its line whatever PyYAML stumbles over."""
        try:
            value = super().construct_object(node, deep)
            if isinstance(value, str):
                value.encode()  # an escape may stand for half a character
        except (yaml.YAMLError, RecursionError, MemoryError):
            raise
        except Exception as error:
            raise yaml.constructor.ConstructorError(None, None, _misfit(node, error), node.start_mark) from error
        return value

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Build a mapping, raising on a repeated key."""
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a key must be a plain word", key_node.start_mark)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


class _AsWritten(_Loader):
    """The same with every value as the text that stands there: a title `No` or `007` means just that."""

    yaml_implicit_resolvers = {}  # noqa: RUF012  (as the base class has it)


def load_mapping(text: str, *, as_written: bool = False) -> dict[str, Any]:
    """Parse a YAML mapping; an empty text is an empty mapping; raise YamlError for anything else.

    `as_written` leaves every scalar a string instead of guessing at numbers, dates and truth values.
    """
    try:
        data = yaml.load(text, Loader=_AsWritten if as_written else _Loader)  # noqa: S506  (SafeLoaders)
    except MemoryError:
        raise
    except Exception as error:  # its constructors raise whatever they stumble over
        raise YamlError(_reason(error)) from error
    if data is None or data == "":
        return {}
    if not isinstance(data, dict):
        raise YamlError(f"expected `key: value` lines, found a {type(data).__name__}")
    return {str(key): value for key, value in data.items()}


def _reason(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or " ".join(str(error).split()) or type(error).__name__
    return f"line {mark.line + 1}: {problem}" if mark else str(problem)


def _misfit(node: yaml.Node, error: Exception) -> str:
    kind = node.tag.rpartition(":")[2]
    written = f"{node.value[:40]!r} is" if isinstance(node, yaml.ScalarNode) else "this is"
    return f"{written} not a valid {kind} ({type(error).__name__})"
