"""Text with separators: which one, where rows end, quotes, encodings; all files are built here."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Invalid
from portal.platform.imports import reading
from portal.platform.imports.heading_keys import plain_heading
from portal.platform.imports.reader import delimited
from tests.conftest import SHARED

CASES = SHARED / "cases"
HEAD = ["客户名称", "法定代表人", "地址", "电话", "经营范围", "联系人"]
KNOWN = frozenset(map(plain_heading, [*HEAD, "手机", "邮编", "注册资本（万元）", "备注"]))
SCOPES = ("，".join("甲乙丙丁戊己庚辛壬癸" * 3), ",".join("甲乙丙丁戊己庚辛壬癸" * 3))


def records(text, known=KNOWN):
    if isinstance(text, str):
        text = text.encode()
    _, rows = delimited.read_text(text, known)
    return [row for row in rows if row]


def refused(content, known=KNOWN):
    with pytest.raises(delimited.Refused) as stopped:
        records(content, known)
    return stopped.value.code, stopped.value.values


def table(separator, *rows):
    """Rows as a careful program writes them: quoted where a separator or a break stands."""

    def cell(text):
        quoted = any(sign in text for sign in (separator, '"', "\n", "\r"))
        return '"' + text.replace('"', '""') + '"' if quoted else text

    return "\r\n".join(separator.join(map(cell, row)) for row in rows) + "\r\n"


@pytest.mark.parametrize("separator", [*delimited.USUAL, *delimited.RARE])
@pytest.mark.parametrize("scope", SCOPES)
def test_the_separator_is_found_whatever_stands_in_the_cells(separator, scope):
    rows = [
        [f"试验{n}号", "张三", "文三路，3号; 2室|乙", "0571-80000001", scope, ""] for n in range(4)
    ]
    assert records(table(separator, HEAD, *rows)) == [HEAD, *rows]


@pytest.mark.parametrize("separator", delimited.USUAL)
def test_without_known_headings_the_first_rows_are_cut_alike(separator):
    rows = [["Ort", "Zahl", "Text"], *([f"n{n}", str(n), "a.b"] for n in range(9))]
    assert records(table(separator, *rows), frozenset()) == rows


def test_a_single_column_is_not_cut_where_a_comma_stands_in_some_name():
    assert records("客户名称\n甲,乙公司\n丙公司\n") == [["客户名称"], ["甲,乙公司"], ["丙公司"]]


def test_titles_above_the_headings_do_not_decide():
    text = "客户一览表，2026年；内部\n打印：王档，2026-11-30\n" + table("\t", HEAD, ["甲"] * 6)
    assert records(text)[2:] == [HEAD, ["甲"] * 6]


def test_excels_own_line_names_the_separator():
    assert records("sep=^\r\n客户名称^电话\r\n甲,乙^1,2\r\n") == [
        ["客户名称", "电话"],
        ["甲,乙", "1,2"],
    ]
    assert records('"sep=;"\n客户名称;电话\n甲;1\n') == [["客户名称", "电话"], ["甲", "1"]]


INSIDE = ["\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("sign", INSIDE)
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_only_cr_lf_and_crlf_end_a_row(sign, end):
    text = end.join(["客户名称,地址", f"甲,3号{sign}5幢", f'乙,"6号{sign}7幢"', ""])
    assert records(text) == [["客户名称", "地址"], ["甲", f"3号{sign}5幢"], ["乙", f"6号{sign}7幢"]]


def test_line_ends_of_all_kinds_in_one_file_and_numbers_are_those_of_the_rows(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes("客户名称,地址\r\n甲,1\r\r乙,2\n\n丙,3".encode())
    with reading.read_table(path, known=KNOWN) as found:
        assert list(found.rows) == [
            (1, ["客户名称", "地址"]),
            (2, ["甲", "1"]),
            (4, ["乙", "2"]),
            (6, ["丙", "3"]),
        ]


def test_a_break_in_quotes_is_part_of_its_cell():
    assert records('客户名称,地址\n"甲\n公司","1号\r\n2室"\n乙,3\n') == [
        ["客户名称", "地址"],
        ["甲\n公司", "1号\r\n2室"],
        ["乙", "3"],
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('"甲""乙"""', '甲"乙"'),
        ('""', ""),
        ('" 甲 "', "甲"),
        (' "甲,乙" ', "甲,乙"),
        ('甲"乙', '甲"乙'),
        ('5"', '5"'),
        ('"小米"专卖店', '"小米"专卖店'),  # no quoting: kept as it was typed
        ('"小米"专卖店"', '"小米"专卖店"'),
        ('="00123"', "00123"),
        ('="a,b"', "a,b"),
        ('"=""310012"""', "310012"),
        ('"=""甲""""乙"""', '甲"乙'),
        ('="13850000002" ', "13850000002"),
        ('=""', ""),
        ("='310012'", "='310012'"),
        ('="a"&"b"', '="a"&"b"'),
        ("'13850000002", "13850000002"),
        ("`0571-80000002", "0571-80000002"),
        ("'91350100M000100Y43", "91350100M000100Y43"),
        ("13850000002\t", "13850000002"),
        ("'小米", "'小米"),
    ],
)
def test_what_a_cell_says(cell, text):
    assert records(f"客户名称,电话,地址\n甲,{cell},乙\n")[1] == ["甲", text, "乙"]


LINES = [
    "客户名称,法定代表人,地址,电话,联系人",
    *(f"第{n}公司,张,{n}号,1{n},李" for n in range(2, 12)),
]


@pytest.mark.parametrize("line", range(1, 12))
@pytest.mark.parametrize("column", range(5))
def test_a_quote_that_never_closes_is_told_with_its_line(line, column):
    lines = list(LINES)
    cells = lines[line - 1].split(",")
    lines[line - 1] = ",".join([*cells[:column], '"' + cells[column], *cells[column + 1 :]])
    assert refused("\n".join(lines)) == ("quote", {"line": line})


@pytest.mark.parametrize("opened", range(3, 8))
@pytest.mark.parametrize("column", range(5))
def test_a_quote_closed_rows_below_swallows_nothing(opened, column):
    for other in (9, 11):
        for later in ('"x"', 'y"', '"a,b"', '"x'):
            lines = [line.split(",") for line in LINES]
            lines[opened - 1][column] = '"' + lines[opened - 1][column]
            lines[other - 1][column] = later
            text = "\n".join(",".join(cells) for cells in lines)
            assert refused(text) == ("quote", {"line": opened})


def test_a_cell_of_many_lines_with_separators_is_no_swallowed_row():
    scope = "一、批发,零售\n二、代理\n三、运输,装卸,仓储,包装"
    rows = [HEAD, ["甲", "张", "1号", "1", scope, "李"], ["乙", "张", "2号", "2", "贸易", "李"]]
    assert records(table(",", *rows)) == rows


def test_the_sentence_names_the_line(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text('客户名称,电话\n甲,1\n"乙,2\n丙,3\n', encoding="utf-8")
    with pytest.raises(Invalid, match="opens in row 3 is never closed"), reading.read_table(path):
        pass


def test_nothing_is_given_of_a_file_with_an_open_quote_far_below(tmp_path):
    path = tmp_path / "list.csv"
    rows = "".join(f"第{n}公司,{n}\n" for n in range(2, 500))
    path.write_text(f'客户名称,电话\n{rows}"乙,2\n', encoding="utf-8")
    with pytest.raises(Invalid, match="row 500"), reading.read_table(path):
        pass


def test_a_cell_longer_than_excel_holds_is_told_with_its_line():
    assert refused("客户名称\n甲\n" + "x" * 32_768) == ("long_cell", {"line": 3, "most": 32_767})
    assert len(records("客户名称\n甲\n" + "x" * 32_767)[2][0]) == 32_767


TEXT = "客户名称,电话,备注\r\n北京恒通商贸有限公司,01088886666,10 m²\r\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_every_usual_encoding_reads_the_same(encoding, mark):
    content = TEXT.encode(encoding)
    if encoding == "utf-8":
        content = mark + mark + content
    assert records(content)[1] == ["北京恒通商贸有限公司", "01088886666", "10 m²"]


def test_a_euro_of_code_page_936_is_a_euro():
    for price in ("100€", "€100", "€", "€€5", "中€文"):
        text = f"客户名称,备注\r\n甲公司,{price}\r\n乙,丙\r\n"
        content = text.replace("€", "\0").encode("gbk").replace(b"\0", b"\x80")
        assert records(content)[1] == ["甲公司", price]


def test_four_byte_characters_of_gb18030_and_a_euro_stand_in_one_file():
    text = "客户名称,备注\r\n\U00020000记\u3400行㐂,€\U0003138a\r\n"
    content = text.replace("€", "\0").encode("gb18030").replace(b"\0", b"\x80")
    assert records(content)[1] == ["\U00020000记\u3400行㐂", "€\U0003138a"]


def test_big5_is_read_where_it_makes_headings():
    content = "客戶名稱,電話,地址\r\n臺北商行,02,中山路\r\n".encode("big5")
    assert records(content)[1] == ["臺北商行", "02", "中山路"]
    assert records("客户名称,电话\n台北商行,1\n".encode("gbk"))[1] == ["台北商行", "1"]


BROKEN = [*TEXT.encode().split(b"\r\n")[:1], *(f"第{n}公司,1,甲".encode() for n in range(9))]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
@pytest.mark.parametrize("line", [1, 2, 7, 10])
@pytest.mark.parametrize("cut", [slice(0, 1), slice(1, 2), slice(2, 3), slice(0, 2)])
def test_a_broken_byte_is_told_with_its_line_and_never_read_as_gbk(mark, end, line, cut):
    lines = list(BROKEN)
    first = lines[line - 1]
    lines[line - 1] = first[: cut.start] + first[cut.stop :]
    assert refused(mark + end.join(lines)) == ("encoding", {"line": line})


def test_a_file_cut_in_the_midst_of_a_character_is_told_with_its_last_line():
    assert refused(TEXT.encode("utf-8-sig")[:-4] + "公".encode()[:2]) == ("encoding", {"line": 2})
    assert refused(TEXT.encode("utf-16") + b"x") == ("encoding", {"line": 3})


@pytest.mark.parametrize("lead", [b"\xff", b"\x81\x20", b"\xfe\xff\xff"])
def test_a_broken_byte_of_gbk_is_told_with_its_line(lead):
    content = "客户名称,电话\n甲公司,1\n乙".encode("gbk") + lead + b"\n"
    assert refused(content) == ("encoding", {"line": 3})


def test_bytes_of_no_text_are_no_table():
    assert refused(b"a,b\0c,d")[0] == "unknown"
    assert refused(bytes(range(256)) * 4)[0] == "unknown"


@given(
    st.lists(
        st.lists(
            st.text(st.sampled_from('甲乙1 ,;\t|"\n\r，a'), max_size=6), min_size=2, max_size=2
        ),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from(",\t;|"),
)
def test_whatever_a_careful_program_writes_is_read_back(rows, separator):
    """Two columns: no cell can look like rows that were swallowed."""
    text = table(separator, *rows)
    assert [record.cells for record in delimited.split_records(text, separator)] == rows


def read_case(name, file="list.csv"):
    path = CASES / name / file
    if not path.exists():
        pytest.skip(f"NOT TESTED ON THE SHARED CASE: {path} is not here")
    with reading.read_table(path, known=KNOWN) as found:
        return list(found.rows)


@pytest.mark.parametrize("file", ["list-comma.csv", "list-tab.csv"])
def test_the_case_of_the_separator(file):
    rows = read_case("05-separator-guess", file)
    assert [len(cells) for _, cells in rows] == [9] * 5
    assert rows[4][1][0] == "试验004号商贸有限公司"


def test_the_case_of_unicode_line_ends():
    rows = read_case("06-unicode-line-ends")
    assert [(line, cells[0]) for line, cells in rows[1:]] == [
        (n, f"试验00{n - 1}号商贸有限公司") for n in (2, 3, 4)
    ]


def test_the_case_of_the_euro():
    rows = read_case("14-euro-in-gbk")
    assert len(rows) == 3
    assert "€" in "".join(rows[1][1])


def test_the_case_of_the_broken_byte():
    with pytest.raises(Invalid, match=r"neither UTF-8 nor GBK: row 3 "):
        read_case("15-bom-and-broken-byte")


def test_the_case_of_equals_and_quotes():
    rows = read_case("21-equals-quotes")
    assert rows[1][1][0] == "试验一号商行"
    assert rows[2][1][3] == "310012"
    assert rows[2][1][-1] == "13850000002"


def test_separators_are_all_different():
    signs = delimited.USUAL + delimited.RARE
    assert all(a != b for a, b in itertools.combinations(signs, 2))
