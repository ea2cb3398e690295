"""Workbooks of an import: the template to fill in, and the rows with errors."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import select

from models.platform.imports import ImportBatch, ImportRow
from models.words.kinds import Kind
from models.words.labels import label
from models.words.platform import Outcome
from models.words.plurals import fill
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.events import Done
from portal.platform.fields.kinds import KINDS
from portal.platform.imports.batch import remember_columns
from portal.platform.imports.row_rules import NOT_TAKEN
from portal.platform.imports.rules import ID, REVISION, Field
from portal.platform.imports.target import MAY, Target, is_beside
from portal.platform.language import translate_text
from portal.platform.sheets.sheet import Column, Say, Sheet
from portal.work import Work

BAD = (Outcome.ERROR, Outcome.CONFLICT, Outcome.DECIDE)
REASON = N_("Reason")


def import_template(target: Target, say: Say, needed: Collection[str] = frozenset()) -> list[Sheet]:
    """The sheets of the template: headings to fill in under, and an explanation of each.

    What is required, and what is ``needed`` beside it just now, has a star.
    """
    stars = {f.name: "*" for f in target.fields if f.required or f.name in needed}
    fields = [f for f in target.fields if f.name not in (ID, REVISION)]
    heads = [
        Column(
            say(f.label) + stars.get(f.name, ""),
            f.kind,
            f.width,
            choices=_choices(f, say),
        )
        for f in fields
    ]
    return [
        Sheet(title=target.title, columns=heads, rows=[], bare=True),
        Sheet(
            title=N_("How to fill it in"),
            columns=(
                Column(N_("Column"), width=24),
                Column(N_("Required"), width=8),
                Column(N_("What to enter"), width=60),
                Column(N_("Example"), width=34),
            ),
            rows=[
                [
                    say(f.label),
                    say(N_("Yes")) if f.name in stars else "",
                    _takes(f, say),
                    f.example,
                ]
                for f in fields
            ],
        ),
    ]


def _choices(field: Field, say: Say) -> Sequence[str]:
    """What its drop-down offers: the words of a vocabulary, yes and no."""
    if field.words:
        return [say(label(word)) for word in field.words]
    return [say(N_("Yes")), say(N_("No"))] if field.kind is V.YESNO else ()


def _takes(field: Field, say: Say) -> str:
    if field.words:
        return "、".join(say(label(word)) for word in field.words)
    return say(KINDS[field.kind].help)


def bad_rows_sheet(work: Work, target: Target, batch: ImportBatch, say: Say) -> Sheet:
    """The rows with errors or conflicts as they were uploaded, with the reason in the last column.

    Columns that were not imported follow the others. The corrected sheet is matched like this one.
    """
    work.require(MAY, batch)
    pairs = sorted((int(i), n) for i, n in batch.mapping.items() if not is_beside(target, n))
    others = _others(target, batch)
    texts = [batch.headers[i][0] for i in (*(i for i, _ in pairs), *others)]
    mapping = {str(place): name for place, (_, name) in enumerate(pairs)}
    for place, i in enumerate(others, start=len(pairs)):
        if str(i) in batch.mapping:
            mapping[str(place)] = batch.mapping[str(i)]
    mapping[str(len(texts))] = NOT_TAKEN  # the reason
    remember_columns(work, target.kind, [*texts, say(REASON)], mapping)
    work.record(Done(kind=Kind.IMPORT, id=batch.id, action="download", facts={"rows": "bad"}))
    return Sheet(
        title=target.title,
        columns=[*(Column(text, width=18) for text in texts), Column(REASON, width=60)],
        rows=_bad(work, target, batch, [name for _, name in pairs], others, say),
        bare=True,
    )


def _others(target: Target, batch: ImportBatch) -> list[int]:
    """Columns with content that were not imported, except the reasons added by an earlier run."""
    last = len(batch.headers) - 1
    return [
        i
        for i, header in enumerate(batch.headers)
        if is_beside(target, batch.mapping.get(str(i)))
        and any(header)
        and not (i == last and header[0] in (REASON, translate_text(REASON)))
    ]


def _bad(
    work: Work,
    target: Target,
    batch: ImportBatch,
    names: Sequence[str],
    others: Sequence[int],
    say: Say,
) -> Iterator[list[Any]]:
    factors = {
        name: "万元" in batch.headers[int(i)][0]
        for i, name in batch.mapping.items()
        if name != NOT_TAKEN
    }
    query = (
        select(ImportRow.cells, ImportRow.rest, ImportRow.problems)
        .where(ImportRow.batch_id == batch.id, ImportRow.outcome.in_(BAD))
        .order_by(ImportRow.line)
    )
    for cells, rest, problems in work.session.execute(query.execution_options(yield_per=500)):
        yield [
            *(_as_typed(cells.get(name, ""), scaled=factors[name]) for name in names),
            *(rest.get(str(i), "") for i in others),
            "；".join(problem_sentences(target, problems, say)),
        ]


def _as_typed(text: str, *, scaled: bool) -> str:
    """An amount in the unit of its heading, so that the corrected sheet means the same."""
    try:
        return f"{float(text) / 10_000:.10g}" if scaled and text else text
    except ValueError:
        return text


def problem_sentences(target: Target, problems: dict[str, Any], say: Say) -> list[str]:
    """One sentence for each field with a problem."""
    result = []
    for name, problem in problems.items():
        field = target.field(name)
        text = (
            fill(say(problem["text"]), problem["values"])
            if problem["values"]
            else say(problem["text"])
        )
        result.append(f"{say(field.label)}：{text}" if field else text)
    return result
