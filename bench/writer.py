"""The writer's own time: ``python -m bench.writer URL ARGS`` writes the customers from memory."""

import json
import os
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.engine import build_engine
from models.people import User
from portal import config
from portal.access.load import actor_for
from portal.office import build
from portal.platform.language import translate_text
from portal.platform.sheets import fast_xlsx
from portal.work import Work
from portal.workers import loops


def main() -> None:
    """Write the sheet that the export job writes, with its rows already read and spelt."""
    loops.settle_heap()
    folder = Path(os.environ["PORTAL_INSTANCE"])
    engine, now = build_engine(sys.argv[1]), datetime.now(UTC)
    say = partial(translate_text, language="zh_CN")
    with Session(engine) as session:
        user_id = session.scalars(select(User.id).where(User.login == "bench-all")).one()
        actor = actor_for(session, user_id, now)
        assert actor is not None
        work = Work(session, actor, now, config.load_config(instance=folder))
        sheet = build.find_source(work, "list:customers", json.loads(sys.argv[2])).sheets(say)[0]
        rows = list(sheet.rows)
    start = time.perf_counter()
    with (folder / "writer.xlsx").open("wb") as stream:
        fast_xlsx.write_fast(replace(sheet, rows=rows), stream, say)
    sys.stdout.write(json.dumps({"seconds": time.perf_counter() - start}) + "\n")


if __name__ == "__main__":
    main()
