"""The coordination mechanism 协调联动机制: members, meetings, publicity (seed 六（一）, 六（三）)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from ajx_tui.domain.fields import Choice, Listed, Phone, Text
from ajx_tui.domain.quantities import Count, Day
from ajx_tui.domain.record import Kind, Record
from ajx_tui.domain.records.refs import department_ref
from ajx_tui.domain.rules import in_order

MEMBER_ROLES = {
    "chair": ("召集人", "组长", "总召集人"),
    "deputy": ("副召集人", "副组长"),
    "member": ("成员", "组员"),
    "liaison": ("联络员", "联系人"),
}
MEETING_TYPES = {
    "plenary": ("联席会议", "全体会议", "协调会", "推进会"),
    "topic": ("专题会议", "专题会"),
    "interview": ("约谈", "提醒约谈"),
    "training": ("业务培训", "培训会"),
}


class CoordinationMember(Record):
    """A person through whom a department takes part in the coordination mechanism."""

    kind: ClassVar[Kind]
    department_id: Annotated[int, department_ref("所在部门", required=True)]
    name: Annotated[
        str,
        Text(
            title="姓名",
            required=True,
            name=True,
            length=40,
            personal="name",
            width=10,
            synonyms=("成员姓名", "联络员"),
        ),
    ]
    role: Annotated[
        str,
        Choice(
            title="机制职务",
            options=MEMBER_ROLES,
            required=True,
            default="member",
            width=10,
            clause="省实施意见 六（一）",
            synonyms=("角色", "机制内职务", "分工"),
        ),
    ] = "member"
    post: Annotated[
        str | None, Text(title="单位职务", name=True, length=60, width=16, synonyms=("职务", "行政职务"))
    ] = None
    phone: Annotated[str | None, Phone(title="联系电话", width=14, synonyms=("电话", "手机", "联系方式"))] = None
    since: Annotated[str | None, Day(title="起始日", synonyms=("任职日期", "加入日期"))] = None
    until: Annotated[str | None, Day(title="终止日", help="调离或更换的日期", synonyms=("调离日期",))] = None
    note: Annotated[str | None, Text(title="备注", length=300, grid=False)] = None


CoordinationMember.kind = Kind(
    "coordination_member",
    "协调机制成员",
    CoordinationMember,
    keys=(("department_id", "name"),),
    label="name",
    search=("name", "post"),
    order=("department_id", "id"),
    rules=(in_order(("since", "起始日", "until", "终止日")),),
    list_words=("协调机制成员", "联络员名单", "联席会议成员", "成员名单"),
)


class Meeting(Record):
    """A meeting of the coordination mechanism, or a talk with a party."""

    kind: ClassVar[Kind]
    held_on: Annotated[
        str, Day(title="召开日期", required=True, group="会议", synonyms=("会议日期", "时间", "会议时间"))
    ]
    topic: Annotated[
        str,
        Text(
            title="会议议题",
            required=True,
            length=200,
            width=36,
            group="会议",
            example="三季度安责险推进情况通报",
            synonyms=("会议主题", "议题", "会议名称"),
        ),
    ]
    type: Annotated[
        str | None, Choice(title="会议类型", options=MEETING_TYPES, width=10, group="会议", synonyms=("类型",))
    ] = None
    organiser_id: Annotated[int | None, department_ref("组织部门", group="会议", grid=False)] = None
    place: Annotated[
        str | None, Text(title="会议地点", name=True, length=100, grid=False, group="会议", synonyms=("地点",))
    ] = None
    chair: Annotated[
        str | None,
        Text(title="主持人", name=True, length=40, personal="name", width=10, group="会议", synonyms=("会议主持",)),
    ] = None
    attendees: Annotated[
        str | None,
        Text(
            title="参加单位和人员",
            length=1000,
            lines=True,
            grid=False,
            personal="name",
            group="会议",
            synonyms=("参会单位", "参会人员", "出席人员"),
        ),
    ] = None
    people: Annotated[
        int | None, Count(title="参会人数", unit="人", width=8, group="会议", maximum=100_000, synonyms=("人数",))
    ] = None
    decisions: Annotated[
        str | None,
        Text(
            title="议定事项",
            length=4000,
            lines=True,
            width=30,
            grid=False,
            group="结果",
            clause="省实施意见 六（一）",
            synonyms=("会议决定", "会议内容", "会议纪要内容"),
        ),
    ] = None
    follow_up_on: Annotated[
        str | None, Day(title="落实期限", group="结果", help="议定事项要求完成的日期", synonyms=("完成时限",))
    ] = None
    done_on: Annotated[str | None, Day(title="落实完成日期", group="结果", synonyms=("完成日期",))] = None
    minutes: Annotated[
        str | None, Text(title="纪要文号", length=60, group="结果", width=16, synonyms=("会议纪要", "纪要编号"))
    ] = None
    note: Annotated[str | None, Text(title="备注", length=500, lines=True, grid=False, group="结果")] = None


Meeting.kind = Kind(
    "meeting",
    "会议",
    Meeting,
    keys=(("held_on", "topic"),),
    label="topic",
    search=("topic",),
    order=("held_on",),
    rules=(
        in_order(
            ("held_on", "召开日期", "follow_up_on", "落实期限"),
            ("held_on", "召开日期", "done_on", "落实完成日期"),
        ),
    ),
    list_words=("会议台账", "会议记录", "会议清单"),
    indexes=("follow_up_on",),
)


class Publicity(Record):
    """A publicity activity 宣传活动, counted in the self-evaluation."""

    kind: ClassVar[Kind]
    held_on: Annotated[
        str, Day(title="活动日期", required=True, group="活动", synonyms=("宣传日期", "开展日期", "时间", "活动时间"))
    ]
    theme: Annotated[
        str,
        Text(
            title="活动主题",
            required=True,
            length=200,
            width=32,
            group="活动",
            example="安责险政策进企业",
            synonyms=("宣传主题", "主题", "活动名称", "宣传内容"),
        ),
    ]
    form: Annotated[
        str | None,
        Listed(
            title="宣传形式",
            code_list="publicity_form",
            several=True,
            width=16,
            group="活动",
            clause="省实施意见 六（三）",
            help="如：现场咨询、培训讲座、媒体报道、发放资料、进企业宣讲",
            synonyms=("活动形式", "形式", "宣传方式"),
        ),
    ] = None
    organiser_id: Annotated[int | None, department_ref("组织部门", group="活动")] = None
    partners: Annotated[
        str | None, Text(title="参与单位", length=300, grid=False, group="活动", synonyms=("协办单位", "参加单位"))
    ] = None
    place: Annotated[
        str | None, Text(title="活动地点", name=True, length=100, width=16, group="活动", synonyms=("地点",))
    ] = None
    audience: Annotated[
        str | None, Text(title="受众", length=100, width=14, group="成效", synonyms=("宣传对象", "参加对象"))
    ] = None
    people: Annotated[
        int | None,
        Count(
            title="受众人数",
            unit="人",
            width=8,
            group="成效",
            maximum=10_000_000,
            synonyms=("参加人数", "宣传人数", "覆盖人数"),
        ),
    ] = None
    enterprises: Annotated[
        int | None,
        Count(title="覆盖企业数", width=10, group="成效", maximum=1_000_000, synonyms=("企业数", "参加企业数")),
    ] = None
    materials: Annotated[
        int | None,
        Count(
            title="发放资料份数",
            unit="份",
            width=10,
            grid=False,
            group="成效",
            synonyms=("发放资料", "资料份数", "宣传资料"),
        ),
    ] = None
    effect: Annotated[
        str | None,
        Text(title="活动情况", length=2000, lines=True, grid=False, group="成效", synonyms=("活动内容", "成效")),
    ] = None
    note: Annotated[str | None, Text(title="备注", length=500, lines=True, grid=False, group="成效")] = None


Publicity.kind = Kind(
    "publicity",
    "宣传活动",
    Publicity,
    keys=(("held_on", "theme"),),
    label="theme",
    search=("theme", "place"),
    order=("held_on",),
    list_words=("宣传活动", "宣传台账", "宣传记录"),
    indexes=("people",),
    help="照片作为附件登记在本记录上",
)
