"""``python -m bench [--quick] [sqlite] [postgresql]``: load, measure, print and save results."""

import argparse
import sys

from bench import memory, report
from bench.prepare import database
from bench.run import Run


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("databases", nargs="*", help="sqlite, postgresql; both unless quick")
    parser.add_argument(
        "--quick", action="store_true", help="50,000 customers, SQLite unless named"
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--requests", type=int, default=memory.FULL)
    chosen = parser.parse_args()
    databases = chosen.databases or ["sqlite", *([] if chosen.quick else ["postgresql"])]
    if chosen.quick:
        chosen.rows, chosen.repeat, chosen.seconds, chosen.requests = 50_000, 15, 4, 300
    for kind in databases:
        with database(kind, chosen.rows) as url:
            run = Run(kind, chosen.rows, url, chosen.repeat, chosen.seconds, chosen.requests)
            metrics = run.measure()
        path = report.write(kind, chosen.rows, metrics)
        sys.stdout.write(f"{report.table(kind, chosen.rows, metrics)}\n→ {path}\n\n")


if __name__ == "__main__":
    main()
