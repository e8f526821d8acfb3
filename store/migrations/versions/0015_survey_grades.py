"""The grade of a survey apart from whose it is, by quarter; and what the reports of a year were counted from."""

import secrets
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NUMBERS = 2**48
ANSWER, GRADE = "ck_survey_answer", "ck_survey_grade"


def upgrade() -> None:
    op.create_table(
        "survey_grade",
        # On SQLite rows lie in the order of this number, and it is drawn: no order of coming is kept.
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("is_youth", sa.Boolean(), nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.CheckConstraint("grade BETWEEN 1 AND 10", name=op.f("ck_survey_grade_grade")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_grade")),
    )
    op.create_index("ix_survey_grade_quarter", "survey_grade", ["quarter"], unique=False)
    _move_over()
    op.create_table(
        "release_run",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("counted", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_release_run")),
    )
    with op.batch_alter_table("survey") as change:
        change.drop_constraint(op.f(ANSWER), type_="check")
        change.drop_constraint(op.f(GRADE), type_="check")
        change.drop_column("grade")


def _move_over() -> None:
    """Give every grade a drawn number and the first day of its quarter; insert by number."""
    survey = sa.table("survey", sa.column("is_youth"), sa.column("answered_on", sa.Date()), sa.column("grade"))
    grades = sa.table(
        "survey_grade", sa.column("id"), sa.column("is_youth"), sa.column("quarter", sa.Date()), sa.column("grade")
    )
    bind = op.get_bind()
    given = bind.execute(sa.select(survey.c.is_youth, survey.c.answered_on, survey.c.grade)).all()
    numbers: dict[int, None] = {}  # in the order of drawing: a set has its own, by which the cases could be told
    answered = [(bool(youth), on, grade) for youth, on, grade in given if grade is not None]
    while len(numbers) < len(answered):
        numbers[1 + secrets.randbelow(NUMBERS)] = None
    rows = [
        {"id": number, "is_youth": youth, "quarter": date(on.year, on.month - (on.month - 1) % 3, 1), "grade": grade}
        for number, (youth, on, grade) in zip(numbers, answered, strict=True)
    ]
    if rows:
        bind.execute(sa.insert(grades), sorted(rows, key=lambda row: row["id"]))


def downgrade() -> None:
    """Drop the grades: nobody knows any more whose they were. The cases keep that, and when, they were answered."""
    op.drop_table("release_run")
    with op.batch_alter_table("survey") as change:
        change.add_column(sa.Column("grade", sa.Integer(), nullable=True))
        change.create_check_constraint(op.f(GRADE), sa.text("grade IS NULL OR grade BETWEEN 1 AND 10"))
        change.create_check_constraint(op.f(ANSWER), sa.text("grade IS NULL OR answered_on IS NOT NULL"))
    op.drop_index("ix_survey_grade_quarter", table_name="survey_grade")
    op.drop_table("survey_grade")
