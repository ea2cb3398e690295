"""Rows of a register as people read them: by heading, in Chinese, without the running number."""

from portal.office.catalog import REPORTS
from portal.platform.language import translate_text as say
from portal.platform.sheets import register


def rows_of(stage, name, who="li", **params):
    """Every row of a register, by heading."""
    report = REPORTS[name]
    with stage.work(who) as work:
        checked = register.check_params(report, params)
        heads = [say(head.title) for head in register.column_heads(work, report)]
        found = register.report_rows(work, report, checked, say)
        return [dict(zip(heads, row, strict=True)) for row in found]


def count_of(stage, name, who="li", **params):
    report = REPORTS[name]
    with stage.work(who) as work:
        return register.count_report(work, report, register.check_params(report, params))
