"""The life of signals in full: rights, recipients, triage, reporting code, inspectorate, calamities, on call."""

import sqlalchemy as sa
from alembic import op

from store.migrations.altering import change_check

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SPECIAL_GROUPS = ("trafficking_victim", "honour_violence_victim", "from_closed_care", "from_youth_prison")
DECLINE_REASONS = ("improving", "too_little_seen", "already_known", "other")
CONTENT = "content = (template IN ('signal_to_provider', 'inspectorate_notice', 'signal_returned'{}))"


def upgrade() -> None:
    with op.batch_alter_table("signal") as change:
        change.add_column(sa.Column("text_version", sa.Integer(), nullable=False, server_default="1"))
        change.add_column(sa.Column("special_group", _word("special_group", *SPECIAL_GROUPS), nullable=True))
    with op.batch_alter_table("signal") as change:
        change.alter_column("text_version", server_default=None)
    with op.batch_alter_table("escalation") as change:
        change.add_column(sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True))
        change.add_column(sa.Column("declined_by_id", sa.Integer(), nullable=True))
        change.add_column(sa.Column("decline_reason", _word("decline_reason", *DECLINE_REASONS), nullable=True))
        change.add_column(sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True))
        change.add_column(sa.Column("told_by_id", sa.Integer(), nullable=True))
        change.create_foreign_key(op.f("fk_escalation_told_by_id"), "user", ["told_by_id"], ["id"])
        change.create_check_constraint(
            op.f("ck_escalation_told_by"), sa.text("told_by_id IS NULL OR told_at IS NOT NULL")
        )
        change.create_foreign_key(op.f("fk_escalation_declined_by_id"), "user", ["declined_by_id"], ["id"])
        change.create_check_constraint(
            op.f("ck_escalation_decline"), sa.text("(declined_at IS NULL) = (declined_by_id IS NULL)")
        )
        change.create_check_constraint(
            op.f("ck_escalation_declined_or_approved"), sa.text("declined_at IS NULL OR approved_at IS NULL")
        )
    with op.batch_alter_table("notice") as change:
        change_check(change, "ck_notice_content_by_kind", CONTENT.format(", 'signal_copy'"))
    _add_tables()


def _add_tables() -> None:
    op.create_table(
        "signal_right",
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column(
            "right", _word("right", "echr_5", "echr_8", "crc_3", "crc_19", "crc_37", "constitution_15"), nullable=False
        ),
        sa.ForeignKeyConstraint(["signal_id"], ["signal.id"], name=op.f("fk_signal_right_signal_id")),
        sa.PrimaryKeyConstraint("signal_id", "right", name=op.f("pk_signal_right")),
    )
    op.create_table(
        "signal_recipient",
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("chosen_by_id", sa.Integer(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chosen_by_id"], ["user.id"], name=op.f("fk_signal_recipient_chosen_by_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact_person.id"], name=op.f("fk_signal_recipient_contact_id")),
        sa.ForeignKeyConstraint(["signal_id"], ["signal.id"], name=op.f("fk_signal_recipient_signal_id")),
        sa.PrimaryKeyConstraint("signal_id", "contact_id", name=op.f("pk_signal_recipient")),
    )
    op.create_table(
        "triage_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_by_id", sa.Integer(), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column(
            "rule_set",
            _word("rule_set", "closed_chapter_6_old", "closed_legal_position_2024", "open_no_own_ground"),
            nullable=False,
        ),
        sa.Column("row", sa.String(length=60), nullable=False),
        sa.Column(
            "verdict",
            _word(
                "verdict", "ground_present", "ground_claimed", "emergency_possible", "pedagogical_possible", "no_ground"
            ),
            nullable=False,
        ),
        sa.Column("severity", _word("severity", "acute", "general", "none"), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("ask", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["judged_by_id"], ["user.id"], name=op.f("fk_triage_result_judged_by_id")),
        sa.ForeignKeyConstraint(["signal_id"], ["signal.id"], name=op.f("fk_triage_result_signal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_triage_result")),
    )
    op.create_index("ix_triage_result_signal_id", "triage_result", ["signal_id"], unique=False)
    op.create_table(
        "reporting_code",
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "emergency_call",
            _word("emergency_call", "called_112", "called_safe_home", "called_both", "not_needed"),
            nullable=False,
        ),
        sa.Column("checked_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["checked_by_id"], ["user.id"], name=op.f("fk_reporting_code_checked_by_id")),
        sa.ForeignKeyConstraint(["signal_id"], ["signal.id"], name=op.f("fk_reporting_code_signal_id")),
        sa.PrimaryKeyConstraint("signal_id", name=op.f("pk_reporting_code")),
    )
    op.create_table(
        "reporting_code_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column("step", _word("step", "map_signals", "consult", "talk", "weigh", "decide"), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=False),
        sa.Column("skipped", _word("skipped", "safety", "done_by_provider", "not_applicable"), nullable=True),
        sa.Column("decision", _word("decision", "report", "help", "report_and_help", "neither"), nullable=True),
        sa.CheckConstraint("(step = 'decide') = (decision IS NOT NULL)", name=op.f("ck_reporting_code_step_decided")),
        sa.CheckConstraint(
            "skipped IS NULL OR decision IS NULL", name=op.f("ck_reporting_code_step_skipped_or_decided")
        ),
        sa.ForeignKeyConstraint(
            ["signal_id"], ["reporting_code.signal_id"], name=op.f("fk_reporting_code_step_signal_id")
        ),
        sa.ForeignKeyConstraint(["taken_by_id"], ["user.id"], name=op.f("fk_reporting_code_step_taken_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_code_step")),
        sa.UniqueConstraint("signal_id", "step", name=op.f("uq_reporting_code_step_signal_id_step")),
    )
    op.create_table(
        "inspectorate_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            _word(
                "state",
                "awaiting_feedback",
                "registered",
                "no_further_action",
                "inquiry",
                "plan_requested",
                "plan_received",
                "improvement_period",
                "result_report",
                "supervision_visit",
                "measure",
                "improved",
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_message_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["signal_id"], ["signal.id"], name=op.f("fk_inspectorate_case_signal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspectorate_case")),
        sa.UniqueConstraint("signal_id", name=op.f("uq_inspectorate_case_signal_id")),
    )
    op.create_table(
        "taken_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "measure",
            _word(
                "measure",
                "warning",
                "intensified_supervision",
                "directive",
                "order",
                "penalty_order",
                "enforcement",
                "fine",
            ),
            nullable=False,
        ),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_taken_measure_period")),
        sa.ForeignKeyConstraint(["case_id"], ["inspectorate_case.id"], name=op.f("fk_taken_measure_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taken_measure")),
    )
    op.create_index("ix_taken_measure_case_id", "taken_measure", ["case_id"], unique=False)
    op.create_table(
        "observe_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column(
            "measure",
            _word(
                "measure",
                "holding",
                "seclusion",
                "lock_up",
                "room_confinement",
                "movement_restriction",
                "door_alarm",
                "communication_restriction",
                "communication_monitoring",
                "room_search",
                "urine_test",
                "camera_surveillance",
                "fixation",
                "house_rule",
                "safety",
                "climate",
                "access_refused",
            ),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_observe_point_group_id")),
        sa.ForeignKeyConstraint(["signal_id"], ["signal.id"], name=op.f("fk_observe_point_signal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observe_point")),
        sa.UniqueConstraint("signal_id", name=op.f("uq_observe_point_signal_id")),
    )
    op.create_index("ix_observe_point_group_id", "observe_point", ["group_id"], unique=False)
    op.create_table(
        "observe_finding",
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Boolean(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["found_by_id"], ["user.id"], name=op.f("fk_observe_finding_found_by_id")),
        sa.ForeignKeyConstraint(["point_id"], ["observe_point.id"], name=op.f("fk_observe_finding_point_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_observe_finding_visit_id")),
        sa.PrimaryKeyConstraint("point_id", "visit_id", name=op.f("pk_observe_finding")),
    )
    op.create_table(
        "calamity_watch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column("kind", _word("kind", "calamity", "violence"), nullable=False),
        sa.Column(
            "state",
            _word(
                "state",
                "incident_seen",
                "provider_asked",
                "provider_investigating",
                "provider_denies",
                "provider_reported",
                "report_sent",
                "proposed",
                "closed",
            ),
            nullable=False,
        ),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_calamity_watch_closed")),
        sa.ForeignKeyConstraint(["signal_id"], ["signal.id"], name=op.f("fk_calamity_watch_signal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calamity_watch")),
        sa.UniqueConstraint("reference", name=op.f("uq_calamity_watch_reference")),
    )
    op.create_index("ix_calamity_watch_signal_id", "calamity_watch", ["signal_id"], unique=False)
    op.create_table(
        "on_call_duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_on_call_duty_period")),
        sa.CheckConstraint("rank BETWEEN 1 AND 9", name=op.f("ck_on_call_duty_rank")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_on_call_duty_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_on_call_duty")),
    )
    op.create_index("ix_on_call_duty_ends_at", "on_call_duty", ["ends_at"], unique=False)


def downgrade() -> None:
    op.drop_table("on_call_duty")
    op.drop_table("calamity_watch")
    op.drop_table("observe_finding")
    op.drop_table("observe_point")
    op.drop_table("taken_measure")
    op.drop_table("inspectorate_case")
    op.drop_table("reporting_code_step")
    op.drop_table("reporting_code")
    op.drop_table("triage_result")
    op.drop_table("signal_recipient")
    op.drop_table("signal_right")
    op.execute(sa.text("DELETE FROM notice WHERE template = 'signal_copy'"))
    with op.batch_alter_table("notice") as change:
        change_check(change, "ck_notice_content_by_kind", CONTENT.format(""))
    with op.batch_alter_table("escalation") as change:
        change.drop_constraint(op.f("ck_escalation_declined_or_approved"), type_="check")
        change.drop_constraint(op.f("ck_escalation_decline"), type_="check")
        change.drop_constraint(op.f("ck_escalation_decline_reason"), type_="check")
        change.drop_constraint(op.f("fk_escalation_declined_by_id"), type_="foreignkey")
        change.drop_constraint(op.f("ck_escalation_told_by"), type_="check")
        change.drop_constraint(op.f("fk_escalation_told_by_id"), type_="foreignkey")
        for column in ("told_by_id", "failed_at", "decline_reason", "declined_by_id", "declined_at"):
            change.drop_column(column)
    with op.batch_alter_table("signal") as change:
        change.drop_constraint(op.f("ck_signal_special_group"), type_="check")
        change.drop_column("special_group")
        change.drop_column("text_version")


def _word(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
