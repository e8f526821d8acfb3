"""What rounds are planned by: limits of advisers, conflicts, and what a run and its visits remember."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LIMITS: dict[str, tuple[sa.types.TypeEngine[float] | sa.types.TypeEngine[int], str, str]] = {
    "field_share": (sa.Float(), "field_share IS NULL OR (field_share > 0 AND field_share <= 1)", "field_share"),
    "max_visits_per_day": (
        sa.Integer(), "max_visits_per_day IS NULL OR max_visits_per_day BETWEEN 1 AND 20", "max_visits",
    ),
    "max_day_min": (sa.Integer(), "max_day_min IS NULL OR max_day_min BETWEEN 60 AND 1440", "max_day"),
    "max_drive_min_per_day": (
        sa.Integer(), "max_drive_min_per_day IS NULL OR max_drive_min_per_day BETWEEN 0 AND 1440", "max_drive",
    ),
    "max_evenings_per_week": (
        sa.Integer(), "max_evenings_per_week IS NULL OR max_evenings_per_week BETWEEN 0 AND 7", "max_evenings",
    ),
}  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "conflict",
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["adviser_id"], ["adviser.id"], name=op.f("fk_conflict_adviser_id")),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_conflict_group_id")),
        sa.PrimaryKeyConstraint("adviser_id", "group_id", name=op.f("pk_conflict")),
    )
    op.create_index(op.f("ix_conflict_group_id"), "conflict", ["group_id"], unique=False)
    with op.batch_alter_table("adviser") as change:
        for name, (kind, condition, check) in LIMITS.items():
            change.add_column(sa.Column(name, kind, nullable=True))
            change.create_check_constraint(op.f(f"ck_adviser_{check}"), sa.text(condition))
        change.add_column(sa.Column("works_on_holidays", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("adviser") as change:
        change.alter_column("works_on_holidays", server_default=None)
    with op.batch_alter_table("location") as change:
        change.add_column(sa.Column("precision", _words("precision", "address", "postcode", "place"), nullable=True))
    with op.batch_alter_table("group") as change:
        change.add_column(sa.Column("service_min", sa.Integer(), nullable=True))
        change.create_check_constraint(
            op.f("ck_group_service"), sa.text("service_min IS NULL OR service_min BETWEEN 1 AND 720")
        )
    with op.batch_alter_table("visit_window") as change:
        change.add_column(sa.Column("relaxation", sa.String(length=40), nullable=True))
        change.add_column(sa.Column("relaxation_facts", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("visit_window") as change:
        change.alter_column("relaxation_facts", server_default=None)
    with op.batch_alter_table("plan_run") as change:
        change.add_column(sa.Column("mode", sa.String(length=20), nullable=True))
        change.add_column(sa.Column("seed", sa.Integer(), nullable=True))
        change.add_column(sa.Column("travel_min", sa.Integer(), nullable=True))
        change.add_column(sa.Column("bound_min", sa.Float(), nullable=True))
        change.add_column(sa.Column("unplaced_by_reason", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("plan_run") as change:
        change.alter_column("unplaced_by_reason", server_default=None)
    with op.batch_alter_table("visit") as change:
        change.add_column(sa.Column("role", _words("role", "owner", "deputy", "substitute"), nullable=True))
        change.add_column(sa.Column("seq", sa.Integer(), nullable=True))
        change.add_column(sa.Column("travel_min_before", sa.Integer(), nullable=True))
        change.add_column(sa.Column("frozen", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("visit") as change:
        change.alter_column("frozen", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("visit") as change:
        change.drop_constraint(op.f("ck_visit_role"), type_="check")
        for name in ("frozen", "travel_min_before", "seq", "role"):
            change.drop_column(name)
    with op.batch_alter_table("plan_run") as change:
        for name in ("unplaced_by_reason", "bound_min", "travel_min", "seed", "mode"):
            change.drop_column(name)
    with op.batch_alter_table("visit_window") as change:
        change.drop_column("relaxation_facts")
        change.drop_column("relaxation")
    with op.batch_alter_table("group") as change:
        change.drop_constraint(op.f("ck_group_service"), type_="check")
        change.drop_column("service_min")
    with op.batch_alter_table("location") as change:
        change.drop_constraint(op.f("ck_location_precision"), type_="check")
        change.drop_column("precision")
    with op.batch_alter_table("adviser") as change:
        for _kind, _condition, check in LIMITS.values():
            change.drop_constraint(op.f(f"ck_adviser_{check}"), type_="check")
        for name in ("works_on_holidays", *LIMITS):
            change.drop_column(name)
    op.drop_index(op.f("ix_conflict_group_id"), table_name="conflict")
    op.drop_table("conflict")


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)
