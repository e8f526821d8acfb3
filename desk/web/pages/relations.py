"""Working with municipalities, agencies and councils: what was discussed or agreed, and with whom (F020, F021)."""

from starlette.responses import Response

from actions.casework_views import coded_or_none
from actions.relations import NewNote, add_council, note_relation, read_note
from desk.web.desk import Desk
from desk.web.errors import NotHere
from desk.web.lists import Column, ListOf, by_word, list_pages
from desk.web.table import Content, Menu, Page, Scope
from desk.web.typed import Typed
from rules.casework import CouncilKind, RelationKind
from rules.vocabulary import Role
from store.case_pages import agencies, councils, municipalities, relation_notes
from store.models import Adviser, Agency, Council, Municipality, RelationNote
from store.scope import Viewer

WORKERS = frozenset({Role.ADVISER, Role.COORDINATOR, Role.MANAGER})

NOTES = ListOf(
    "relations",
    "Samenwerking",
    lambda desk: relation_notes(Viewer(desk.user, desk.now)),
    (
        Column(
            "nummer", "Notitie", lambda row: row[0].reference, RelationNote.reference,
            link=lambda desk, row: desk.address("relation", reference=row[0].reference),
        ),
        Column("dag", "Dag", lambda row: row[0].on, RelationNote.on, "day"),
        Column("soort", "Soort", lambda row: row[0].kind, RelationNote.kind, "word"),
        Column("met", "Met", lambda row: row[3] or row[2] or row[1] or ""),
        Column("door", "Door", lambda row: row[4] or "", Adviser.name),
        Column("minuten", "Minuten", lambda row: row[0].minutes, RelationNote.minutes, "number"),
    ),
    "-dag",
    (by_word(RelationNote.__table__.c.kind, RelationKind, "soort", "Soort"),),
    (RelationNote.id.desc(),),
    "Er is nog niets genoteerd.",
)  # fmt: skip


def relation_new(desk: Desk) -> Response:
    """Show the form of a note, and the one of a council."""
    return desk.page(
        "desk/cases/relation_new.html", trail=[(desk.say("Samenwerking"), desk.address("relations"))],
        kinds=RelationKind, council_kinds=CouncilKind, municipalities=municipalities(desk.session, desk.today),
        agencies=agencies(desk.session, desk.today), councils=councils(desk.session, desk.today),
    )  # fmt: skip


def relation_note(desk: Desk) -> Response:
    """Keep a note; its text is sealed."""
    typed = Typed.at(desk)
    number = typed.number_or_none("council", 1, 999_999)
    new = NewNote(
        typed.word("kind", RelationKind), typed.day("on", desk.today),
        coded_or_none(desk.session, Municipality, typed.text("municipality") or None),
        coded_or_none(desk.session, Agency, typed.text("agency") or None),
        desk.session.get(Council, number) if number else None, typed.number_or_none("minutes", 1, 1440),
        typed.yes("in_report"), typed.text("text"),
    )  # fmt: skip
    typed.check()
    kept = note_relation(desk.session, desk.house, new, desk.now, by=desk.user)
    return desk.redirect("relation", reference=kept.reference, message=desk.say("De notitie is bewaard."))


def council_add(desk: Desk) -> Response:
    """Add a council of an agency."""
    typed = Typed.at(desk)
    agency = coded_or_none(desk.session, Agency, typed.text("council_agency", needed=True) or None)
    kind, name = typed.word("council_kind", CouncilKind), typed.text("council_name", 200, needed=True)
    typed.check()
    if agency is None:
        raise NotHere
    add_council(desk.session, desk.house, agency, kind, name, desk.now, by=desk.user)
    return desk.redirect("relation_new", message=desk.say("De raad is toegevoegd."))


def relation(desk: Desk) -> Response:
    """Show one note with its text; reading it is logged."""
    asked = relation_notes(Viewer(desk.user, desk.now)).where(RelationNote.reference == desk.path["reference"])
    row = desk.session.execute(asked).one_or_none()
    if row is None:
        raise NotHere
    return desk.page(
        "desk/cases/relation.html", trail=[(desk.say("Samenwerking"), desk.address("relations"))], note=row[0],
        whom=row[3] or row[2] or row[1] or "", writer=row[4],
        text=read_note(desk.session, desk.house, row[0], desk.now, by=desk.user),
    )  # fmt: skip


PAGES = (
    *list_pages("/samenwerking", NOTES, WORKERS, template="desk/cases/relations.html", menu=Menu("Samenwerking", 70)),
    Page("/samenwerking/nieuw", "relation_new", relation_new, WORKERS),
    Page("/samenwerking/nieuw", "relation_note", relation_note, WORKERS, method="POST", shows="relation_new"),
    Page("/samenwerking/raden", "council_add", council_add, WORKERS, method="POST", shows="relation_new"),
    Page(
        "/samenwerking/notities/{reference}",
        "relation",
        relation,
        WORKERS,
        scope=Scope.RELATION,
        reads=Content.RELATION,
    ),
)
