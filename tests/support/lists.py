"""Lists of customers on their way in: sheets, the wizard's steps, and what came of them."""

import io
from contextlib import contextmanager

import xlsxwriter
from sqlalchemy import func, select

from models.customers import Customer
from models.platform.imports import ImportBatch, ImportRow
from models.platform.records import Setting
from models.words.kinds import Kind
from portal.office import intake
from portal.platform.imports import batch as imports
from portal.platform.imports import headings
from portal.platform.imports.choices import Choices, choose

HEAD = [
    "客户名称",
    "法定代表人",
    "地址",
    "邮编",
    "电话",
    "经营范围",
    "注册资本（万元）",
    "联系人",
    "手机",
]


def row(number, **changes):
    cells = {
        "客户名称": f"第{number}商贸有限公司",
        "法定代表人": "张三",
        "地址": f"中关村大街{number}号",
        "邮编": "100080",
        "电话": f"010-6{number:07d}",
        "经营范围": "贸易",
        "注册资本（万元）": 100,
        "联系人": "李四",
        "手机": f"139{number:08d}",
    }
    return [{**cells, **changes}[h] for h in HEAD]


def sheet(rows, head=HEAD):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet("名单")
        page.write_row(0, 0, head)
        for number, cells in enumerate(rows, start=1):
            page.write_row(number, 0, cells)
    stream.seek(0)
    return stream


class Desk:
    """What a long job is handed here: the stage's own transactions; may be told to break off."""

    job_id = 0

    def __init__(self, stage, who="wang", steps=10_000):
        self.stage, self.who, self.steps, self.told = stage, who, steps, []

    @contextmanager
    def work(self):
        with self.stage.work(self.who) as work:
            yield work

    def progress(self, done, total):
        self.told.append((done, total))
        self.steps -= 1
        if not self.steps:
            raise KeyboardInterrupt  # as kill -9 would: what was committed stays


def bring_in(stage, stream, name="客户.xlsx", mapping=None, who="wang"):
    """Upload and dry-run a sheet; returns the batch's id."""
    target = intake.target_of(Kind.CUSTOMER)
    with stage.work(who) as work:
        received = headings.receive_upload(work, target, name, stream)
        batch = imports.start_batch(work, target, received)
        imports.match_columns(work, target, batch, mapping or batch.mapping)
        id = batch.id
    intake.check_import(Desk(stage, who), id)
    return id


def batch_of(stage, id):
    stage.session.expire_all()
    return stage.session.get(ImportBatch, id)


def lines(stage, id):
    query = select(ImportRow).where(ImportRow.batch_id == id).order_by(ImportRow.line)
    stage.session.expire_all()
    return list(stage.session.scalars(query))


def write(stage, id):
    with stage.work("wang") as work:
        imports.enqueue_write(work, work.session.get(ImportBatch, id))
    intake.write_import(Desk(stage), id)


def decide(stage, id, who="wang", remember=False, **choices):
    """Take decisions and check the rows again with them, as the page does."""
    with stage.work(who) as work:
        batch = work.session.get(ImportBatch, id)
        target = intake.target_of(Kind.CUSTOMER)
        choose(work, target, batch, Choices(**choices), remember=remember)
    intake.check_import(Desk(stage, who), id)


def outcomes(stage, id):
    return [row.outcome.value for row in lines(stage, id)]


def undo(stage, id):
    with stage.work("wang") as work:
        imports.enqueue_undo(work, work.session.get(ImportBatch, id))
    intake.undo_import(Desk(stage), id)


def count(stage, *where):
    return stage.session.scalar(select(func.count()).select_from(Customer).where(*where))


def put(stage, name, value):
    """Change a setting behind everybody's back."""
    held = {"value": value}
    stage.session.merge(Setting(name=name, value=held, changed_at=stage.now, changed_by=1))
    stage.session.commit()
