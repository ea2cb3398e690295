"""People, departments, roles, delegations and signed-in sessions."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, synonym

from models.base import Base, Dated, Named, Owned, Record
from models.types import Id, enum_type
from models.words.access import Duty, FieldRule, Reach, Secrecy
from models.words.kinds import Kind
from models.words.people import DelegationState
from models.words.permissions import Permission
from models.words.text import N_
from models.words.values import ValueKind as V


class Department(Record, Base):
    """A node of the tree; ``path`` («/1/4/») is the ids from the root down to it."""

    __tablename__ = "departments"
    kind: ClassVar = Kind.DEPARTMENT

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    path: Mapped[str] = mapped_column(default="", index=True)
    head_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", use_alter=True))
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)

    head: Mapped["User | None"] = relationship(foreign_keys=[head_id])
    parent: Mapped["Department | None"] = relationship(remote_side="Department.id")


class Role(Record, Base):
    """A role: its duty, permissions and field rules."""

    __tablename__ = "roles"
    kind: ClassVar = Kind.ROLE

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    duty: Mapped[Duty] = mapped_column(enum_type(Duty), default=Duty.BUSINESS)
    builtin: Mapped[bool] = mapped_column(default=False)
    # the highest grade its holders read within their reach; none: no graded record at all
    clearance: Mapped[Secrecy | None] = mapped_column(enum_type(Secrecy))
    grants: Mapped[list["RoleGrant"]] = relationship(cascade="all, delete-orphan")
    field_rules: Mapped[list["RoleFieldRule"]] = relationship(cascade="all, delete-orphan")


class RoleGrant(Base):
    __tablename__ = "role_grants"

    role_id: Mapped[int] = mapped_column(ForeignKey("roles.id"), primary_key=True)
    permission: Mapped[Permission] = mapped_column(enum_type(Permission), primary_key=True)
    reach: Mapped[Reach] = mapped_column(enum_type(Reach))


class RoleFieldRule(Base):
    """A field that a role sees masked, read-only or not at all; without a row it is open."""

    __tablename__ = "role_field_rules"

    role_id: Mapped[int] = mapped_column(ForeignKey("roles.id"), primary_key=True)
    subject: Mapped[Kind] = mapped_column(enum_type(Kind), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    rule: Mapped[FieldRule] = mapped_column(enum_type(FieldRule))


class UserRole(Base):
    """A role held by a user; a trigger keeps the three officers apart (SEC-3)."""

    __tablename__ = "user_roles"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("roles.id"), primary_key=True, index=True)
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    granted_at: Mapped[datetime | None]


class User(Record, Dated, Base):
    """A person who signs in. Disabled, never deleted, because history refers to them."""

    __tablename__ = "users"
    kind: ClassVar = Kind.USER

    login: Mapped[str] = mapped_column(
        unique=True, info={"said": N_("This sign-in name is taken.")}
    )
    employee_number: Mapped[str] = mapped_column(
        unique=True, info={"said": N_("This employee number is taken.")}
    )
    name: Mapped[str] = mapped_column(index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    post: Mapped[str] = mapped_column(default="")
    superior_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    email: Mapped[str] = mapped_column(default="", info={"kind": V.EMAIL})
    mobile: Mapped[str] = mapped_column(default="", info={"kind": V.MOBILE})
    active: Mapped[bool] = mapped_column(default=True)
    disabled_at: Mapped[datetime | None]
    password_hash: Mapped[str] = mapped_column(default="")
    password_changed_at: Mapped[datetime | None]
    must_change_password: Mapped[bool] = mapped_column(default=True)
    old_hashes: Mapped[list[Any]] = mapped_column(default=list)
    preferences: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # codes of roles asked for with the account; a security officer gives them or not
    proposed_roles: Mapped[list[Any]] = mapped_column(default=list)

    department: Mapped[Department | None] = relationship(foreign_keys=[department_id])
    superior: Mapped["User | None"] = relationship(remote_side="User.id")
    roles: Mapped[list[Role]] = relationship(
        secondary="user_roles",
        primaryjoin="User.id == UserRole.user_id",
        secondaryjoin="Role.id == UserRole.role_id",
        viewonly=True,
    )


class Delegation(Record, Owned, Named, Dated, Base):
    """One person decides on behalf of another in ``[starts_at, ends_at)`` (C4)."""

    __tablename__ = "delegations"
    __table_args__ = (Index("ix_delegations_to_window", "to_id", "starts_at", "ends_at"),)
    kind: ClassVar = Kind.DELEGATION
    governed: ClassVar = ("state",)

    from_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    owner_id: Mapped[int] = synonym("from_id")
    to_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)
    subjects: Mapped[list[Any]] = mapped_column(default=list)  # kinds it covers; empty: all
    reason: Mapped[str]
    state: Mapped[DelegationState] = mapped_column(
        enum_type(DelegationState), default=DelegationState.GIVEN
    )

    giver: Mapped[User] = relationship(foreign_keys=[from_id])
    taker: Mapped[User] = relationship(foreign_keys=[to_id])


class LoginSession(Base):
    """A signed-in browser. Only a hash of its token is kept, so a stolen table gives no access."""

    __tablename__ = "login_sessions"

    id: Mapped[Id] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(default="")
    agent: Mapped[str] = mapped_column(default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(default="")


class SecondFactor(Base):
    """A user's code generator; its secret is derived from ``salt`` and the installation's key."""

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    salt: Mapped[str]
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)  # no code is accepted twice (ASVS 6.5.1)
    recovery: Mapped[list[Any]] = mapped_column(default=list)  # hashes of unused recovery codes


class LoginAttempt(Base):
    """An attempt to sign in, counted across workers and restarts (ASVS 6.3.1)."""

    __tablename__ = "login_attempts"
    __table_args__ = (Index("ix_login_attempts_login_address", "login", "address", "at"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    login: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    succeeded: Mapped[bool] = mapped_column(default=False)


class SetupLink(Base):
    """A one-time link to set a password: first administrator, new account, reset (ASVS 6.4.1)."""

    __tablename__ = "setup_links"

    id: Mapped[Id] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    purpose: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Participation(Base):
    """A user who is named in a record and may therefore see it (D4)."""

    __tablename__ = "participations"
    __table_args__ = (UniqueConstraint("subject", "subject_id", "user_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    subject: Mapped[Kind] = mapped_column(enum_type(Kind))
    subject_id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
