"""Who may do what, and how work passes from desk to desk: the only place where roles, states and actions are defined.

Issue rules: a plan or a checklist leaves the office only after a second pair of eyes; what a person made, that person
can neither approve nor sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What an account may be. One account can hold several roles."""

    CLERK = "clerk"
    REVIEWER = "reviewer"
    LEADER = "leader"
    READER = "reader"
    ADMIN = "admin"


ROLE_TITLES: Mapping[Role, str] = MappingProxyType(
    {
        Role.CLERK: "经办",
        Role.REVIEWER: "审核",
        Role.LEADER: "签发",
        Role.READER: "只读",
        Role.ADMIN: "管理员",
    }
)
ALL_ROLES = frozenset(Role)


class Permission(StrEnum):
    """What a service asks for before it acts. REVIEW opens the workflow; its table then decides step by step."""

    READ = "read"
    EXPORT = "export"
    EDIT = "edit"
    REVIEW = "review"
    MANAGE = "manage"


PERMISSION_TITLES: Mapping[Permission, str] = MappingProxyType(
    {
        Permission.READ: "查看",
        Permission.EXPORT: "导出",
        Permission.EDIT: "登记和修改",
        Permission.REVIEW: "送审和审核",
        Permission.MANAGE: "管理账户和设置",
    }
)

PERMISSIONS: Mapping[Permission, frozenset[Role]] = MappingProxyType(
    {
        Permission.READ: ALL_ROLES,
        Permission.EXPORT: frozenset({Role.CLERK, Role.REVIEWER, Role.LEADER, Role.ADMIN}),
        Permission.EDIT: frozenset({Role.CLERK, Role.ADMIN}),
        Permission.REVIEW: frozenset({Role.CLERK, Role.REVIEWER, Role.LEADER}),
        Permission.MANAGE: frozenset({Role.ADMIN}),
    }
)
"""Permission → the roles that have it."""

MANAGED_KINDS = frozenset({"office"})
MANAGED_SETTINGS = frozenset(
    {"demo", "review.one_person", "idle_minutes", "packs.active", "packs.installed", "packs.overlay", "light.weights"}
)
"""Records and settings that only who manages may change, by whatever service: saving, importing, undoing."""


class State(StrEnum):
    """Where a subject of review stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    SIGNED = "signed"
    SENT = "sent"


STATE_TITLES: Mapping[State, str] = MappingProxyType(
    {
        State.DRAFT: "草稿",
        State.SUBMITTED: "待审核",
        State.RETURNED: "已退回",
        State.APPROVED: "已审核",
        State.SIGNED: "已签发",
        State.SENT: "已报送",
    }
)
EDITABLE = frozenset({State.DRAFT, State.RETURNED})
"""The states in which the content may be changed; in all others it is locked."""


class Act(StrEnum):
    """What can be done to a subject of review."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    ANSWER = "answer"
    RETURN = "return"
    APPROVE = "approve"
    SIGN = "sign"
    SEND = "send"
    UNLOCK = "unlock"


ACT_TITLES: Mapping[Act, str] = MappingProxyType(
    {
        Act.SUBMIT: "送审",
        Act.WITHDRAW: "撤回",
        Act.ANSWER: "答复意见",
        Act.RETURN: "退回",
        Act.APPROVE: "审核通过",
        Act.SIGN: "签发",
        Act.SEND: "标记已报送",
        Act.UNLOCK: "解锁",
    }
)


class Who(StrEnum):
    """Which persons of the right role may take a step."""

    ANY = "any"
    SUBMITTER = "submitter"
    NOT_MAKER = "not_maker"


@dataclass(frozen=True, slots=True)
class Step:
    """One permitted step: the state it leads to, the roles that may take it, which persons, and whether a reason is
    asked for."""

    target: State
    roles: frozenset[Role]
    who: Who = Who.ANY
    reason: bool = False


_CLERK, _REVIEWER, _LEADER = frozenset({Role.CLERK}), frozenset({Role.REVIEWER}), frozenset({Role.LEADER})

STEPS: Mapping[tuple[State, Act], Step] = MappingProxyType(
    {
        (State.DRAFT, Act.SUBMIT): Step(State.SUBMITTED, _CLERK),
        (State.SUBMITTED, Act.WITHDRAW): Step(State.DRAFT, _CLERK, Who.SUBMITTER),
        (State.SUBMITTED, Act.RETURN): Step(State.RETURNED, _REVIEWER, Who.NOT_MAKER),
        (State.SUBMITTED, Act.APPROVE): Step(State.APPROVED, _REVIEWER, Who.NOT_MAKER),
        (State.RETURNED, Act.ANSWER): Step(State.RETURNED, _CLERK),
        (State.RETURNED, Act.SUBMIT): Step(State.SUBMITTED, _CLERK),
        (State.APPROVED, Act.RETURN): Step(State.RETURNED, _LEADER, Who.NOT_MAKER),
        (State.APPROVED, Act.SIGN): Step(State.SIGNED, _LEADER, Who.NOT_MAKER),
        (State.APPROVED, Act.UNLOCK): Step(State.DRAFT, _REVIEWER | _LEADER, reason=True),
        (State.SIGNED, Act.SEND): Step(State.SENT, _CLERK | _LEADER),
        (State.SIGNED, Act.UNLOCK): Step(State.DRAFT, _LEADER, reason=True),
        (State.SENT, Act.UNLOCK): Step(State.DRAFT, _LEADER, reason=True),
    }
)
"""(state, action) → the step. What is not here can't happen."""

WAITS_FOR: Mapping[State, Role | None] = MappingProxyType(
    {
        State.DRAFT: Role.CLERK,
        State.SUBMITTED: Role.REVIEWER,
        State.RETURNED: Role.CLERK,
        State.APPROVED: Role.LEADER,
        State.SIGNED: Role.CLERK,
        State.SENT: None,
    }
)
"""State → the role whose turn it is."""

BATCH = "batch"
"""The subject kind of a batch of record changes. Its records stay editable; only its undoing is locked."""


ATTACHMENT = "attachment"
"""The kind of the files on records. Files of a subject and of its content belong to it, whatever its kind."""


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of record that is part of a subject: the column that refers to it, and the type it must have, if any."""

    kind: str
    column: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """How one kind of subject goes through review.

    `parts` are locked with it and are nothing to be submitted by themselves, apart from those of a certain type.
    `final` is the state in which nothing more is waited for.
    """

    title: str
    parts: tuple[Part, ...] = ()
    final: State = State.SENT


SUBJECTS: Mapping[str, Subject] = MappingProxyType(
    {
        "document": Subject("文书", (Part("document_version", "document_id"),)),
        "checklist": Subject(
            "清单", (Part("checklist_item", "checklist_id"), Part("checklist_evidence", "checklist_id"))
        ),
        "checklist_template": Subject("清单模板", (Part("checklist_template_item", "template_id"),)),
        "enterprise": Subject("企业", (Part("insured_object", "enterprise_id", "enterprise"),)),
        "policy": Subject("保单", (Part("promised_service", "policy_id"), Part("rate_factor", "policy_id"))),
        "assessment": Subject("第三方评估", (Part("assessment_item", "assessment_id"),)),
        BATCH: Subject("数据变更", final=State.APPROVED),
    }
)
"""Subject kind → how it is reviewed. Any other kind of record can be a subject too, alone and to the end."""

OWNERS: Mapping[str, tuple[tuple[str, Part], ...]] = MappingProxyType(
    {
        part.kind: tuple((name, p) for name, s in SUBJECTS.items() for p in s.parts if p.kind == part.kind)
        for subject_of in SUBJECTS.values()
        for part in subject_of.parts
    }
)
"""Kind → the subjects it is part of, with how it is part of them."""


def stands_alone(kind: str) -> bool:
    """Whether a kind can be submitted by itself: what is always part of something goes with it."""
    return kind not in (BATCH, ATTACHMENT) and not any(not part.type for _, part in OWNERS.get(kind, ()))


def subject(kind: str) -> Subject:
    """How a kind of subject is reviewed."""
    return SUBJECTS.get(kind) or Subject("")


def step(state: State, act: Act, kind: str = "") -> Step | None:
    """The step from `state` by `act` for a kind of subject, None when there is none."""
    if state == subject(kind).final and act is not Act.UNLOCK:
        return None
    return STEPS.get((state, act))


FINDING_CODES: Mapping[str, str] = MappingProxyType(
    {
        "missing": "缺项漏项",
        "wrong": "内容不实",
        "mismatch": "前后不一致",
        "basis": "依据不符",
        "figure": "数据有误",
        "wording": "表述不当",
        "format": "格式不规范",
        "evidence": "佐证不足",
        "other": "其他",
    }
)
"""What is wrong, by the code a finding carries."""

OUTCOMES: Mapping[str, str] = MappingProxyType({"open": "待答复", "fixed": "已改正", "explained": "已说明"})
"""How a finding stands."""


def role_text(roles: frozenset[Role]) -> str:
    """Roles as people read them, in the order of the enum."""
    return "、".join(ROLE_TITLES[r] for r in Role if r in roles)


def read_roles(text: str) -> frozenset[Role]:
    """Roles from codes or Chinese titles with commas between. Raises ValueError naming what is unknown."""
    titles = {title: role for role, title in ROLE_TITLES.items()}
    found = set()
    for part in text.replace("，", ",").replace("、", ",").split(","):
        word = part.strip()
        if word:
            role = titles.get(word) or next((r for r in Role if r.value == word), None)
            if role is None:
                raise ValueError(word)
            found.add(role)
    return frozenset(found)
