"""Python reads this first where its folder is on the path: the fault goes into what is imported later."""

import os
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType

from faults import FAULTS, Change  # type: ignore[import-not-found, unused-ignore]


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, changes: list[Change]) -> None:
        super().__init__(name, path)
        self._changes = changes

    def get_code(self, fullname: str) -> CodeType:
        source = self.get_source(fullname) or ""
        for change in self._changes:
            if source.count(change.old) != 1:
                sys.exit(f"{change.old!r} is not once in {fullname}")
            source = source.replace(change.old, change.new)
        return compile(source, self.path, "exec", dont_inherit=True)


class _Finder(MetaPathFinder):
    def __init__(self, changes: tuple[Change, ...]) -> None:
        self._changes = changes

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        changes = [each for each in self._changes if each.module == name]
        spec = PathFinder.find_spec(name, path) if changes else None  # type: ignore[arg-type]
        if spec is not None and spec.origin is not None:
            spec.loader = _Loader(name, spec.origin, changes)
        return spec


if _named := os.environ.get("CLIENTELE_SEEDED_FAULT"):
    sys.meta_path.insert(0, _Finder(FAULTS[_named].changes))
