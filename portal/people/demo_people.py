"""Who works in the demo company: accounts whose password is printed, for a desk alone."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people import User

# login: name, department, post, role; superiors come before their staff
PEOPLE = {
    "gm": ("高明远", "office", "总经理", "approver"),
    "zhang": ("张慧", "service", "客务部经理", "department_head"),
    "sun": ("孙立", "sales", "销售部经理", "department_head"),
    "zhou": ("周敏", "finance", "财务部经理", "department_head"),
    "fawu": ("方律", "legal", "法务主管", "department_head"),
    "li": ("李卓", "archive", "档案主管", "records_manager"),
    "wang": ("王珊", "archive", "档案员", "custodian"),
    "he": ("何谨", "archive", "档案员", "custodian"),
    "chen": ("陈思雨", "service", "客户专员", "file_owner"),
    "liu": ("刘洋", "service", "客户专员", "applicant"),
    "zhao": ("赵磊", "sales", "销售代表", "file_owner"),
    "ding": ("丁一", "sales", "销售代表", "file_owner"),
    "tang": ("唐宁", "service", "客户专员", "applicant"),
    "qian": ("钱莉", "sales", "销售代表", "applicant"),
    "audit": ("沈清", "office", "审计员", "auditor"),
    "security": ("安宁", "office", "安全员", "security_officer"),
    "sys": ("石岩", "office", "系统管理员", "system_administrator"),
}


def is_demo_account(session: Session, user_id: int) -> bool:
    """Whether this account is one of the demo company."""
    row = session.execute(select(User.login, User.name).where(User.id == user_id)).one_or_none()
    return row is not None and row.login in PEOPLE and PEOPLE[row.login][0] == row.name
