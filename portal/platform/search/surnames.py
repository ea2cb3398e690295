"""Characters that read otherwise as a surname: the name's reading first, then the ordinary ones.

pypinyin reads characters and phrases, and knows no people: 翟 is di to it, 缪 mou, 盖 gai. The rest
of the surnames sounds as everywhere. A test holds the readings against pypinyin's own table.
"""

from collections.abc import Sequence

SINGLE = """
仇 qiu chou, 佴 nai er, 冒 mao mo, 区 ou qu, 单 shan dan, 卜 bu bo, 召 shao zhao, 句 gou ju
叶 ye xie, 吾 wu yu, 员 yun yuan, 圈 juan quan, 孛 bo bei, 宓 mi fu, 宿 su xiu, 尉 wei yu
强 qiang jiang, 折 she zhe, 扎 zha za, 晟 cheng sheng, 曾 zeng ceng, 朝 chao zhao, 朴 piao pu
柏 bai bo, 查 zha cha, 校 xiao jiao, 沈 shen chen, 沓 ta da, 洗 xian xi, 滑 hua gu, 炅 gui jiong
炔 gui que, 牟 mou mu, 么 yao me, 盖 ge gai, 盛 sheng cheng, 石 shi dan, 祭 zhai ji
种 chong zhong, 秘 bi mi, 粘 nian zhan, 繁 po fan, 缪 miao mou miu, 翟 zhai di, 能 nai neng
藏 zang cang, 莘 shen xin, 薄 bo bao, 行 xing hang, 褚 chu zhu, 覃 qin tan, 角 jue jiao
解 xie jie, 谌 chen shen, 谷 gu yu, 贠 yun, 贲 ben, 贾 jia gu, 车 che ju, 适 kuo shi
逢 pang feng, 逯 lu dai, 那 na nuo, 郄 qie xi, 郇 xun huan, 郗 xi chi, 都 du dou, 重 chong zhong
钭 tou dou, 镡 xin tan chan, 长 chang zhang, 阚 kan, 陆 lu liu, 降 jiang xiang, 隗 wei kui
隽 juan jun, 雋 juan jun, 颉 xie jie, 黑 he hei, 乐 yue le, 乜 nie mie, 丌 ji qi, 俞 yu shu
参 shen can
"""
DOUBLE = """
尉迟 yu chi, 万俟 mo qi, 长孙 zhang sun, 单于 chan yu, 令狐 ling hu, 澹台 tan tai, 皇甫 huang fu
夏侯 xia hou, 鲜于 xian yu, 闾丘 lv qiu, 濮阳 pu yang, 淳于 chun yu, 申屠 shen tu, 呼延 hu yan
赫连 he lian, 拓跋 tuo ba, 乐正 yue zheng, 漆雕 qi diao, 夹谷 jia gu, 宰父 zai fu, 亓官 qi guan
吐谷 tu yu, 颛孙 zhuan sun, 綦毋 qi wu, 毌丘 guan qiu, 钟离 zhong li, 子车 zi ju
仲长 zhong chang, 谷梁 gu liang, 公冶 gong ye, 羊舌 yang she
"""
# Rarely anything but a name: read as one wherever they stand.
ANYWHERE = frozenset("仇区卜曾朴查炅缪翟薄覃解谌郄郇郗钭镡阚隗")
BEFORE = frozenset("氏记家")  # 单氏, 盖记
LONGEST = 2


def _table(text: str) -> dict[str, tuple[str, ...]]:
    entries = (entry.split() for line in text.split("\n") for entry in line.split(",") if entry)
    return {name: tuple(said) for name, *said in entries}


SURNAMES, COMPOUNDS = _table(SINGLE), _table(DOUBLE)


def surname_readings(plain: str, at: int) -> Sequence[str]:
    """What the character at ``at`` says if a surname stands there."""
    if at >= LONGEST:
        own = SURNAMES.get(plain[at], ())
        return own if own and _is_surname(plain, at) else ()
    own = SURNAMES.get(plain[at], ()) if at == 0 or _is_surname(plain, at) else ()
    double = COMPOUNDS.get(plain[:LONGEST])
    return (double[at], *own) if double else own


def _is_surname(plain: str, at: int) -> bool:
    return plain[at] in ANYWHERE or plain[at + 1 : at + 2] in BEFORE
