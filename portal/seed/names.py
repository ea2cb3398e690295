"""Believable random companies and people for the demo data."""

from random import Random
from typing import Any

from models.words.access import Secrecy
from models.words.customers import (
    ClassTime,
    ClassTrade,
    ClassVolume,
    ContactRole,
    CustomerType,
    Lifecycle,
    Nature,
)
from portal.errors import PortalError
from portal.platform.fields import identifiers

CITIES = (
    ("北京", "110105", "010", "100020", "朝阳区建国路"),
    ("上海", "310115", "021", "200120", "浦东新区张杨路"),
    ("广州", "440106", "020", "510620", "天河区体育东路"),
    ("深圳", "440305", "0755", "518057", "南山区科苑路"),
    ("杭州", "330106", "0571", "310012", "西湖区文三路"),
    ("成都", "510107", "028", "610041", "武侯区人民南路"),
    ("南京", "320106", "025", "210009", "鼓楼区中山北路"),
    ("武汉", "420106", "027", "430071", "武昌区中南路"),
    ("西安", "610113", "029", "710061", "雁塔区长安南路"),
    ("青岛", "370202", "0532", "266071", "市南区香港中路"),
)
FIRST = "恒宏华金鑫瑞嘉远博创盛泰安和信诚明德润丰"
SECOND = "通达源利兴隆业海川辰宇晟凯科联合众邦城信"
TRADES = (
    ("商贸", "日用百货、办公用品的批发与零售"),
    ("科技", "软件开发、信息系统集成与技术服务"),
    ("物业管理", "物业管理、停车场管理、房屋租赁"),
    ("餐饮管理", "餐饮服务、食品销售"),
    ("汽车销售", "汽车及零配件销售、汽车维修服务"),
    ("医疗器械", "第二类医疗器械销售"),
    ("建筑工程", "建筑工程施工、装饰装修工程"),
    ("文化传媒", "广告设计、会展服务"),
    ("国际物流", "道路货物运输、仓储服务"),
    ("教育咨询", "教育信息咨询、企业管理培训"),
)
FAMILY = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高"
GIVEN = (
    "建国",
    "秀英",
    "志强",
    "桂兰",
    "敏",
    "静",
    "磊",
    "洋",
    "勇",
    "艳",
    "杰",
    "娟",
    "涛",
    "明",
    "超",
    "秀兰",
    "霞",
    "平",
    "刚",
    "丽",
    "思远",
    "雨桐",
    "子涵",
    "浩然",
)
DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
STREET = range(8, 400)
GRADES: dict[Any, str] = dict(zip(ClassVolume, "ABC", strict=True))


def random_person(chance: Random) -> str:
    """A personal name."""
    return chance.choice(FAMILY) + chance.choice(GIVEN)


def random_credit_code(chance: Random, area: str) -> str:
    """A unified social credit code with a correct check character (GB 32100)."""
    body = (
        "91" + area + "".join(chance.choice("0123456789") for _ in range(8)) + chance.choice(DIGITS)
    )
    for last in DIGITS:
        try:
            return identifiers.normalize_credit_code(body + last)
        except PortalError:
            continue
    raise ValueError(body)


def random_mobile(chance: Random) -> str:
    """A mobile number of eleven digits."""
    return "1" + chance.choice("3589") + "".join(chance.choice("0123456789") for _ in range(9))


def random_company(chance: Random, taken: set[str]) -> dict[str, Any]:
    """A customer card whose name is unlike those in ``taken``, to which it is added."""
    while True:
        city, area, dial, postcode, street = chance.choice(CITIES)
        trade, scope = chance.choice(TRADES)
        name = f"{city}{chance.choice(FIRST)}{chance.choice(SECOND)}{trade}有限公司"
        if name not in taken:
            break
    taken.add(name)
    card = {
        "name": name,
        "legal_representative": random_person(chance),
        "postcode": postcode,
        "address": f"{city}市{street}{chance.choice(STREET)}号",
        "phone": f"{dial}-{chance.randint(22000000, 88999999)}",
        "business_scope": scope,
        "registered_capital": chance.choice((500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000)),
        "unified_credit_code": random_credit_code(chance, area),
        "industry": trade,
        "region": city,
        "customer_type": chance.choices(list(CustomerType), (70, 15, 10, 5))[0],
        "lifecycle": chance.choices(list(Lifecycle), (20, 15, 40, 20, 5))[0],
        "secrecy": chance.choices(list(Secrecy), (70, 20, 8, 2))[0],
        "class_time": chance.choice(list(ClassTime)),
        "class_trade": chance.choice(list(ClassTrade)),
        "class_volume": chance.choices(list(ClassVolume), (15, 60, 25))[0],
        "nature": Nature.ORDINARY_COMPANY,
    }
    return {**card, "grade": GRADES[card["class_volume"]]}


def random_contact(chance: Random, role: ContactRole = ContactRole.MANAGER) -> dict[str, Any]:
    """A contact at a company."""
    return {
        "name": random_person(chance),
        "role": role,
        "mobile": random_mobile(chance),
        "position": chance.choice(("经理", "采购主管", "财务", "办公室主任")),
    }
