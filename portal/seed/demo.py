"""Demo data from one random seed: four months of files, requests and loans of a company.

Everything goes through the services in chronological order, each action by the person it is for.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.customers import Customer
from models.files.places import Place
from models.files.records import CustomerFile, FileClass
from models.people import User
from models.platform.records import Setting
from models.words.access import Secrecy
from models.words.files import ItemForm, PlaceKind
from models.words.permissions import Permission as P
from portal.config import Config
from portal.customers.cards import create_customer
from portal.files import acceptance, items
from portal.files.filing import open_file, review_file, submit_file
from portal.seed import checked, company, names, traffic
from portal.seed.baseline import seed_baseline
from portal.seed.scene import Scene, Story, play_stories
from portal.work import Work

CUSTOMERS, FILES = 260, 72
OWNERS = ("chen", "zhao", "ding", "zhao", "chen")
HEADS = {"chen": "zhang", "zhao": "sun", "ding": "sun"}
PAPERS = (
    ("营业执照复印件", ItemForm.COPY, 1),
    ("合同原件", ItemForm.ORIGINAL, 12),
    ("授权委托书", ItemForm.ORIGINAL, 2),
    ("往来函件", ItemForm.ORIGINAL, 6),
    ("对账单", ItemForm.ORIGINAL, 4),
    ("身份证复印件", ItemForm.COPY, 1),
)


def seed_people(scene: Scene) -> bool:
    """Write baseline, departments and accounts; False if any account exists already."""
    with scene.work("system", 130, 8) as work:
        if work.session.scalar(select(func.count()).select_from(User)):
            return False
        seed_baseline(work)
        scene.people = company.found_company(work)
        rate = {"value": 20}
        work.add(Setting(name="deficiency_penalty", value=rate, changed_at=work.now, changed_by=0))
    with scene.work("security", 130, 9) as work:
        company.give_roles(work, scene.people)
    return True


def seed_cards(scene: Scene, taken: set[str], step: int) -> Story:
    """Twenty customer cards created by one owner; ``taken`` are the names in use."""
    ago = 126 - 7 * step
    yield ago
    with scene.work(OWNERS[step % len(OWNERS)], ago, 9) as work:
        for _ in range(20):
            values = names.random_company(scene.chance, taken)
            contacts = [
                names.random_contact(scene.chance) for _ in range(scene.chance.choice((1, 1, 2)))
            ]
            create_customer(work, values, contacts, confirmed=True)


def filing_story(scene: Scene, step: int, last: str) -> Story:
    """Eight files opened, submitted, reviewed and accepted, up to the step ``last``."""
    owner, ago = OWNERS[step % 3], 118 - 12 * step
    yield ago
    ids = _drafts(scene, owner, ago, step)
    if last == "draft":
        return
    with scene.work(owner, ago, 15) as work:
        for id in ids:
            submit_file(work, work.get(CustomerFile, id, P.FILE_EDIT, lock=True), sorted_out=True)
    if last == "submit":
        return
    yield ago - 1
    with scene.work(HEADS[owner], ago - 1, 9) as work:
        for id in ids:
            review_file(work, work.get(CustomerFile, id, P.FILE_REVIEW, lock=True))
    if last == "review":
        return
    with scene.work("wang", ago - 1, 14) as work:
        for id in ids:
            acceptance.accept_file(work, work.get(CustomerFile, id, P.FILE_ACCEPT, lock=True))


def _drafts(scene: Scene, owner: str, ago: int, step: int) -> list[int]:
    with scene.work(owner, ago, 10) as work:
        boxes = list(work.session.scalars(select(Place.id).where(Place.sort == PlaceKind.BOX)))
        class_id = work.session.scalars(select(FileClass.id).where(FileClass.code == "KH")).one()
        return [
            _draft(scene, work, customer, class_id, boxes[step % len(boxes)])
            for customer in _without_file(work)
        ]


def _without_file(work: Work) -> list[Customer]:
    """Up to eight of the actor's customers that have no file yet, of grades that heads and
    custodians are cleared for.
    """
    filed = select(CustomerFile.customer_id)
    query = select(Customer).where(
        Customer.owner_id == work.actor.id,
        Customer.secrecy != Secrecy.TOP,
        Customer.id.not_in(filed),
    )
    return list(work.session.scalars(query.order_by(Customer.id).limit(8)))


def _draft(scene: Scene, work: Work, customer: Customer, class_id: int, box: int) -> int:
    file = open_file(
        work,
        {
            "class_id": class_id,
            "customer_id": customer.id,
            "title": f"{customer.name}客户档案",
            "secrecy": scene.chance.choices(list(Secrecy)[:3], (80, 15, 5))[0],
            "opened_on": work.today,
            "place_id": box,
        },
    )
    for title, form, pages in scene.chance.sample(PAPERS, 3):
        items.add_item(
            work,
            file,
            {"title": title, "form": form, "pages": pages, "dated_on": work.today, "copies": 1},
        )
    return file.id


def seed_demo(session: Session, config: Config, now: datetime) -> bool:
    """Write all demo data into an empty portal; False if any account exists already."""
    scene = Scene(session, config, now)
    if not seed_people(scene):
        return False
    taken: set[str] = set()
    stories = [seed_cards(scene, taken, step) for step in range(CUSTOMERS // 20)]
    ends = ["accept"] * (FILES // 8 - 3) + ["review", "submit", "draft"]
    stories += [filing_story(scene, step, last) for step, last in enumerate(ends)]
    stories.append(checked.checked_story(scene))
    stories += traffic.traffic_stories(scene)
    play_stories(stories)
    return True
