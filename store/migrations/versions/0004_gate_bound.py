"""The anonymisation gate bound to the database: names of a case, choices, findings, and decisions that passed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KINDS = (
    "BSN", "TELEFOON", "EMAIL", "IBAN", "ADRES", "GEBOORTEDATUM", "KENMERK", "SOCIAAL_ACCOUNT", "KENTEKEN", "PERSOON",
    "MEDEWERKER", "SCHOOL", "WOONPLAATS", "LEEFTIJD", "KAMER", "OMSTANDIGHEID",
)  # fmt: skip
LEVELS = ("block", "confirm", "warn")
CHOICES = ("remove", "replace", "points_at_nobody", "let_pass")
PARTS = ("subject", "text", "html", "file_name", "metadata", "attachment")
OLD_VERSION = "0"
"""The version of a gate that looked at nothing: decisions of before this migration rest on a reader alone."""


def upgrade() -> None:
    _add_tables()
    with op.batch_alter_table("gate_decision") as change:
        change.add_column(sa.Column("gate_version", sa.String(length=20), nullable=False, server_default=OLD_VERSION))
        change.add_column(sa.Column("kinds", sa.JSON(), nullable=False, server_default="{}"))
        change.add_column(sa.Column("blocks", sa.Integer(), nullable=False, server_default="0"))
        change.add_column(sa.Column("blocks_passed", sa.Integer(), nullable=False, server_default="0"))
        change.add_column(sa.Column("passed_by_id", sa.Integer(), nullable=True))
        change.add_column(sa.Column("passed", sa.Boolean(), nullable=False, server_default=sa.true()))
        change.create_foreign_key(op.f("fk_gate_decision_passed_by_id"), "user", ["passed_by_id"], ["id"])
        change.create_unique_constraint(
            op.f("uq_gate_decision_signal_id_text_hash_passed"), ["signal_id", "text_hash", "passed"]
        )
        change.create_check_constraint(
            op.f("ck_gate_decision_blocks"), sa.text("blocks_passed >= 0 AND blocks >= blocks_passed")
        )
        change.create_check_constraint(op.f("ck_gate_decision_passed"), sa.text("passed = (blocks = blocks_passed)"))
        change.create_check_constraint(
            op.f("ck_gate_decision_passed_by_another"),
            sa.text("blocks_passed = 0 OR (passed_by_id IS NOT NULL AND passed_by_id <> author_id)"),
        )
    with op.batch_alter_table("gate_decision") as change:
        for column in ("gate_version", "kinds", "blocks", "blocks_passed", "passed"):
            change.alter_column(column, server_default=None)
    op.add_column("notice", sa.Column("gate_passed", sa.Boolean(), nullable=True))
    op.execute("UPDATE notice SET gate_passed = content WHERE content")
    with op.batch_alter_table("notice") as change:
        change.create_foreign_key(
            "gate_passed",
            "gate_decision",
            ["signal_id", "text_hash", "gate_passed"],
            ["signal_id", "text_hash", "passed"],
        )
        change.create_check_constraint(
            op.f("ck_notice_content_passed"),
            sa.text("content = (gate_passed IS NOT NULL) AND (gate_passed IS NULL OR gate_passed)"),
        )


def downgrade() -> None:
    with op.batch_alter_table("notice") as change:
        change.drop_constraint(op.f("ck_notice_content_passed"), type_="check")
        change.drop_constraint("gate_passed", type_="foreignkey")
        change.drop_column("gate_passed")
    op.drop_index("ix_gate_finding_decision_id", table_name="gate_finding")
    op.drop_table("gate_finding")
    op.drop_table("gate_choice")
    op.drop_table("known_names")
    with op.batch_alter_table("gate_decision") as change:
        for name in ("passed_by_another", "passed", "blocks"):
            change.drop_constraint(op.f(f"ck_gate_decision_{name}"), type_="check")
        change.drop_constraint(op.f("uq_gate_decision_signal_id_text_hash_passed"), type_="unique")
        change.drop_constraint(op.f("fk_gate_decision_passed_by_id"), type_="foreignkey")
        for column in ("gate_version", "kinds", "blocks", "blocks_passed", "passed_by_id", "passed"):
            change.drop_column(column)


def _add_tables() -> None:
    op.create_table(
        "known_names",
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column("names_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["user.id"], name=op.f("fk_known_names_changed_by_id")),
        sa.ForeignKeyConstraint(["signal_id"], ["signal.id"], name=op.f("fk_known_names_signal_id")),
        sa.PrimaryKeyConstraint("signal_id", name=op.f("pk_known_names")),
    )
    op.create_table(
        "gate_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("kind", _word("kind", *KINDS), nullable=False),
        sa.Column("level", _word("level", *LEVELS), nullable=False),
        sa.Column("choice", _word("choice", *CHOICES), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("chosen_by_id", sa.Integer(), nullable=False),
        sa.Column("chosen_at", INSTANT, nullable=False),
        sa.CheckConstraint("starts >= 0 AND ends > starts", name=op.f("ck_gate_choice_place")),
        sa.CheckConstraint("(level = 'block') = (choice = 'let_pass')", name=op.f("ck_gate_choice_choice_of_level")),
        sa.ForeignKeyConstraint(["chosen_by_id"], ["user.id"], name=op.f("fk_gate_choice_chosen_by_id")),
        sa.ForeignKeyConstraint(["signal_id"], ["signal.id"], name=op.f("fk_gate_choice_signal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_choice")),
        sa.UniqueConstraint(
            "signal_id", "text_version", "mark", name=op.f("uq_gate_choice_signal_id_text_version_mark")
        ),
    )
    op.create_table(
        "gate_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("part", _word("part", *PARTS), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("kind", _word("kind", *KINDS), nullable=False),
        sa.Column("level", _word("level", *LEVELS), nullable=False),
        sa.Column("choice_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("starts >= 0 AND ends > starts", name=op.f("ck_gate_finding_place")),
        sa.CheckConstraint("level <> 'block' OR choice_id IS NOT NULL", name=op.f("ck_gate_finding_no_open_block")),
        sa.ForeignKeyConstraint(["choice_id"], ["gate_choice.id"], name=op.f("fk_gate_finding_choice_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["gate_decision.id"], name=op.f("fk_gate_finding_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_finding")),
    )
    op.create_index("ix_gate_finding_decision_id", "gate_finding", ["decision_id"])


def _word(name: str, *members: str) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=40)
