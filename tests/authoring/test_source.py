"""The list against the document as a careful person reads it.

The items below were written from the published document by hand, not from what the intake made of it: some of each list, among
them all in which the document or its conversion sets a trap.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from lishi_duties import BasicDuty, CooperativeDuty, DutyList, ReclaimedItem

# ---- 基本履职事项 ----------------------------------------------------------------------------------------------------------

BASIC = {
    "B001": (
        "党的建设",
        "落实“第一议题”制度，学习贯彻习近平新时代中国特色社会主义思想和习近平总书记视察重庆重要讲话重要指示精神，宣传和贯彻执行"
        "党的路线、方针、政策，宣传和执行党中央、上级党组织及本级党组织的决议，按照党中央部署开展党内集中教育，加强政治建设，"
        "坚定拥护“两个确立”、坚决做到“两个维护”。",
    ),
    "B021": (
        "党的建设",
        "创新理论武装，开展“李市大讲堂”理论学习，打造“江小宣·橘乡小喇叭”宣讲队，办好“掌上李市”微信公众号。",
    ),
    "B024": ("党的建设", "负责肖林、漆南薰、漆鲁鱼红色文化基因传承工作，打造漆南薰烈士墓、肖林故居等红色资源学习教育点。"),
    "B025": ("经济发展", "负责制定实施本级经济发展规划和年度计划。"),
    "B063": (
        "平安法治",
        "负责对未进入规划审批程序的违法建设形成的违法建筑开展巡查，制止在建违法建筑行为，对建设现场实施监管。",
    ),
    "B066": ("乡村振兴", "负责本镇农村集体经济“三资”（资金、资产、资源）的监督管理，支持壮大集体经济。"),
    "B095": (
        "文化和旅游",
        "举办李市旱龙舟歌会、猫山采茶节，打造猫山、笋溪河、石龙峡、雕岩谷“山水峡谷”特色旅游路线，发展乡村旅游民宿。",
    ),
    "B103": ("综合政务", "开展公共机构节能工作。"),
}


@pytest.mark.parametrize("id", BASIC)
def test_basic_duties(duties: DutyList, id: str) -> None:
    duty = duties[id]
    assert isinstance(duty, BasicDuty)
    assert duty.number == int(id[1:])
    assert (duty.category, duty.title) == BASIC[id]


# ---- 配合履职事项 ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Who:
    """A heading with its tasks; `departments` where the heading does not already name them in full."""

    heading: str | None
    tasks: tuple[str, ...]
    departments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cooperative:
    category: str
    title: str
    column: tuple[str, ...]
    who: tuple[Who, ...]
    town: tuple[str, ...]
    departments: tuple[str, ...] = ()
    """The departments meant, where the column does not already name them in full."""


COOPERATIVE = {
    # two departments, the second's tasks go on over the page; a name broken by the width of its column
    "C001": Cooperative(
        "经济发展",
        "统计调查工作",
        ("区统计局", "国家统计局江津调查队"),
        (
            Who(
                "区统计局",
                (
                    "牵头开展统计法律法规宣传工作。",
                    "牵头做好本地区统计调查工作，负责具体组织实施。",
                    "负责统计调查数据审核、汇总及数据质量控制。",
                    "负责统计调查报表业务、制度培训。",
                    "负责依法统计调查工作的统筹安排、监督检查、执法查处等工作。",
                    "负责对市场主体、投资项目达到升规（限）标准的进行审核认定。",
                ),
            ),
            Who(
                "国家统计局江津调查队",
                (
                    "完成国家统计局和重庆调查总队布置的统计调查任务。",
                    "组织实施国家统计局快速反应调查，开展经济社会重大问题专项调查，及时上报本地区突发性经济事件和重大社会经济问题等。",
                    "参与组织实施全国农业普查等国家有关普查项目。",
                    "授权管理和公布统计调查数据。",
                    "依法查处统计调查中发生的违纪违法行为。",
                    "完成全面农业（一产业）统计、民生跟踪调查、脱贫成效跟踪监测、区为总体的劳动力调查等地方政府交办和有关部门委托的调查任务。",
                ),
            ),
        ),
        (
            "监测分析辖区内经济社会发展情况，及时提供统计服务。",
            "实施统计调查，指导村（居）民委员会和统计调查对象开展统计工作。",
            "协助区统计局依法开展统计执法和案件查处工作。",
        ),
    ),
    # one heading for two departments; the sixth task is cut in the middle of a word; plain text first, paragraphs then
    "C007": Cooperative(
        "经济发展",
        "“大棚房”问题监督管理",
        ("区农业农村委", "江津区规划自然资源局"),
        (
            Who(
                "区农业农村委、江津区规划自然资源局",
                (
                    "建立健全常态长效监管机制，推动“大棚房”问题常态化监管纳入政府重点工作。",
                    "负责监督设施农业建设、经营、利用行为，开展针对设施农业建设和经营行为的技术指导和跟踪服务，做好土地流转管理工作。",
                    "加强设施农业用地备案工作的指导，建立健全设施农业相关的日常监督管理台账，明确到镇街到村社、到设施到主体，"
                    "做好台账档案的整理保存、更新、报告。",
                    "指导镇对辖区内的设施农业开展巡查。",
                    "对巡查情况和档案不定期进行随机抽查，督促巡查措施落到实处。",
                    "对排查发现的问题线索、整治整改进度、恢复农业生产等情况要及时向社会公开，并公开设施农业用地备案信息和设施农业台账"
                    "信息。设立区县级举报电话、信箱，畅通群众举报渠道。",
                    "定期梳理排查，及时核实处理“大棚房”问题线索。",
                    "区农业农村委负责设施农业生产的指导服务，提高设施农业经济效益；江津区规划自然资源局做好设施农业用地服务。",
                ),
            ),
        ),
        (
            "建立定期巡查制度，明确责任单位、责任主体。发挥基层一线“前哨”作用，依托村“两委”、网格员、包村包片干部、乡镇工作人员等力量，"
            "结合日常工作开展常态化巡查，实行网格化、精准化管理，及时发现“大棚房”问题苗头线索并上报。",
            "建立巡查档案，对巡查人员、时间、地点和问题线索发现、处置等情况详细记录，专档保存。",
        ),
    ),
    # numbered tasks under one heading, a single one without a number under the other
    "C018": Cooperative(
        "民生服务",
        "城乡居民医保费征缴",
        ("区医保局", "江津区税务局"),
        (
            Who(
                "区医保局",
                (
                    "按照上级要求，公布城乡居民医保费标准。",
                    "牵头宣传城乡居民医保征缴政策。",
                    "负责统筹指导镇街开展城乡居民医保参保登记工作。",
                ),
            ),
            Who("江津区税务局", ("负责优化城乡居民医保缴费服务并统筹开展征收工作。",)),
        ),
        ("开展政策宣传。", "办理城乡居民医保参保登记。", "组织开展城乡居民医保征缴工作。"),
    ),
    # no heading, one department; a single task of the town without a number
    "C024": Cooperative(
        "民生服务",
        "离岗乡村医生养老和医疗补助",
        ("区卫生健康委",),
        (
            Who(
                None,
                (
                    "负责离岗乡村医生身份和服务年限认定相关资料的收集、审核工作。",
                    "负责跨区县执业的离岗乡村医生身份和服务年限认定工作。",
                ),
            ),
        ),
        ("负责离岗乡村医生身份和服务年限认定的公示和监督工作。",),
    ),
    # numbers with a space before the dot; three pages; half-width parentheses
    "C026": Cooperative(
        "民生服务",
        "校外培训机构监管",
        ("区教委", "江津区市场监管局", "区公安局", "区城市管理局", "江津区消防救援局", "区卫生健康委", "区文化旅游委"),
        (
            Who(
                "区教委",
                (
                    "负责执行校外培训机构监管政策，制定行业规划，依法开展行政检查、业务指导、执法事项清单动态管理。"
                    "负责校外培训机构监管相关舆情、群体性信访事件的处置工作（因行政执法引发的除外）。",
                    "统筹制定校外培训机构监管规则、行政检查年度计划等并组织实施，积极推广执法监管“一件事”。",
                    "将日常监管中发现的涉嫌违法或者犯罪线索及时移送市场监管部门或者纪检监察机关、司法机关。",
                    "发现行政相对人存在违法行为的，依法督促其立即改正或责令停止违法行为；需进行查处的，及时将涉案材料等移交市场监管部门。",
                    "为市场监管部门提供信息数据、业务培训以及执法办案需要的检验检测、鉴定、认定等支持保障。",
                ),
            ),
            Who(
                "江津区市场监管局",
                (
                    "负责依法立案、调查取证、事先告知和听证、送达和执行等执法办案工作。",
                    "协助区教委开展行业整治、专项检查、重大舆情处置等工作。",
                    "通过投诉、举报、信访、舆情监测等主动发现案件线索，及时依法查处行政违法行为。",
                    "将案件查处过程中发现涉嫌犯罪的案件及时移送纪检监察机关、司法机关查处。",
                    "对依法对行政相对人作出吊销许可证件、降低资质等级等行政处罚决定的，将处罚结果等有关信息及时通报区教委。",
                ),
            ),
            Who(
                "区公安局",
                (
                    "做好校外培训机构人员和周边环境安全的监督管理工作。",
                    "依法查处私自在居民住宅违规组织教育培训，利用培训之名实施诈骗、组织培训贷、恶意转移或抽逃培训经费等违法行为。",
                ),
            ),
            Who("区城市管理局", ("做好校外培训机构户外广告、招牌设置管理工作。",)),
            Who(
                "江津区消防救援局",
                (
                    "做好校外培训机构消防安全监督检查工作，依法对未进行消防设计、竣工验收备案和存在重大安全隐患的校外培训机构进行监管和查处。",
                ),
            ),
            Who("区卫生健康委", ("做好校外培训机构卫生防疫和公共卫生事件处置等相关工作。",)),
            Who("区文化旅游委", ("配合教育部门做好线上教育监管工作。",)),
        ),
        (
            "开展校外培训机构有关政策宣传。",
            "负责将校外培训机构纳入网格化管理，加强日常巡查检查，发现违规问题及时劝阻，上报上级主管部门。",
            "协助督促培训机构做好整改工作。",
        ),
    ),
    # list items that lost their numbers, in both columns; a collective name
    "C029": Cooperative(
        "平安法治",
        "防汛抗旱与抢险救灾",
        ("区应急管理局", "区水利局", "区住房城乡建委", "区发展改革委", "区级相关部门"),
        (
            Who(
                "区应急管理局",
                (
                    "负责牵头组织开展防汛抗旱知识与法律、法规、政策的宣传。",
                    "负责编制区级防汛抗旱应急预案。",
                    "负责防汛抗旱抢险救灾统筹、指导、协调工作。",
                ),
            ),
            Who(
                "区水利局",
                (
                    "牵头负责水旱灾害、山洪灾害防治工作。",
                    "负责组织开展水旱灾害、山洪隐患排查整治。",
                    "负责组织开展防洪调度演练。",
                ),
            ),
            Who(
                "区住房城乡建委",
                (
                    "牵头负责城市内涝治理工作。",
                    "负责排水防涝设施设备检查维护。",
                    "负责实施易涝点、隐患点整治。",
                    "负责推进城市排水防涝体系建设，强化洪涝联排联调。",
                ),
            ),
            Who("区发展改革委", ("牵头负责应急物资储备。", "负责应急物资分发。")),
            Who("区级相关部门", ("根据防汛抗旱应急预案分工职责做好防汛抗旱与抢险救灾工作。",)),
        ),
        (
            "开展防汛抗旱知识及法律法规宣传教育。",
            "负责制定街道级防汛抗旱应急预案。",
            "负责组织开展防汛抗旱抢险救灾应急演练，做好物资登记管理。",
            "及时接收并传达区级部门发布的防汛抗旱信息和预警，引导C、D级危房内居民暂时避险。",
            "开展安全隐患巡查，重点排查城市低洼地带、山洪灾害危险区、地质灾害点，发现问题及时上报。",
            "负责组织应急队伍参与抢险救灾。",
            "负责应急值班值守、信息报送。",
            "负责转移、疏散、安置受灾群众，发放救灾物资。",
            "负责组织灾后恢复重建。",
        ),
    ),
    # heading and tasks in one paragraph
    "C033": Cooperative(
        "平安法治",
        "校园周边安全管理",
        ("区委政法委", "区教委", "区公安局", "江津区市场监管局", "区文化旅游委", "区城市管理局"),
        (
            Who("区委政法委", ("统筹校园周边安全工作。",)),
            Who(
                "区教委",
                (
                    "负责校园周边安全隐患排查，及时通报相关单位联动处置解决。",
                    "排查收集特殊问题学生基本情况，做好备案登记并开展特殊关怀和教育引导，必要时会同公安机关联合处置。",
                ),
            ),
            Who(
                "区公安局",
                (
                    "负责校园周边社会治安防范，依法严厉打击涉校涉教涉生的各类违法犯罪活动。",
                    "加强校园周边交通秩序维护。",
                ),
            ),
            Who("江津区市场监管局", ("依法开展校园周边食品药品排查、违法行为查处工作。",)),
            Who("区文化旅游委", ("开展校园周边“黄赌毒”等排查打击工作。",)),
            Who("区城市管理局", ("加强校园周边市容秩序维护和市政设施安全保障。",)),
        ),
        (
            "开展校园周边安全宣传教育。",
            "协助开展校园周边食品安全管理检查。",
            "协助开展校园周边文化超市、市场管理检查。",
            "协助开展隐患排查、突发事件处置和事后调查。",
            "协助化解涉校矛盾纠纷。",
        ),
    ),
    # a heading abbreviates the name of the column
    "C039": Cooperative(
        "平安法治",
        "醇基液体燃料安全监管",
        ("区经济信息委", "区应急管理局", "区级相关部门"),
        (
            Who(
                "区经济信息委",
                (
                    "负责行业管理和日常安全监管工作。",
                    "编制行业发展规划及管理制度。",
                    "督促指导镇街、平台做好安全监管工作。",
                    "负责安全隐患排查和治理，协调开展联合执法。",
                ),
            ),
            Who(
                "区应急局",
                (
                    "负责安全监督管理综合工作。",
                    "负责对相关的新建、改建、扩建生产、储存等建设项目进行安全条件审查，核发危化品安全生产许可证、使用许可证和经营许可证。",
                    "负责按要求受理上报属于危化品的醇基液体燃料登记工作。",
                ),
                ("区应急管理局",),
            ),
            Who("区级相关部门", ("按职责分工做好醇基液体燃料安全监管工作。",)),
        ),
        (
            "开展醇基燃料使用安全知识宣传。",
            "负责日常巡查检查，建立相应台账。",
            "制定镇级生产安全事故应急救援预案。",
            "配合打击非法违法生产、经营、储存醇基燃料行为。",
        ),
    ),
    # the fourth task is cut by the page end, the section heading before it has half-width parentheses
    "C044": Cooperative(
        "生态环保",
        "古树名木保护管理",
        ("区城市管理局", "区林业局"),
        (
            Who(
                "区城市管理局、区林业局",
                (
                    "负责组织、协调古树名木及古树后备资源的保护管理工作。",
                    "负责对实行二级保护、三级保护的古树进行认定。",
                    "负责对古树名木进行调查、登记、编号，建立档案，设立标志。",
                    "加强对古树名木及古树后备资源的保护科学的研究工作的支持和宣传，按实际情况制定养护、管理方案，落实养护责任单位、责任人，"
                    "并进行监督检查，开展技术指导和培训。",
                ),
            ),
        ),
        ("协助建立古树名木和古树后备资源档案。", "开展巡查养护，发现问题及时上报。"),
    ),
    # the page end doubled 叭; a closing sentence stands for four headings
    "C047": Cooperative(
        "生态环保",
        "噪声污染防治监管",
        ("区生态环境局", "区公安局", "区住房城乡建委", "区交通运输委", "区城市管理局", "区文化旅游委"),
        (
            Who(
                "区生态环境局",
                (
                    "牵头开展噪声污染防治相关法律法规宣传。",
                    "负责拟定噪声污染防治规划和声环境功能区划分方案。",
                    "负责对噪声污染防治年度目标任务落实情况进行检查、督促。",
                    "负责声环境质量监测网络并组织监测建设，定期公布声环境质量状况。",
                    "负责对工业噪声、建筑施工噪声以及在商业、文化、餐饮、娱乐等经营活动中使用固定设备产生的噪声实施监督管理，并依法查处违法行为。",
                    "负责环境噪声污染防治监督管理。",
                ),
            ),
            Who(
                "区公安局",
                (
                    "负责依法查处在商业经营活动中使用高音广播喇叭或者采用其他持续反复发出高噪声的方法进行广告宣传的违法行为。",
                    "负责依法查处噪声敏感建筑物集中区域使用高音广播喇叭的违法行为。",
                    "负责依法查处公共场所组织或者开展娱乐、健身等活动，未遵守公共场所管理者有关活动区域、时段、音量等规定，"
                    "未采取有效措施造成噪声污染，或者违反规定使用音响器材产生过大音量的违法行为。",
                    "负责依法对已竣工交付使用的建筑物进行室内装修活动、未按照规定在限定的作业时间内进行装修的行为，"
                    "或者未采取有效措施造成噪声污染的行为进行处罚。",
                    "负责依法查处其他违反法律规定造成社会生活噪声污染的违法行为。",
                ),
            ),
            Who(
                None,
                ("区住房城乡建委、区交通运输委、区城市管理局、区文化旅游委等部门在各自职责范围内对噪声污染防治实施监督管理。",),
                ("区住房城乡建委", "区交通运输委", "区城市管理局", "区文化旅游委"),
            ),
        ),
        (
            "开展噪声污染防治法律法规宣传。",
            "结合日常工作开展噪声污染日常巡查、先期处置，发现问题及时上报。",
            "协助区生态环境局开展监督检查。",
        ),
    ),
    # a Markdown heading before it, a Markdown rule after it
    "C054": Cooperative(
        "城乡建设",
        "既有住宅增设电梯",
        ("区住房城乡建委", "江津区规划自然资源局", "江津区市场监管局"),
        (
            Who("区住房城乡建委", ("负责既有住宅增设电梯项目结构安全论证报告，施工安全、消防安全审查。",)),
            Who("江津区规划自然资源局", ("负责既有住宅增设电梯项目规划与用地审查。",)),
            Who("江津区市场监管局", ("负责对增设的电梯进行安全监督检查工作。",)),
        ),
        ("负责受理业主申请。", "负责组织公示。", "开展异议调解工作。"),
    ),
    # a doubled number
    "C063": Cooperative(
        "城乡建设",
        "测量标志的保护工作",
        ("江津区规划自然资源局",),
        (
            Who(
                None,
                (
                    "负责检查、维护永久性测量标志。",
                    "负责依法依规查处测量标志的损毁行为，并上报损毁情况及查处结果。",
                ),
            ),
        ),
        ("开展测量标志日常巡查，发现有破坏测量标志的行为及时制止，并上报。", "协助查处损毁测量标志行为。"),
    ),
    # 等 after the last name of the column and of a heading; a heading that the column has not
    "C070": Cooperative(
        "城乡建设",
        "开展房票发放等相关工作",
        ("区住房城乡建委", "江津区规划自然资源局", "区政府办公室", "区财政局", "区司法局", "区国资委", "区教委等"),
        (
            Who(
                "区住房城乡建委、江津区规划自然资源局",
                ("负责“房票政策”的制定、指导、监督、管理。", "负责房票所购买房屋产权证的办理。"),
            ),
            Who("区政府办公室", ("负责“房票政策”方案的实施工作和指导镇街具体推进。",)),
            Who("房源单位", ("负责准备房票所购买房源资金。", "负责准备房票使用后的结算资金。")),
            Who(
                "区财政局、区司法局、区国资委、区教委等",
                ("按照各自职责做好的相关推进工作。",),
                ("区财政局", "区司法局", "区国资委", "区教委"),
            ),
        ),
        (
            "负责宣传房票政策，收集群众意愿，根据相关情况拟定工作方案。",
            "负责选择实施房票政策的征地拆迁项目。",
            "负责召集涉及的村（社区）研讨实施房票政策的困难和好处，群众的意愿等。",
            "负责商讨方案细则、协议书、方案等并上报。",
            "负责张贴公告。",
            "负责进行资格审核、资料收集、签订申请书、选择房票协议书、发放房票、告知房源信息位置等。",
            "负责与房源单位共同完成拆迁房屋安置费用结算表。",
            "协助房票所购买房屋产权证的办理。",
            "负责与华信（集团）公司、房源单位核实购房余额等数据，签订房票购房款结算协议书。",
            "负责兑付使用达到要求的房票余额。",
            "负责房票档案工作。",
        ),
        ("区住房城乡建委", "江津区规划自然资源局", "区政府办公室", "区财政局", "区司法局", "区国资委", "区教委"),
    ),
    # one task, without heading and number
    "C074": Cooperative(
        "城乡建设",
        "水文设施与监测设施保护",
        ("区水利局",),
        (
            Who(
                None,
                ("负责对水文设施与监测设施实施保护，及时发现影响水文监测的各类行为并修复受损设施设备，确保监测设施正常运行。",),
            ),
        ),
        ("配合开展水文设施、监测设施运行维护。", "负责及时制止各类可能影响水文监测的行为并上报。"),
    ),
    # half-width parentheses in the title; only a task of the town stands on the next page
    "C075": Cooperative(
        "城乡建设",
        "涉林项目建设（森林防火基础设施、重点营造林、国土绿化等）",
        ("区林业局",),
        (Who(None, ("负责制定规划。", "负责统筹推进涉林项目建设。", "负责项目验收。", "负责对项目实施监管。")),),
        (
            "负责镇级项目的组织实施工作。",
            "负责协调项目用地，调解矛盾纠纷。",
            "负责镇级项目的日常巡查，发现问题及时处置或上报。",
            "负责参与镇级项目验收工作。",
            "负责镇级项目后续管护工作的监督。",
        ),
    ),
}


@pytest.mark.parametrize("id", COOPERATIVE)
def test_cooperative_duties(duties: DutyList, id: str) -> None:
    duty, published = duties[id], COOPERATIVE[id]
    assert isinstance(duty, CooperativeDuty)
    assert duty.number == int(id[1:])
    assert (duty.category, duty.title) == (published.category, published.title)
    assert duty.departments_as_published == published.column
    assert duty.departments == (published.departments or published.column)
    assert [(r.heading, r.departments, r.tasks) for r in duty.responsibilities] == [
        (who.heading, who.departments or tuple((who.heading or published.column[0]).split("、")), who.tasks)
        for who in published.who
    ]
    assert duty.town_tasks == published.town


# ---- 上级部门收回事项 ------------------------------------------------------------------------------------------------------

EXAMS = "落实党中央精简优化基层考核有关要求"
CHECKS = ("依法出具行政处罚决定书。", "监督检查整改落实情况。")

RECLAIMED: dict[str, tuple[str, str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    # the last step stands on the next page
    "R004": (
        "经济发展",
        "屠宰检疫",
        (("区农业农村委", ("受理检疫申报。", "实施检疫。", "出具检疫证明、加施检疫标志。")),),
    ),
    # two receivers, each with one step without a number
    "R021": (
        "平安法治",
        "林区穿林输电设施、通信基站及油气管路安全隐患排查",
        (
            ("区经济信息委", ("牵头组织电力公司、燃气公司等，开展线路隐患排查和整改工作，严防森林火灾。",)),
            ("区大数据发展局", ("牵头组织通信公司，开展线路隐患排查和整改工作，严防森林火灾。",)),
        ),
    ),
    # spaces of the conversion in the title and in a step, numbers kept in list items
    "R046": (
        "平安法治",
        "对两个以上生产经营单位在同一作业区域内进行可能危及对方安全生产的生产经营活动，未签订安全管理协议或者未指定专职安全生产管理人员"
        "进行安全检查与协调的处罚",
        (
            (
                "区应急管理局",
                (
                    "依法对两个以上生产经营单位在同一作业区域内进行可能危及对方安全生产的生产经营活动，未签订安全管理协议或者未指定专职"
                    "安全生产管理人员进行安全检查与协调的开展行政检查。",
                    *CHECKS,
                ),
            ),
        ),
    ),
    # steps that end in ；
    "R070": (
        "平安法治",
        "对烟花爆竹经营企业的监督检查",
        (
            (
                "区应急管理局",
                (
                    "制定执法计划，按照执法计划实施执法检查；",
                    "结合专项整治，实施抽查检查；",
                    "通过12350安全生产违法行为举报线索依法实施核查；",
                    "依法查处非法违法行为。",
                ),
            ),
        ),
    ),
    # the title goes on over the page, and 工作方式： ends the page
    "R089": (
        "平安法治",
        "对生产经营单位及其主要负责人或者其他人员拒不执行安全监管监察部门依法下达的安全监管监察指令的处罚",
        (
            (
                "区应急管理局",
                (
                    "依法对生产经营单位及其主要负责人或者其他人员拒不执行安全监管监察部门依法下达的安全监管监察指令的开展行政检查。",
                    *CHECKS,
                ),
            ),
        ),
    ),
    # the first after a Markdown heading
    "R125": (
        "乡村振兴",
        "农业机械安全监督检查",
        (("区农业农村委", ("推动农机装备创新转型。", "抓好农机安全生产监管。")),),
    ),
    "R134": (
        "城乡建设",
        "城镇污水排入排水管网许可",
        (
            ("区住房城乡建委", ("按照《城镇污水排入排水管网许可管理办法》第二章第六条至第十二条进行许可办理和审核。",)),
            (
                "区城市管理局",
                (
                    "依照行政执法程序及有关法律法规规定，对排水户未按照排水许可证的要求，向城镇排水设施排放污水的违法行为实施行政处罚。",
                ),
            ),
        ),
    ),
    # half-width marks with spaces around them
    "R140": (
        "城乡建设",
        "工程建设涉及城市绿地、树木审批（含砍伐城市树木，迁移城市古树名木，临时占用城市绿化用地）",
        (
            (
                "区城市管理局",
                (
                    "依法对工程建设项目涉及砍伐城市树木、迁移城市古树名木、临时占用城市绿化用地的行为进行实质审查，符合要求的核发许可证。",
                ),
            ),
        ),
    ),
    # seven receivers; the page ends between the second and its 工作方式
    "R143": (
        "城乡建设",
        "重点货物装载源头单位监管",
        (
            ("区交通运输委", ("负责日常工作，推进治超信息化和信用体系建设。",)),
            ("区公安局", ("负责货车注册登记和检验，依法对非法和违规车辆登记使用予以处罚。",)),
            ("区经济信息委", ("负责完善机动车生产企业及产品许可管理制度，对车辆生产和改装实施监管。",)),
            (
                "区住房城乡建委",
                ("负责房屋建筑和市政基础设施施工场地超限超载源头治理，督促建设工地设置车辆出站（场）超重检测设施。",),
            ),
            ("区城市管理局", ("牵头开展城市道路货车超限超载治理工作。",)),
            (
                "区应急管理局",
                ("牵头开展道路货运安全生产事故调查，负责非煤矿山、砂石矿山、危险化学品生产企业超限超载源头治理。",),
            ),
            ("江津区市场监管局", ("依法负责对非法改装、拼装汽车企业的监管和查处。",)),
        ),
    ),
}

DISCONTINUED = {
    "R016": ("民生服务", "对完成城镇新增就业人数任务的考核", EXAMS),
    "R018": ("民生服务", "对城乡居民基本医疗保险参保扩面指标的考核", EXAMS),
    "R019": ("民生服务", "对完成医保码签发任务指标的考核", EXAMS),
    "R020": ("民生服务", "对适老化改造完成情况的考核", EXAMS),
    "R119": ("平安法治", "出具法律援助经济状况证明", "根据《法律援助法》相关规定"),
}


@pytest.mark.parametrize("id", RECLAIMED)
def test_reclaimed_items(duties: DutyList, id: str) -> None:
    duty = duties[id]
    assert isinstance(duty, ReclaimedItem)
    assert duty.number == int(id[1:])
    assert duty.discontinued is None
    assert (duty.category, duty.title, tuple((h.department, h.method) for h in duty.handover)) == RECLAIMED[id]
    assert all(h.heading == h.department for h in duty.handover)


@pytest.mark.parametrize("id", DISCONTINUED)
def test_discontinued_items(duties: DutyList, id: str) -> None:
    duty = duties[id]
    category, title, basis = DISCONTINUED[id]
    assert isinstance(duty, ReclaimedItem)
    assert (duty.category, duty.title, duty.handover) == (category, title, ())
    assert duty.discontinued is not None
    assert duty.discontinued.statement == f"{basis}，不再开展此项工作。"
    assert duty.discontinued.basis == basis


def test_nothing_else_is_discontinued(duties: DutyList) -> None:
    assert [duty.id for duty in duties.reclaimed if isinstance(duty, ReclaimedItem) and duty.discontinued] == list(DISCONTINUED)


def test_the_columns_that_abbreviate_a_name(duties: DutyList) -> None:
    """C040 has 应急管理局 for 区应急管理局 in the column, C041 区市场监管局 for 江津区市场监管局 as a heading."""
    gas, crops = duties["C040"], duties["C041"]
    assert isinstance(gas, CooperativeDuty)
    assert isinstance(crops, CooperativeDuty)
    assert (gas.departments_as_published[7], gas.departments[7]) == ("应急管理局", "区应急管理局")
    assert len(gas.departments) == len(gas.responsibilities) == 9
    assert crops.departments_as_published == crops.departments == ("区农业农村委", "江津区市场监管局")
    assert (crops.responsibilities[1].heading, crops.responsibilities[1].departments) == ("区市场监管局", ("江津区市场监管局",))


def test_the_document_bears_no_date_and_none_is_invented(duties: DutyList) -> None:
    assert duties.edition.published is None
    assert duties.edition.title == "重庆市江津区李市镇履职事项清单"
    assert str(duties.edition.jurisdiction) == "重庆市江津区李市镇"
    assert duties.edition.source.sha256 == "37b8becfe9313d1e5b66013815f0797323b932a813c9173c8733c36e0e299792"


def test_every_section_has_as_many_items_as_its_heading_states(duties: DutyList) -> None:
    stated = {
        "basic": (24, 10, 18, 12, 9, 7, 11, 4, 8),
        "cooperative": (9, 17, 14, 3, 10, 23, 7, 0, 0),
        "reclaimed": (8, 12, 104, 3, 4, 12, 0, 0, 0),
    }
    basic = ("党的建设", "经济发展", "民生服务", "平安法治", "乡村振兴", "生态环保", "城乡建设", "文化和旅游", "综合政务")
    orders = {"basic": basic, "cooperative": (*basic[1:8], basic[0], basic[8]), "reclaimed": (*basic[1:7], basic[0], *basic[7:])}
    assert duties.edition.categories == basic
    for kind, counts in stated.items():
        found = [duty.category for duty in duties if duty.kind == kind]
        assert tuple(map(found.count, orders[kind])) == counts
        assert [duty.number for duty in duties if duty.kind == kind] == list(range(1, sum(counts) + 1))
    assert (len(duties.basic), len(duties.cooperative), len(duties.reclaimed)) == (103, 83, 143)
