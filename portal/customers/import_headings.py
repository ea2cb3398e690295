"""What offices, the business licence and company registers call the columns of a customer list.

A heading is compared without blanks, brackets and marks, in simplified characters and lower case.
"""

from collections.abc import Mapping

HEADINGS: Mapping[str, str] = {
    "id": "系统编号 id",
    "revision": "版次 revision",
    "number": "编号 客户代码 客户号 客户编码 customerno customerid customercode code",
    "name": """
        客户 客户全称 客户公司 客户公司名称 客户单位 客户单位名称 客户名 客户姓名 公司名称 公司名
        公司全称 公司 企业名称 企业名 企业全称 企业 单位名称 单位全称 单位 机构名称 名称 商户名称
        商户 商家名称 商家 店名 店铺名称 门店名称 往来单位 往来单位名称 客商名称 甲方 甲方名称
        购货单位 购方名称 合作单位 合作单位名称 name company companyname customer customername
        client clientname account accountname organization organisation legalname businessname
        enterprise""",
    "unified_credit_code": """
        信用代码 社会信用代码 统一信用代码 社会统一信用代码 统一社会信用码 信用代码证号 统一代码
        税号 企业税号 公司税号 纳税人识别号 纳税人识别码 纳税人识别代码 纳税识别号 纳税人税号
        纳税号 税务登记号 税务登记证号 营业执照号 营业执照号码 营业执照编号 营业执照注册号
        统一社会信用代码纳税人识别号 统一社会信用代码税号 统一社会信用代码注册号
        注册号统一社会信用代码 creditcode uscc taxid taxno taxnumber""",
    "legal_representative": """
        法人 法人代表 法定代表 法人姓名 法人代表姓名 法定代表人姓名 法定代表人负责人 企业法人
        公司法人 企业负责人 经营者 经营者姓名 投资人 执行事务合伙人 legalperson
        legalrepresentative""",
    "address": """
        公司地址 单位地址 企业地址 客户地址 注册地址 企业注册地址 公司注册地址 联系地址 通讯地址
        通信地址 详细地址 具体地址 住所 住所地 企业住所 公司住所 注册住所 经营场所 住所经营场所
        主要经营场所 经营地址 营业地址 办公地址 所在地址 住址 地点 收货地址 送货地址 邮寄地址
        店铺地址 门店地址 address streetaddress registeredaddress officeaddress companyaddress""",
    "postcode": "邮政编码 邮编号码 邮政编号 zip zipcode postcode postalcode",
    "phone": """
        电话号码 联系电话 联系电话号码 联系号码 联系方式 公司电话 单位电话 企业电话 客户电话
        固定电话 固定电话号码 固话 座机 座机号 座机号码 座机电话 公司座机 办公电话 办公室电话
        业务电话 总机 热线 热线电话 客服电话 注册电话 电话手机 手机电话 联系电话手机 手机座机
        联络电话 企业联系电话 公司联系电话 客户联系电话 有效电话 tel telno telephone phone phoneno
        phonenumber officephone companyphone contactnumber""",
    "fax": "传真号码 传真号 联系传真 公司传真 单位传真 传真电话 fax faxno faxnumber",
    "business_scope": """
        主营业务 主营 主营范围 主营产品 主要产品 主要业务 经营项目 经营内容 经营业务 经营产品
        业务范围 营业范围 业务内容 许可经营项目 一般经营项目 scope businessscope mainbusiness""",
    "registered_capital": """
        注册资金 注册资本 注册资本金 注册资金额 注册资本额 认缴资本 认缴注册资本 注册资本币种
        capital registeredcapital""",
    "customer_type": "类型 类别 客户类型 客户类别 客户分类 客户种类 type customertype category",
    "lifecycle": """
        客户状态 合作状态 客户阶段 跟进状态 跟进阶段 销售阶段 合作阶段 stage lifecycle
        customerstatus""",
    "grade": """
        级别 等级 客户级别 客户等级 客户评级 客户星级 评级 重要程度 客户重要程度 grade level""",
    "secrecy": "保密级别 保密等级 密级 secrecy",
    "nature": "客户性质",
    "id_number": """
        身份证 身份证号 身份证号码 居民身份证号 公民身份号码 证件号 证件号码 idnumber idcard""",
    "email": """
        公司邮箱 电子邮件 电子邮件地址 邮箱 邮箱地址 电子邮箱 电子邮箱地址 邮件 邮件地址 电邮
        电邮地址 企业邮箱 单位邮箱 客户邮箱 qq邮箱 mail email emailaddress e邮箱""",
    "website": """
        网站 公司网址 网址 官网 官方网站 公司网站 企业网址 企业网站 公司官网 网站地址 主页 web
        website url homepage""",
    "founded_on": """
        成立时间 创业时间 注册日期 注册时间 成立日期 成立年月 创立时间 创立日期 创办时间 创办日期
        创建日期 设立时间 设立日期 开业时间 开业日期 企业成立日期 企业成立时间 公司成立日期
        公司成立时间 foundedon founded established establishedon incorporationdate""",
    "first_traded_on": """
        首次合作日期 首次合作时间 首次交易日期 首次交易时间 与本公司交易时间 初次合作时间
        初次合作日期 开始合作时间 开始合作日期 合作开始时间 合作日期 合作时间 首单日期 首单时间
        建立合作日期 签约日期 签约时间""",
    "enterprise_nature": "公司性质 单位性质 企业性质 经济性质 所有制 所有制性质 所有制形式",
    "organization_form": """
        组织形式 企业组织形式 企业类型 公司类型 单位类型 机构类型 主体类型 市场主体类型
        经营主体类型 经济类型 商户类型 companytype""",
    "industry": """
        所属行业 行业 行业类别 行业分类 行业划分 行业类型 行业名称 行业门类 行业大类 行业代码
        所在行业 客户行业 国标行业 国民经济行业 企业行业 industry sector""",
    "business_line": "行业细分 细分行业 行业小类 行业中类 经营品类 业务类型",
    "assets": "资产总额 总资产 资产规模 资产总计 totalassets assets",
    "region": """
        区域 地区 地域 所在地区 所属地区 所属区域 所在区域 客户区域 客户地区 省市 省市区 省份 省
        所属省份 所在省份 所属省 城市 市 所属城市 所在城市 所属地市 所属市 区县 所属区县 所在区县
        地区省市 行政区划 归属地 所在地 大区 片区 销售区域 region area province city""",
    "owner": """
        责任人 客户经理 业务员 归属人 负责人 业务负责人 客户负责人 销售负责人 跟进负责人 销售
        销售员 销售人员 销售代表 销售经理 业务经理 业务代表 业务人员 跟进人 跟进人员 跟单员 维护人
        客户维护人 归属业务员 所属业务员 所属销售 负责业务员 客户专员 客户归属 客户所有人 owner
        accountmanager salesperson salesrep sales""",
    "contact_name": """
        联系人 主要联系人 第一联系人 首要联系人 联系人姓名 联系人名称 联系人名 客户联系人
        客户联系人姓名 业务联系人 公司联系人 企业联系人 对方联系人 采购联系人 联络人 姓名 contact
        contactname contactperson""",
    "contact_position": """
        联系人职位 联系人职务 联系人岗位 职务 职位 岗位 职称 contactposition position title
        jobtitle""",
    "contact_mobile": """
        手机 手机号 手机号码 移动电话 移动手机 联系手机 联系人电话 联系人联系电话 联系人电话号码
        联系人手机 联系人手机号 联系人手机号码 联系人移动电话 联系人联系方式 联系人号码
        联系人电话手机 客户手机 客户手机号 mobile mobileno mobilephone mobilenumber cell cellphone
        contactmobile""",
    "contact_phone": """
        联系人座机 联系人固话 联系人固定电话 联系人办公电话 电话2 电话二 联系电话2 联系电话二
        第二电话 第二联系电话 其他电话 其它电话 其他联系电话 更多电话 备用电话 备用联系电话
        备用号码 phone2 otherphone contactphone""",
    "contact_email": "联系人邮件 联系人邮箱 联系人电子邮箱 联系人电子邮件 联系人email contactemail",
    "registered_info": """
        登记信息 注册信息 工商信息 登记机关 登记状态 经营状态 企业状态 存续状态 营业期限
        营业期限自 营业期限至 经营期限 经营期限自 经营期限至 合伙期限 营业起始日期 营业终止日期
        核准日期 发照日期 发证日期 登记日期 注册号 工商注册号 工商登记号 注册登记号 组织机构代码
        组织机构代码证 机构代码 进出口企业代码 实缴资本 实收资本 曾用名 企业曾用名 英文名 英文名称
        企业英文名 公司英文名 参保人数 纳税人资质 纳税人类型 国标行业代码 registrationnumber
        registrationno""",
    "remark": """
        备注 备注信息 备注说明 客户备注 说明 附注 备考 其他说明 客户来源 来源 来源渠道
        客户渠道 获客渠道 客户代号 客户简称 公司简称 企业简称 简称 品牌 客户需求 需求 意向产品
        跟进记录 跟进情况 合作项目 项目名称 项目备案号 备案日期 备案类别 初次备案日期 隶属部门
        所属部门 归属部门 客户所属商务公司代码 分配日期 分配次数 档案编号 开户行 开户银行
        开户行名称 银行账号 银行账户 账号 开户行及账号 开票信息 开票资料 开票资料上传 付款方式
        结算方式 账期 信用额度 年销售额 年营业额 营业额 员工人数 人员规模 公司规模 企业规模 规模
        客户标签 标签 微信 微信号 联系人微信 remark remarks note notes comment comments
        memo""",
}
# Several columns may fill these; under these headings their text stands alone.
OWN_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "registered_info": ("登记信息", "注册信息", "注册资料", "工商信息", "registrationdata"),
    "remark": (
        *("备注", "备注信息", "备注说明", "客户备注", "说明", "附注", "备考"),
        *("remark", "remarks", "note", "notes", "comment", "comments", "memo"),
    ),
}
# Amid these fields of a licence «类型» is the company's form, not what kind of customer it is.
LICENCE = frozenset(
    {
        "unified_credit_code",
        "legal_representative",
        "registered_capital",
        "business_scope",
        "founded_on",
        "registered_info",
    }
)


def headings_of_field(name: str) -> tuple[str, ...]:
    """What people call the column of a field."""
    return tuple(HEADINGS.get(name, "").split())
