"""When an import ends its rows' owners are told, each once; whoever imported is not."""

from sqlalchemy import select

from models.platform.notices import Notice
from portal.office.topics import tell_topic
from portal.platform.language import translate_text
from tests.customers.test_import_cases import sheet_of
from tests.support.lists import batch_of, outcomes, write


def told(stage):
    stage.session.expire_all()
    rows = stage.session.scalars(select(Notice).where(Notice.topic == "customer.imported"))
    names = {id: login for login, id in stage.people.items()}
    return {names[row.user_id]: tell_topic(row.topic, row.values, translate_text) for row in rows}


def test_each_owner_of_imported_customers_is_told_once_when_it_ends(stage, bring):
    head = ["客户名称", "责任人", "备注"]
    owners = ["欧文", "欧文", "孙经理", "王档"]
    rows = [[f"第{n}号贸易有限公司", owner, ""] for n, owner in enumerate(owners, start=1)]
    id = bring(sheet_of(head, *rows))
    assert told(stage) == {}, "nothing is written yet"
    write(stage, id)
    assert told(stage) == {
        "owen": "王档 导入了名册“客户.xlsx”：你名下新增客户 2 家，更新 0 家。",
        "sun": "王档 导入了名册“客户.xlsx”：你名下新增客户 1 家，更新 0 家。",
    }


def test_a_row_whose_remarks_would_be_cut_is_kept_out_and_says_so(stage, bring):
    """Eight columns without a field, each as long as a cell may be (R-59)."""
    more = [f"说明{n}" for n in range(2)]
    id = bring(
        sheet_of(
            ["客户名称", *more], ["甲商贸", *("长" * 16_500 for _ in more)], ["乙商贸", "", ""]
        )
    )
    assert outcomes(stage, id) == ["error", "new"]
    told = [spelt for each in batch_of(stage, id).faults for spelt in each["spelt"]]
    assert "remark" in {each["field"] for each in batch_of(stage, id).faults}, told
