"""xianbao (县报): figures out of Chinese county reports, checked and put side by side.

The public API: ``run()`` does it all; ``read()``, ``extract()``, ``check()`` and ``compare()`` are single stages, each
called like the module that it stands in. Nothing is loaded before it is first used, so importing this package is
cheap.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

__all__ = ["check", "compare", "extract", "read", "run"]

_STAGES = ("read", "extract", "check", "compare")


class _Stage(ModuleType):
    """A stage's module, called by its name: ``pipeline.read(path)`` is ``pipeline.read.read(path)``."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return getattr(self, self.__name__.rpartition(".")[2])(*args, **kwargs)


class _Package(ModuleType):
    """This package. The import system sets each submodule on it, here made callable where it is a stage."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _STAGES and isinstance(value, ModuleType):
            value.__class__ = _Stage
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    if name == "run":
        return import_module("pipeline.flow").run
    if name in _STAGES:
        return import_module(f"pipeline.{name}")
    raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
