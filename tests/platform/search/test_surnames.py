"""Surnames are found by how they are read as names, and by how the character reads elsewhere."""

import pytest
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

from portal.platform.search import surnames, tokens
from portal.platform.search.syllables import SYLLABLES

# surname, read as a name, read otherwise
READ = """
翟 zhai di, 缪 miao mou, 覃 qin tan, 卜 bu bo, 阚 kan, 盖 ge gai, 薄 bo bao, 单 shan dan, 仇 qiu chou
解 xie jie, 查 zha cha, 曾 zeng ceng, 任 ren, 区 ou qu, 朴 piao pu, 华 hua, 纪 ji, 尉 wei yu, 种 chong zhong
员 yun yuan, 召 shao zhao, 折 she zhe, 秘 bi mi, 祭 zhai ji, 黑 he hei, 洗 xian xi, 冼 xian, 乐 yue le
隗 wei kui, 郇 xun huan, 那 na, 逄 pang, 谌 chen shen, 柏 bai bo, 牟 mou mu, 宓 mi fu, 句 gou ju, 晟 cheng sheng
盛 sheng cheng, 葛 ge, 过 guo, 宁 ning, 应 ying, 燕 yan, 相 xiang, 要 yao, 钭 tou dou, 强 qiang, 能 nai neng
炅 gui jiong, 仉 zhang, 车 che ju, 都 du dou, 褚 chu zhu, 郗 xi chi, 郄 qie xi, 费 fei, 贲 ben, 适 kuo shi
叶 ye, 谷 gu, 莘 shen xin, 沈 shen chen, 石 shi, 瞿 qu, 角 jue jiao, 宿 su, 隽 juan jun, 粘 nian zhan
逯 lu, 颉 xie jie, 繁 po fan, 藏 zang cang, 臧 zang, 吕 lv, 佘 she, 王 wang, 李 li, 欧阳 ouyang, 诸葛 zhuge
尉迟 yuchi weichi, 万俟 moqi, 长孙 zhangsun changsun, 单于 chanyu, 令狐 linghu, 澹台 tantai, 皇甫 huangfu
夏侯 xiahou, 鲜于 xianyu, 闾丘 lvqiu, 濮阳 puyang, 呼延 huyan, 拓跋 tuoba, 乐正 yuezheng lezheng, 司徒 situ
"""
TABLE = [entry.split() for line in READ.strip().split("\n") for entry in line.split(",")]


def finds(text, held):
    return all(
        any(all(any(t in held for t in either) for either in each) for each in word)
        for word in tokens.query(text)
    )


def test_more_than_sixty_are_tried():
    assert len({name for name, *_ in TABLE}) > 90


@pytest.mark.parametrize(("name", "read"), [(name, said) for name, *said in TABLE])
def test_a_surname_is_found_by_each_of_its_readings(name, read):
    for held in (tokens.of_name(f"{name}明华"), tokens.of_person(f"{name}明华")):
        for said in read:
            assert finds(said, held)
            assert finds(f"{said}minghua", held)
            assert finds(f"{said}ming", held)
    letters = ["".join(way) for way in _initials(name, read)]
    for held in (tokens.of_name(f"{name}明华"), tokens.of_person(f"{name}明华")):
        for first in letters:
            assert finds(f"{first}mh", held)


def _initials(name, read):
    for said in read:
        if len(name) == 1:
            yield said[0]
        else:
            cut = next(
                n for n in range(1, len(said)) if said[:n] in SYLLABLES and said[n:] in SYLLABLES
            )
            yield said[0], said[cut]


@pytest.mark.parametrize(
    "name", ["翟记小吃店", "杭州翟氏服饰有限公司", "绍兴市单氏酱园", "盖记烧鸡", "宁波阚家老店"]
)
def test_a_surname_in_a_company_is_read_as_one_too(name):
    held = tokens.of_name(name)
    said = {"翟": "zhai", "单": "shan", "盖": "ge", "阚": "kan"}
    assert any(finds(read, held) for sign, read in said.items() if sign in name)


def test_elsewhere_a_common_character_is_read_as_usual():
    assert not finds("nai", tokens.of_name("新能源科技"))
    assert not finds("yun", tokens.of_name("会员中心"))


UNKNOWN_THERE = {("谌", "shen"), ("贠", "yun"), ("黑", "he")}  # yet so the families say it


def test_each_reading_is_one_that_pypinyin_knows_of_the_character():
    for table in (surnames.SURNAMES, surnames.COMPOUNDS):
        for name, said in table.items():
            for sign, read in zip(name * len(said), said, strict=False):
                known = {to_normal(sound) for sound in PINYIN_DICT[ord(sign)].split(",")}
                assert {read, read.replace("v", "ü")} & known or (sign, read) in UNKNOWN_THERE
                assert read in SYLLABLES


def test_no_surname_stands_twice():
    entries = surnames.SINGLE.replace("\n", ",").split(",")
    names = [entry.split()[0] for entry in entries if entry.strip()]
    assert len(names) == len(set(names))
