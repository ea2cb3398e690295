"""Caches: results of functions, and stores that are emptied when full.

With the fast paths off nothing is cached.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Generic, ParamSpec, TypeVar

from portal.fast.switch import plain

P = ParamSpec("P")
R = TypeVar("R")
K = TypeVar("K")
V = TypeVar("V")


def kept(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Cache the last ``most`` results of a function of hashable arguments."""

    def keeping(make: Callable[P, R]) -> Callable[P, R]:
        cached: Any = lru_cache(maxsize=most)(make)

        @wraps(make)
        def made(*args: P.args, **kwargs: P.kwargs) -> R:
            result: R = make(*args, **kwargs) if plain() else cached(*args, **kwargs)
            return result

        return made

    return keeping


class Store(Generic[K, V]):
    """A cache of at most ``most`` values; safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.inside: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """The cached value, or None."""
        return None if plain() else self.inside.get(key)

    def keep(self, key: K, value: V) -> V:
        """Cache and return ``value``; a full store is emptied first."""
        if not plain():
            if len(self.inside) >= self.most:
                self.inside.clear()
            self.inside[key] = value
        return value

    def clear(self) -> None:
        """Remove all values."""
        self.inside.clear()

    def __len__(self) -> int:
        return len(self.inside)
