"""The one table of states, actions and roles."""

from __future__ import annotations

import pytest

from ajx_tui.domain.workflow import (
    ACT_TITLES,
    BATCH,
    EDITABLE,
    PERMISSION_TITLES,
    PERMISSIONS,
    STATE_TITLES,
    STEPS,
    WAITS_FOR,
    Act,
    Permission,
    Role,
    State,
    Who,
    read_roles,
    role_text,
    step,
)


def test_everything_has_a_title_and_a_place() -> None:
    assert set(STATE_TITLES) == set(WAITS_FOR) == set(State)
    assert set(ACT_TITLES) == set(Act)
    assert set(PERMISSIONS) == set(PERMISSION_TITLES) == set(Permission)


def test_every_state_is_reached_and_can_be_left() -> None:
    reached = {found.target for found in STEPS.values()} | {State.DRAFT}
    assert reached == set(State)
    assert {state for state, _ in STEPS} == set(State)


def test_whoever_is_waited_for_has_a_step() -> None:
    for state, role in WAITS_FOR.items():
        if role is not None:
            assert any(role in found.roles for (at, _), found in STEPS.items() if at is state), state


def test_deciding_is_never_for_the_maker_and_never_for_clerks() -> None:
    for (_, act), found in STEPS.items():
        if act in (Act.APPROVE, Act.SIGN, Act.RETURN):
            assert found.who is Who.NOT_MAKER
            assert Role.CLERK not in found.roles
        assert not found.roles & {Role.READER, Role.ADMIN}
        if act is Act.UNLOCK:
            assert found.reason
            assert found.target in EDITABLE


def test_a_batch_of_changes_ends_with_approval() -> None:
    assert step(State.APPROVED, Act.SIGN, BATCH) is None
    assert step(State.APPROVED, Act.UNLOCK, BATCH) is not None
    assert step(State.APPROVED, Act.SIGN, "document") is not None


def test_roles_are_read_by_code_and_title() -> None:
    assert read_roles("经办、reviewer，签发") == {Role.CLERK, Role.REVIEWER, Role.LEADER}
    assert role_text(read_roles("admin,clerk")) == "经办、管理员"
    with pytest.raises(ValueError, match="局长"):
        read_roles("局长")
