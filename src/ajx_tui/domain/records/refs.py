"""References that many kinds have, with the header words by which lists name their targets."""

from __future__ import annotations

from typing import Any

from ajx_tui.domain.fields import Ref, RefKey


def enterprise_ref(title: str = "企业名称", *, key_title: str = "统一社会信用代码", **more: Any) -> Ref:
    """A reference to an enterprise by credit code or name."""
    keys = (
        RefKey("credit_code", key_title, ("信用代码", "社会信用代码", "统一信用代码")),
        RefKey("name", title, ("企业名称", "单位名称", "生产经营单位", "投保单位", "当事人名称")),
    )
    return Ref(title=title, target="enterprise", width=28, keys=keys, **more)


def policy_ref(**more: Any) -> Ref:
    """A reference to a policy by its number."""
    keys = (RefKey("number", "保单号", ("保险单号", "保单编号", "保单号码")),)
    return Ref(title="保单号", target="policy", width=18, keys=keys, **more)


def insurer_ref(title: str = "保险机构", **more: Any) -> Ref:
    """A reference to an insurer by name; imports may add a bare entry."""
    keys = (RefKey("name", title, ("保险公司", "承保机构", "承保公司", "保险机构名称", "保险机构")),)
    return Ref(title=title, target="insurer", width=24, creates=True, keys=keys, **more)


def body_ref(title: str = "服务机构", **more: Any) -> Ref:
    """A reference to a service body by name; imports may add a bare entry."""
    keys = (RefKey("name", title, ("服务单位", "实施机构", "技术服务机构", "服务机构名称")),)
    return Ref(title=title, target="service_body", width=24, creates=True, keys=keys, **more)


def department_ref(title: str = "责任部门", **more: Any) -> Ref:
    """A reference to a department by name."""
    keys = (RefKey("name", title, ("部门", "承办部门", "牵头部门", "主管部门", "部门名称")),)
    return Ref(title=title, target="department", width=16, keys=keys, **more)


def case_ref(title: str = "案件编号", **more: Any) -> Ref:
    """A reference to an enforcement case by its number."""
    keys = (RefKey("number", title, ("执法案件编号", "案号", "立案编号")),)
    return Ref(title=title, target="enforcement_case", width=16, keys=keys, **more)
