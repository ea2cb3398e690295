"""Starts the reader: ``python -I portal/platform/imports/reader PATH SHEET HEADINGS``, or
``… --cells PATH`` for all cells by type and value.

It runs apart from the portal and takes nothing from its environment; what it may import of the
portal are a few plain modules, found by the place of this one.
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[4]))

from portal.platform.imports.reader.program import main, say_cells

if __name__ == "__main__":
    if sys.argv[1] == "--cells":
        say_cells(Path(sys.argv[2]))
    else:
        main(Path(sys.argv[1]), sys.argv[2], frozenset(sys.argv[3].split()))
