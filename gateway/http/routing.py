"""Finds what answers a path: a tree of path segments, walked once a request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from contracts.errors import NotFound
from gateway.http.problems import MethodNotAllowed

Target = TypeVar("Target")


class _Node(Generic[Target]):
    __slots__ = ("children", "methods", "parameter", "parameter_name")

    def __init__(self) -> None:
        self.children: dict[str, _Node[Target]] = {}
        self.parameter: _Node[Target] | None = None
        self.parameter_name = ""
        self.methods: dict[str, Target] = {}


class Router(Generic[Target]):
    """Routes are (method, path, target); a path's `{name}` takes one segment that is not empty."""

    def __init__(self, routes: Iterable[tuple[str, str, Target]]) -> None:
        self._root: _Node[Target] = _Node()
        self._fixed: dict[str, _Node[Target]] = {}
        for method, path, target in routes:
            node = self._make(path)
            if method in node.methods:
                raise ValueError(f"{method} {path} is routed twice")
            node.methods[method] = target
            if method == "GET":
                node.methods["HEAD"] = target
            if "{" not in path:
                self._fixed[path] = node

    def _make(self, path: str) -> _Node[Target]:
        node = self._root
        for segment in path[1:].split("/"):
            if not segment.startswith("{"):
                node = node.children.setdefault(segment, _Node())
                continue
            name = segment[1:-1]
            if node.parameter is None:
                node.parameter, node.parameter_name = _Node(), name
            elif node.parameter_name != name:
                raise ValueError(f"{path}: the same place is also called {node.parameter_name}")
            node = node.parameter
        return node

    def find(self, method: str, path: str) -> tuple[Target, dict[str, str]]:
        """The target and the path's parameters. Raises `NotFound`, `MethodNotAllowed`."""
        parameters: dict[str, str] = {}
        node = self._fixed.get(path) or self._walk(path, parameters)
        if node is None or not node.methods:
            raise NotFound(what="page or resource")
        target = node.methods.get(method)
        if target is None:
            raise MethodNotAllowed(method=method[:20], allowed=", ".join(sorted(node.methods)))
        return target, parameters

    def _walk(self, path: str, parameters: dict[str, str]) -> _Node[Target] | None:
        node = self._root
        for segment in path[1:].split("/"):
            child = node.children.get(segment)
            if child is None:
                child = node.parameter
                if child is None or not segment:
                    return None
                parameters[node.parameter_name] = segment
            node = child
        return node
