"""``make mutants``: makes small mistakes in every rule and sees whether its tests notice.

``python -m tests.house.mutants [MODULE …]``. Each mutant runs in a child process of its own, in
memory; no file is changed. What a module came to is kept in ``.mutants`` and taken from there while
neither the module nor its tests have changed. Without a MODULE the report is written anew.
"""

import argparse
import ast
import gc
import hashlib
import importlib
import importlib.abc
import importlib.util
import json
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies

from tests.house import mutants_report as report
from tests.house.mutants_report import Score
from tests.house.mutations import Mutant, mutants
from tests.house.tree import ROOT

KEPT = ROOT / ".mutants"
MEMORY = 3 * 1024**3  # bytes; a loop that never ends grows as well
SURVIVED, KILLED = 0, 1
# What pytest brings and a run of one mutant does without.
UNUSED = ("cacheprovider", "doctest", "faulthandler", "junitxml", "logging", "pastebin", "setuponly",
          "setupplan", "stepwise", "threadexception", "unittest", "unraisableexception")  # fmt: skip


class Loader(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
    """Gives one module the text of its mutant; its byte code is never kept."""

    def __init__(self, module: str, path: Path, code: str) -> None:
        self.module, self.path, self.code = module, str(path), code

    def find_spec(self, name: str, _path: Any, _target: Any = None) -> Any:
        if name != self.module:
            return None
        return importlib.util.spec_from_file_location(name, self.path, loader=self)

    def get_filename(self, _name: str) -> str:
        return self.path

    def get_data(self, path: str | bytes) -> bytes:
        if path != self.path:
            raise OSError(path)
        return self.code.encode()


class Trial:
    """A plugin of pytest: stands before the collection of a module's tests and forks.

    Each child goes on, collects and runs the tests against one mutant; the parent has what pytest
    needs time for behind it once, counts how the children end, and collects nothing itself.
    """

    def __init__(self, module: str, workers: int) -> None:
        self.module, self.workers = module, workers
        self.path = report.path_of(module)
        self.made = mutants(self.path.read_text())
        self.survivors: set[Mutant] = set()
        self.is_child = self.is_sound = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> bool | None:
        child = self.fork(None, 600)
        if child == 0:
            return None
        _, status, used = os.wait4(child, 0)
        self.is_sound = ended(status) == SURVIVED
        seconds = 5 + round(3 * (used.ru_utime + used.ru_stime))
        left, running = iter(self.made), dict[int, Mutant]()
        while self.is_sound:
            while len(running) < self.workers and (mutant := next(left, None)):
                child = self.fork(mutant, seconds)
                if child == 0:
                    return None
                running[child] = mutant
            if not running:
                break
            child, status = os.wait()
            mutant = running.pop(child)
            if ended(status) == SURVIVED:
                self.survivors.add(mutant)
        session.items = []
        return True

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Plain examples before drawn ones: most mutants die at once."""
        items.sort(key=lambda item: hasattr(getattr(item, "obj", None), "hypothesis"))

    def fork(self, mutant: Mutant | None, seconds: int) -> int:
        """The id of a child that will try ``mutant``; 0 in the child itself."""
        child = os.fork()
        if child == 0:
            self.is_child = True
            gc.disable()
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            if mutant is not None:
                sys.meta_path.insert(0, Loader(self.module, self.path, mutant.code))
        return child


def ended(status: int) -> int:
    """How a child ended; one that ran out of time or memory was noticed as well."""
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else KILLED


def attempt(module: str, files: list[str], workers: int) -> Score:
    """Every mutant of one module against its tests."""
    warm(module, files)
    trial = Trial(module, workers)
    options = [
        "-x",
        "-q",
        "--tb=no",
        "-m",
        "not slow",
        "-o",
        "addopts=",
        "--disable-plugin-autoload",
    ]
    options += [f"-pno:{name}" for name in UNUSED]
    code = KILLED
    with silence():
        try:
            code = pytest.main([*options, *files], plugins=[trial])
        finally:  # whatever a mutant throws, it was noticed
            if trial.is_child:
                os._exit(SURVIVED if code == pytest.ExitCode.OK else KILLED)
    if not trial.is_sound:
        sys.exit(f"{module}: its tests do not pass as they are: {' '.join(files)}")
    lived = [(m.line, m.change) for m in trial.made if m in trial.survivors]
    return Score(module, len(trial.made), lived)


@contextmanager
def silence() -> Iterator[None]:
    """What pytest prints goes nowhere, in the children as well."""
    sys.stdout.flush()
    kept, nowhere = [os.dup(1), os.dup(2)], os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    try:
        yield
    finally:
        for stream, was in zip((1, 2), kept, strict=True):
            os.dup2(was, stream)
        for open_file in (*kept, nowhere):
            os.close(open_file)


def warm(module: str, files: list[str]) -> None:
    """Load what the module and its tests stand on, once; our own code is read anew each time."""
    importlib.import_module(module)
    for file in files:
        for node in ast.walk(ast.parse((ROOT / file).read_text())):
            for name in _imported(node):
                if not _own(name):
                    importlib.import_module(name)
    for name in [name for name in sys.modules if _own(name) and not name.startswith("tests.house")]:
        del sys.modules[name]
    gc.freeze()


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def _own(name: str) -> bool:
    return name.split(".", maxsplit=1)[0] in {"portal", "views", "app", "tests"}


def key(module: str, files: list[str]) -> str:
    """Changes when the module, its tests or the mistakes that are made change."""
    own = [Path(__file__), Path(__file__).with_name("mutations.py")]
    text = b"".join(
        p.read_bytes() for p in [*own, report.path_of(module), *(ROOT / f for f in files)]
    )
    return hashlib.sha256(text).hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.house.mutants")
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    options = parser.parse_args()
    tests = report.tests_of_rules()
    KEPT.mkdir(exist_ok=True)
    sys.dont_write_bytecode = False  # of tests; mutants leave none
    settle()
    scores = []
    for module in options.modules or sorted(tests):
        kept = KEPT / f"{module}.json"
        stamp = key(module, tests[module])
        old = json.loads(kept.read_text()) if kept.exists() else {}
        if old.get("key") == stamp:
            score = Score(module, old["total"], [(n, text) for n, text in old["survivors"]])
        else:
            score = attempt(module, tests[module], options.workers)
            kept.write_text(json.dumps({"key": stamp, **vars(score)}, ensure_ascii=False))
        scores.append(score)
        print(report.line(score), flush=True)  # noqa: T201
    sys.exit(report.finish(scores, tests, write=not options.modules))


def settle() -> None:
    """Hypothesis draws the same examples every time and does not look for the smallest.

    It draws once here, so that its tables are there before the children are born.
    """
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, phases=phases, max_examples=40,
        suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    hypothesis.settings.load_profile("mutants")
    hypothesis.given(strategies.text(), strategies.dates())(lambda _text, _day: None)()


if __name__ == "__main__":
    main()
