"""One trigger that refuses, in the SQL of both databases."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trigger:
    """A trigger that refuses ``when`` (INSERT, UPDATE, DELETE or TRUNCATE) on ``table``.

    ``condition`` is SQL that may use OLD and NEW; without one it always refuses.
    """

    name: str
    table: str
    when: str
    message: str
    condition: str = ""
    said: str = ""  # sentence for people, if they can cause it

    @property
    def for_all(self) -> bool:
        """Whether it is a statement trigger; TRUNCATE exists on PostgreSQL only."""
        return self.when == "TRUNCATE"

    def sqlite(self) -> str:
        """The statement that creates it on SQLite."""
        guard = f"WHEN {self.condition} " if self.condition else ""
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.when} ON {self.table} {guard}"
            f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        )

    def statements(self, dialect: str) -> tuple[str, ...]:
        """The statements that create it on this database."""
        return (self.sqlite(),) if dialect == "sqlite" else self.postgresql()

    def said_by(self, dialect: str) -> tuple[str, ...]:
        """What the database keeps of it: on PostgreSQL the function's body, then the trigger."""
        return (self.sqlite(),) if dialect == "sqlite" else (self.body, self.postgresql()[1])

    @property
    def body(self) -> str:
        """Body of the PL/pgSQL function."""
        answer = "OLD" if self.when == "DELETE" else "NEW"
        test = f"IF {self.condition} THEN " if self.condition else ""
        end = " END IF;" if self.condition else ""
        return f"BEGIN {test}RAISE EXCEPTION '{self.message}';{end} RETURN {answer}; END"

    def postgresql(self) -> tuple[str, str]:
        """The statements that create the function and its trigger on PostgreSQL."""
        each = "STATEMENT" if self.for_all else "ROW"
        return (
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ {self.body} $$",
            (
                f"CREATE TRIGGER {self.name} BEFORE {self.when} ON {self.table} "
                f"FOR EACH {each} EXECUTE FUNCTION {self.name}()"
            ),
        )


def changed(*columns: str) -> str:
    """SQL: whether an update gives any of these columns another value, NULL included."""
    return "(" + " OR ".join(f"NEW.{c} IS DISTINCT FROM OLD.{c}" for c in columns) + ")"
