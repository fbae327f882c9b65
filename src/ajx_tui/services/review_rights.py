"""What a person may do to what is under review, and why not: what screens offer and services refuse is judged here."""

from __future__ import annotations

from ajx_tui.domain.workflow import ACT_TITLES, EDITABLE, STATE_TITLES, Act, State, Who, role_text, step
from ajx_tui.errors import RefusedError
from ajx_tui.services.permissions import maker_checker_off
from ajx_tui.services.session import Session
from ajx_tui.store import accounts, reviews
from ajx_tui.store.accounts import name_key
from ajx_tui.store.database import Store
from ajx_tui.store.locks import Locks
from ajx_tui.store.reviews import Review


def refusal(session: Session, review: Review, act: Act) -> str:
    """Why this person can't take this step now, '' when he can. Screens offer exactly what this lets through."""
    found = step(review.state, act, review.subject_kind)
    if found is None:
        return f"{STATE_TITLES[review.state]}状态不能{ACT_TITLES[act]}"
    if act is Act.SUBMIT and reviews.gone(session.store, [review]):
        return f"「{review.title}」已移入回收站"
    roles = session.roles
    if not roles & found.roles:
        return f"{ACT_TITLES[act]}需要{role_text(found.roles)}角色"
    if session.must_change:
        return f"请先把管理员设置的口令改成自己的，才能{ACT_TITLES[act]}"
    if found.who is Who.SUBMITTER and session.person != review.submitter:
        return f"只有送审人{review.submitter}能{ACT_TITLES[act]}"
    if found.who is not Who.NOT_MAKER or not (why := own_work(session, review)):
        return ""
    if not maker_checker_off(session.store):
        return f"{why}，不能{ACT_TITLES[act]}，请由其他人办理"
    document = review.subject_kind == "document"
    if document and act is not Act.RETURN and not reviews.says_alone(session.store.conn, review):
        return "送审的文件没有注明编制与审核由同一人完成，请撤回或退回后重新送审"
    return ""


def actions(session: Session, review: Review) -> list[Act]:
    """The steps this person can take now."""
    return [act for act in Act if not refusal(session, review, act)]


def own_work(session: Session, review: Review) -> str:
    """Why what is under review counts as this person's own work, '' when it does not.

    His own is what he had a hand in under his name; what was made before there were accounts, for whoever made the
    first one; and the work of somebody who gave this account its password after beginning it: he may be sitting here.
    """
    conn, account = session.store.conn, session.account
    made: dict[str, int] = {}
    for name, entry in reviews.makers(conn, review).items():
        made[name_key(name)] = min(entry, made.get(name_key(name), entry))
    if name_key(session.person) in made:
        return f"{session.person}参与了编制或送审，这是自己的工作"
    if account is None:
        return "" if session.practising else "还没有建立账户，分不清编制和审核是不是同一个人"
    if made.keys() - accounts.known_names(conn) and account.id == accounts.first_of_all(conn):
        return f"其中有启用账户以前登记的内容，{session.person}是第一个账户"
    giver, entry = accounts.password_by(conn, account.id)
    if giver and entry > made.get(name_key(giver), entry):
        return f"{session.person}的口令是参与编制的{giver}在编制以后设置的，视同{giver}本人"
    return ""


def lock_on(session: Session, kind: str, record_id: int) -> RefusedError | None:
    """What keeps a record from being changed now, by itself or as part of something; None when nothing does."""
    try:
        Locks(session.store.conn).check_with_parents(kind, record_id)
    except RefusedError as refused:
        return refused
    return None


def is_locked(session: Session, kind: str, record_id: int) -> bool:
    """Whether a record can't be changed now, so that no screen offers it."""
    return lock_on(session, kind, record_id) is not None


ALONE = "本单位为一人办公，编制与审核由同一人完成。"


def set_aside(store: Store, kind: str = "", subject_id: int | None = None) -> str:
    """What a document or checklist prints when nobody else looked at it, else ''.

    That is so while maker ≠ checker is switched off, and stays so for a subject that was passed during that time:
    switching it on again before printing hides nothing.
    """
    found = reviews.of_subject(store.conn, kind, subject_id) if subject_id is not None else None
    if found is None or found.state in (*EDITABLE, State.SUBMITTED):
        return ALONE if maker_checker_off(store) else ""
    taken = reviews.steps(store, found.id)
    last = max(n for n, one in enumerate(taken) if one.act == Act.SUBMIT)
    return ALONE if any(one.alone for one in taken[last:]) else ""
