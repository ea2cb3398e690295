"""The states of an export: generated, kept for some days, deleted (D7)."""

from models.words.permissions import Permission as P
from models.words.platform import ExportState as S
from models.words.text import N_
from portal.platform.workflow.machine import Machine, Move

EXPORT = Machine(
    "export",
    S,
    S.WAITING,
    (
        Move("finish", (S.WAITING,), S.READY, P.EXPORT_TAKE, N_("Generated at"), "D7"),
        Move("fail", (S.WAITING,), S.FAILED, P.EXPORT_TAKE, N_("Could not be generated"), "D7"),
        Move("expire", (S.READY,), S.EXPIRED, P.EXPORT_TAKE, N_("Retention period over"), "D7"),
    ),
)

SHORTEST_PURPOSE = 4  # characters
