"""What is compiled once for all tests of a process, though each test has an application of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule


class CompiledTemplates(BytecodeCache):
    """Compiled templates in memory; Jinja compiles anew what has changed."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in what was compiled earlier."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what has just been compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


KEPT = ("_parts", "_trace", "_converters", "arguments")
_rules: dict[tuple[Any, ...], dict[str, Any]] = {}
_builders: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}


class CompiledRule(Rule):
    """A route that is compiled once: most of what making an application costs."""

    def compile(self) -> None:
        """Take over what was made of the same route for an earlier application."""
        key = (*self._key(), self.merge_slashes, self.map.converters["int"])
        if key not in _rules:
            super().compile()
            _rules[key] = {name: getattr(self, name) for name in KEPT}
        vars(self).update(_rules[key])
        self._build = self._compile_builder(False).__get__(self, None)
        self._build_unknown = self._compile_builder(True).__get__(self, None)

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (*self._key(), append_unknown)
        if key not in _builders:
            _builders[key] = super()._compile_builder(append_unknown)
        return _builders[key]

    def _key(self) -> tuple[Any, ...]:
        return (self.rule, self.endpoint, repr(self.defaults), self.subdomain, self.host)


_templates = CompiledTemplates()
_catalogues: dict[Any, Any] = {}


def share_compiled(app: Flask) -> None:
    """Let an application take over templates and catalogues that an earlier one has read."""
    app.jinja_env.bytecode_cache = _templates
    app.extensions["babel"].instance.domain_instance.cache = _catalogues


def compile_once(app_class: type[Flask]) -> None:
    """Let applications made from now on share what they compile."""
    app_class.url_rule_class = CompiledRule
