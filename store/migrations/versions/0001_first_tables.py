"""first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("event", "chain_anchor", "access_log")


def upgrade() -> None:
    op.create_table(
        "access_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    op.create_index("ix_access_log_subject", "access_log", ["subject"], unique=False)

    op.create_table(
        "agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "provider",
                "certified_institution",
                "access_point",
                "safe_home",
                "child_protection_board",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("merged_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(merged_into_id IS NULL) = (merged_on IS NULL)", name=op.f("ck_agency_merger")),
        sa.CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name=op.f("ck_agency_not_itself")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["agency.id"], name=op.f("fk_agency_merged_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("code", name=op.f("uq_agency_code")),
    )
    op.create_table(
        "chain_anchor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("anchored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_event_id", sa.Integer(), nullable=False),
        sa.Column("subjects", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_anchor")),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "data_key",
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("master_id", sa.String(length=16), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_data_key")),
    )
    op.create_table(
        "deadline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "hours",
                "days",
                "working_days",
                "weeks",
                "months",
                name="unit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "legal_effect",
            sa.Enum(
                "law",
                "agreement",
                "house_policy",
                name="legal_effect",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "profile",
            sa.Enum("atw_full", "office", name="profile", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("anchor_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("running_since_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consumed", sa.Integer(), nullable=False),
        sa.Column("extended_by", sa.Integer(), nullable=False),
        sa.Column("calendar_version", sa.String(length=40), nullable=False),
        sa.Column("due_version", sa.Integer(), nullable=False),
        sa.Column("next_step", sa.String(length=40), nullable=True),
        sa.Column("next_step_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(next_step IS NULL) = (next_step_at IS NULL)", name=op.f("ck_deadline_next_step")),
        sa.CheckConstraint("amount > 0 AND consumed >= 0 AND extended_by >= 0", name=op.f("ck_deadline_budget")),
        sa.CheckConstraint("settled_at IS NULL OR next_step_at IS NULL", name=op.f("ck_deadline_settled_sleeps")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
        sa.UniqueConstraint(
            "subject_kind", "subject_id", "kind", "round", name=op.f("uq_deadline_subject_kind_subject_id_kind_round")
        ),
    )
    op.create_index(
        "ix_deadline_next_step_at",
        "deadline",
        ["next_step_at"],
        unique=False,
        sqlite_where=sa.text("next_step_at IS NOT NULL"),
        postgresql_where=sa.text("next_step_at IS NOT NULL"),
    )

    op.create_table(
        "decreed_day",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("known_until", sa.Date(), nullable=True),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("on", name=op.f("pk_decreed_day")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("subject_kind", "subject_id", "seq", name=op.f("uq_event_subject_kind_subject_id_seq")),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_installation_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "municipality",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("youth_region", sa.String(length=200), nullable=False),
        sa.Column(
            "school_region",
            sa.Enum(
                "north", "middle", "south", name="school_region", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_municipality_validity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_municipality")),
        sa.UniqueConstraint("code", name=op.f("uq_municipality_code")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("principal", "subcontractor", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("code", name=op.f("uq_organisation_code")),
    )
    op.create_table(
        "plan_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("policy_digest", sa.String(length=64), nullable=False),
        sa.Column("placed", sa.Integer(), nullable=False),
        sa.Column("unplaced", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_run")),
    )
    op.create_table(
        "adviser",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("home_town", sa.String(length=200), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("contract_hours", sa.Float(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column(
            "language",
            sa.Enum("nl", "en", name="language", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("active_from", sa.Date(), nullable=False),
        sa.Column("active_to", sa.Date(), nullable=True),
        sa.CheckConstraint("contract_hours > 0 AND contract_hours <= 40", name=op.f("ck_adviser_contract_hours")),
        sa.CheckConstraint("deputy_id IS NULL OR deputy_id <> id", name=op.f("ck_adviser_deputy")),
        sa.ForeignKeyConstraint(["deputy_id"], ["adviser.id"], name=op.f("fk_adviser_deputy_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_adviser_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adviser")),
        sa.UniqueConstraint("code", name=op.f("uq_adviser_code")),
    )
    op.create_table(
        "agency_name",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_name_agency_id")),
        sa.PrimaryKeyConstraint("agency_id", "valid_from", name=op.f("pk_agency_name")),
    )
    op.create_table(
        "contact_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "signals",
                "director",
                "inspectorate",
                "municipality",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("municipality_id", sa.Integer(), nullable=True),
        sa.Column(
            "language",
            sa.Enum("nl", "en", name="language", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("active_from", sa.Date(), nullable=False),
        sa.Column("active_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(role IN ('signals', 'director') AND agency_id IS NOT NULL AND municipality_id IS NULL) OR (role = 'municipality' AND municipality_id IS NOT NULL AND agency_id IS NULL) OR (role = 'inspectorate' AND agency_id IS NULL AND municipality_id IS NULL)",
            name=op.f("ck_contact_person_addressed"),
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_contact_person_agency_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_contact_person_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_person")),
        sa.UniqueConstraint("code", name=op.f("uq_contact_person_code")),
    )
    op.create_index("ix_contact_person_agency_id", "contact_person", ["agency_id"], unique=False)

    op.create_table(
        "location",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("postcode", sa.String(length=7), nullable=False),
        sa.Column("town", sa.String(length=200), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_location_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
        sa.UniqueConstraint("code", name=op.f("uq_location_code")),
    )
    op.create_index("ix_location_municipality_id", "location", ["municipality_id"], unique=False)

    op.create_table(
        "step_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deadline_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("due_version", sa.Integer(), nullable=False),
        sa.Column("was_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadline.id"], name=op.f("fk_step_claim_deadline_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_claim")),
        sa.UniqueConstraint(
            "deadline_id", "step", "due_version", name=op.f("uq_step_claim_deadline_id_step_due_version")
        ),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("ill", "leave", "training", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_absence_period")),
        sa.ForeignKeyConstraint(["adviser_id"], ["adviser.id"], name=op.f("fk_absence_adviser_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.UniqueConstraint("adviser_id", "starts_on", name=op.f("uq_absence_adviser_id_starts_on")),
    )
    op.create_index("ix_absence_adviser_id", "absence", ["adviser_id"], unique=False)

    op.create_table(
        "certificate",
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("vog", "closed_care", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["adviser_id"], ["adviser.id"], name=op.f("fk_certificate_adviser_id")),
        sa.PrimaryKeyConstraint("adviser_id", "kind", name=op.f("pk_certificate")),
    )
    op.create_table(
        "group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("residents", sa.Integer(), nullable=True),
        sa.Column("fixed_weekday", sa.Integer(), nullable=True),
        sa.Column("fixed_time", sa.Time(), nullable=True),
        sa.Column("anchor_on", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(fixed_weekday IS NULL) = (fixed_time IS NULL)", name=op.f("ck_group_fixed_slot")),
        sa.CheckConstraint(
            "deputy_id IS NULL OR owner_id IS NULL OR deputy_id <> owner_id", name=op.f("ck_group_deputy")
        ),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= opened_on", name=op.f("ck_group_period")),
        sa.CheckConstraint(
            "fixed_weekday IS NULL OR fixed_weekday BETWEEN 0 AND 6", name=op.f("ck_group_fixed_weekday")
        ),
        sa.CheckConstraint("residents IS NULL OR residents >= 0", name=op.f("ck_group_residents")),
        sa.ForeignKeyConstraint(["deputy_id"], ["adviser.id"], name=op.f("fk_group_deputy_id")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_group_location_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["adviser.id"], name=op.f("fk_group_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group")),
        sa.UniqueConstraint("code", name=op.f("uq_group_code")),
    )
    op.create_index("ix_group_location_id", "group", ["location_id"], unique=False)
    op.create_index("ix_group_owner_id", "group", ["owner_id"], unique=False)

    op.create_table(
        "info_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "staff",
                "youths",
                "client_council",
                "youth_council",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("attendees", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["adviser_id"], ["adviser.id"], name=op.f("fk_info_session_adviser_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_info_session_agency_id")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_info_session_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_info_session")),
        sa.UniqueConstraint("reference", name=op.f("uq_info_session_reference")),
    )
    op.create_index("ix_info_session_held_on", "info_session", ["held_on"], unique=False)

    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "adviser",
                "coordinator",
                "manager",
                "jurist",
                "privacy_officer",
                "provider_contact",
                "municipality_contact",
                "inspector",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("adviser_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("municipality_id", sa.Integer(), nullable=True),
        sa.Column(
            "language",
            sa.Enum("nl", "en", name="language", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(role = 'adviser') = (adviser_id IS NOT NULL)", name=op.f("ck_user_adviser")),
        sa.ForeignKeyConstraint(["adviser_id"], ["adviser.id"], name=op.f("fk_user_adviser_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_user_agency_id")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_user_municipality_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_user_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("adviser_id", name=op.f("uq_user_adviser_id")),
        sa.UniqueConstraint("login", name=op.f("uq_user_login")),
    )
    op.create_table(
        "working_day",
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.CheckConstraint("ends > starts", name=op.f("ck_working_day_hours")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_working_day_weekday")),
        sa.ForeignKeyConstraint(["adviser_id"], ["adviser.id"], name=op.f("fk_working_day_adviser_id")),
        sa.PrimaryKeyConstraint("adviser_id", "weekday", name=op.f("pk_working_day")),
    )
    op.create_table(
        "cadence_override",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("every_days", sa.Integer(), nullable=False),
        sa.Column("below_norm", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("every_days BETWEEN 1 AND 366", name=op.f("ck_cadence_override_every_days")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_cadence_override_period")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["user.id"], name=op.f("fk_cadence_override_approved_by_id")),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_cadence_override_group_id")),
        sa.PrimaryKeyConstraint("group_id", "valid_from", name=op.f("pk_cadence_override")),
    )
    op.create_table(
        "closure",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_closure_period")),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_closure_group_id")),
        sa.PrimaryKeyConstraint("group_id", "starts_on", name=op.f("pk_closure")),
    )
    op.create_table(
        "group_care_type",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "care_type",
            sa.Enum(
                "closed_care",
                "open_residential_care",
                "independence_training",
                "family_home",
                "respite_care",
                "care_farm",
                "day_treatment",
                "day_activity",
                "foster_family",
                "outpatient_care",
                name="care_type",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_group_care_type_group_id")),
        sa.PrimaryKeyConstraint("group_id", "valid_from", name=op.f("pk_group_care_type")),
    )
    op.create_table(
        "group_hours",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.CheckConstraint("ends > starts", name=op.f("ck_group_hours_hours")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_group_hours_weekday")),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_group_hours_group_id")),
        sa.PrimaryKeyConstraint("group_id", "weekday", name=op.f("pk_group_hours")),
    )
    op.create_table(
        "group_provider",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_group_provider_agency_id")),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_group_provider_group_id")),
        sa.PrimaryKeyConstraint("group_id", "valid_from", name=op.f("pk_group_provider")),
    )
    op.create_index("ix_group_provider_agency_id", "group_provider", ["agency_id"], unique=False)

    op.create_table(
        "signal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("acute", "general", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "approved",
                "sent",
                "delivery_failed",
                "received",
                "answered",
                "verification",
                "returned",
                "escalation_proposed",
                "escalation_approved",
                "escalated",
                "confirmed",
                "closed",
                "withdrawn",
                "merged",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "measure",
            sa.Enum(
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
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "cause",
            sa.Enum(
                "organisational",
                "powerlessness",
                "day_programme",
                "lack_of_fitting_care",
                "condition_of_stay",
                "unknown",
                name="cause",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "care_type",
            sa.Enum(
                "closed_care",
                "open_residential_care",
                "independence_training",
                "family_home",
                "respite_care",
                "care_farm",
                "day_treatment",
                "day_activity",
                "foster_family",
                "outpatient_care",
                name="care_type",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name=op.f("ck_signal_merger")),
        sa.CheckConstraint(
            "state IN ('draft', 'approved', 'withdrawn', 'merged') OR sent_at IS NOT NULL", name=op.f("ck_signal_sent")
        ),
        sa.ForeignKeyConstraint(["adviser_id"], ["adviser.id"], name=op.f("fk_signal_adviser_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_signal_agency_id")),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_signal_group_id")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_signal_location_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["signal.id"], name=op.f("fk_signal_merged_into_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["user.id"], name=op.f("fk_signal_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
        sa.UniqueConstraint("reference", name=op.f("uq_signal_reference")),
    )
    op.create_index("ix_signal_adviser_id", "signal", ["adviser_id"], unique=False)
    op.create_index("ix_signal_agency_id", "signal", ["agency_id"], unique=False)
    op.create_index("ix_signal_group_id", "signal", ["group_id"], unique=False)
    op.create_index("ix_signal_location_id", "signal", ["location_id"], unique=False)
    op.create_index("ix_signal_sent_at", "signal", ["sent_at"], unique=False)

    op.create_table(
        "visit_window",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column(
            "care_type",
            sa.Enum(
                "closed_care",
                "open_residential_care",
                "independence_training",
                "family_home",
                "respite_care",
                "care_farm",
                "day_treatment",
                "day_activity",
                "foster_family",
                "outpatient_care",
                name="care_type",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("late_until", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "satisfied",
                "satisfied_late",
                "missed",
                "waived",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "waiver_reason",
            sa.Enum(
                "care_type_change",
                "closed",
                "no_residents",
                "group_ended",
                name="waiver_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "missed_reason",
            sa.Enum(
                "adviser_ill",
                "adviser_leave",
                "travel",
                "location_closed",
                "refused",
                "infection",
                "no_residents",
                "planning_error",
                "weather",
                "other",
                name="missed_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("unplaced_reason", sa.String(length=40), nullable=True),
        sa.Column("satisfied_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'waived') = (waiver_reason IS NOT NULL)", name=op.f("ck_visit_window_waiver")),
        sa.CheckConstraint(
            "(state IN ('satisfied', 'satisfied_late')) = (satisfied_by_id IS NOT NULL)",
            name=op.f("ck_visit_window_satisfaction"),
        ),
        sa.CheckConstraint("ends_on >= starts_on AND late_until >= ends_on", name=op.f("ck_visit_window_period")),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_visit_window_group_id")),
        sa.ForeignKeyConstraint(
            ["satisfied_by_id"], ["visit.id"], name=op.f("fk_visit_window_satisfied_by_id"), use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_window")),
        sa.UniqueConstraint("group_id", "starts_on", name=op.f("uq_visit_window_group_id_starts_on")),
        sa.UniqueConstraint("satisfied_by_id", name=op.f("uq_visit_window_satisfied_by_id")),
    )
    op.create_index("ix_visit_window_state_ends_on", "visit_window", ["state", "ends_on"], unique=False)

    op.create_table(
        "work_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "adviser",
                "coordinator",
                "manager",
                "jurist",
                "privacy_officer",
                "provider_contact",
                "municipality_contact",
                "inspector",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("adviser_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["adviser_id"], ["adviser.id"], name=op.f("fk_work_item_adviser_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["user.id"], name=op.f("fk_work_item_done_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_work_item_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_item")),
        sa.UniqueConstraint("key", name=op.f("uq_work_item_key")),
    )
    op.create_index("ix_work_item_role_done_at", "work_item", ["role", "done_at"], unique=False)

    op.create_table(
        "escalation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column(
            "legal_effect",
            sa.Enum(
                "law",
                "agreement",
                "house_policy",
                name="legal_effect",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name=op.f("ck_escalation_approval")),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR proposed_by_id IS NULL OR approved_by_id <> proposed_by_id",
            name=op.f("ck_escalation_four_eyes"),
        ),
        sa.CheckConstraint("confirmed_at IS NULL OR told_at IS NOT NULL", name=op.f("ck_escalation_told_first")),
        sa.CheckConstraint("told_at IS NULL OR approved_at IS NOT NULL", name=op.f("ck_escalation_approved_first")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["user.id"], name=op.f("fk_escalation_approved_by_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["user.id"], name=op.f("fk_escalation_proposed_by_id")),
        sa.ForeignKeyConstraint(["signal_id"], ["signal.id"], name=op.f("fk_escalation_signal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
        sa.UniqueConstraint("signal_id", name=op.f("uq_escalation_signal_id")),
    )
    op.create_table(
        "gate_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(reviewer_id IS NULL) = (reviewed_at IS NULL)", name=op.f("ck_gate_decision_review")),
        sa.CheckConstraint("reviewer_id IS NULL OR reviewer_id <> author_id", name=op.f("ck_gate_decision_four_eyes")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_gate_decision_author_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["user.id"], name=op.f("fk_gate_decision_reviewer_id")),
        sa.ForeignKeyConstraint(["signal_id"], ["signal.id"], name=op.f("fk_gate_decision_signal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_decision")),
        sa.UniqueConstraint("signal_id", "text_hash", name=op.f("uq_gate_decision_signal_id_text_hash")),
    )
    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signal_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late_working_days", sa.Integer(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column(
            "judgement",
            sa.Enum(
                "sufficient",
                "partly",
                "insufficient",
                name="judgement",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("judged_by_id", sa.Integer(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(judgement IS NULL) = (judged_at IS NULL)", name=op.f("ck_reply_judgement_made")),
        sa.ForeignKeyConstraint(["judged_by_id"], ["user.id"], name=op.f("fk_reply_judged_by_id")),
        sa.ForeignKeyConstraint(["signal_id"], ["signal.id"], name=op.f("fk_reply_signal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("signal_id", "round", name=op.f("uq_reply_signal_id_round")),
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("window_id", sa.Integer(), nullable=True),
        sa.Column("plan_run_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "confirmed",
                "done",
                "reported",
                "attempted",
                "cancelled",
                "rescheduled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extra", sa.Boolean(), nullable=False),
        sa.Column(
            "attempt_reason",
            sa.Enum(
                "refused",
                "nobody_present",
                "group_moved",
                "closed_unannounced",
                name="attempt_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "cancel_reason",
            sa.Enum(
                "adviser_ill",
                "adviser_leave",
                "travel",
                "location_closed",
                "refused",
                "infection",
                "no_residents",
                "planning_error",
                "weather",
                "other",
                name="cancel_reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.Column("spoken_to", sa.Integer(), nullable=True),
        sa.Column("new_youths", sa.Integer(), nullable=True),
        sa.Column("booklet_given", sa.Boolean(), nullable=True),
        sa.Column("house_rules_seen", sa.Boolean(), nullable=True),
        sa.Column("house_rules_changed", sa.Boolean(), nullable=True),
        sa.Column("measures_seen", sa.Boolean(), nullable=True),
        sa.CheckConstraint("(state = 'attempted') = (attempt_reason IS NOT NULL)", name=op.f("ck_visit_attempt")),
        sa.CheckConstraint(
            "state NOT IN ('done', 'reported') OR (present >= 0 AND spoken_to BETWEEN 0 AND present)",
            name=op.f("ck_visit_counts"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_visit_times")),
        sa.ForeignKeyConstraint(["adviser_id"], ["adviser.id"], name=op.f("fk_visit_adviser_id")),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_visit_group_id")),
        sa.ForeignKeyConstraint(["plan_run_id"], ["plan_run.id"], name=op.f("fk_visit_plan_run_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["visit.id"], name=op.f("fk_visit_replaces_id")),
        sa.ForeignKeyConstraint(["window_id"], ["visit_window.id"], name=op.f("fk_visit_window_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index("ix_visit_adviser_id_on", "visit", ["adviser_id", "on"], unique=False)
    op.create_index("ix_visit_group_id_on", "visit", ["group_id", "on"], unique=False)
    op.create_index("ix_visit_window_id", "visit", ["window_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=False),
        sa.Column("content", sa.Boolean(), nullable=False),
        sa.Column("dedupe_key", sa.String(length=160), nullable=False),
        sa.Column("recipient_kind", sa.String(length=20), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=True),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("signal_id", sa.Integer(), nullable=True),
        sa.Column("text_hash", sa.String(length=64), nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("deadline_id", sa.Integer(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=60), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'queued') = (next_at IS NOT NULL)", name=op.f("ck_notice_queued")),
        sa.CheckConstraint(
            "content = (template IN ('signal_to_provider', 'inspectorate_notice', 'signal_returned'))",
            name=op.f("ck_notice_content_by_kind"),
        ),
        sa.CheckConstraint("recipient_kind IN ('adviser', 'contact', 'user')", name=op.f("ck_notice_recipient")),
        sa.CheckConstraint("state IN ('queued', 'sent', 'settled', 'in_doubt', 'dead')", name=op.f("ck_notice_state")),
        sa.CheckConstraint(
            "content = (body_sealed IS NOT NULL) AND content = (text_hash IS NOT NULL) AND (NOT content OR signal_id IS NOT NULL)",
            name=op.f("ck_notice_content_is_gated"),
        ),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadline.id"], name=op.f("fk_notice_deadline_id")),
        sa.ForeignKeyConstraint(
            ["signal_id", "text_hash"], ["gate_decision.signal_id", "gate_decision.text_hash"], name="gated"
        ),
        sa.ForeignKeyConstraint(["signal_id"], ["signal.id"], name=op.f("fk_notice_signal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_notice_dedupe_key")),
    )
    op.create_index(
        "ix_notice_next_at",
        "notice",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index("ix_notice_signal_id", "notice", ["signal_id"], unique=False)

    op.create_table(
        "observation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("signal_id", sa.Integer(), nullable=True),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
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
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["adviser_id"], ["adviser.id"], name=op.f("fk_observation_adviser_id")),
        sa.ForeignKeyConstraint(["group_id"], ["group.id"], name=op.f("fk_observation_group_id")),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_observation_location_id")),
        sa.ForeignKeyConstraint(["signal_id"], ["signal.id"], name=op.f("fk_observation_signal_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_observation_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
        sa.UniqueConstraint("reference", name=op.f("uq_observation_reference")),
    )
    op.create_index("ix_observation_location_id", "observation", ["location_id"], unique=False)
    op.create_index("ix_observation_signal_id", "observation", ["signal_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":  # SQLite took this circular reference within the table
        op.create_foreign_key("fk_visit_window_satisfied_by_id", "visit_window", "visit", ["satisfied_by_id"], ["id"])
    for table in APPEND_ONLY:
        _forbid_changes(table)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_visit_window_satisfied_by_id", "visit_window", type_="foreignkey")

    op.drop_index("ix_observation_signal_id", table_name="observation")
    op.drop_index("ix_observation_location_id", table_name="observation")

    op.drop_table("observation")
    op.drop_index("ix_notice_signal_id", table_name="notice")
    op.drop_index("ix_notice_next_at", table_name="notice")

    op.drop_table("notice")
    op.drop_index("ix_visit_window_id", table_name="visit")
    op.drop_index("ix_visit_group_id_on", table_name="visit")
    op.drop_index("ix_visit_adviser_id_on", table_name="visit")

    op.drop_table("visit")
    op.drop_table("reply")
    op.drop_table("gate_decision")
    op.drop_table("escalation")
    op.drop_index("ix_work_item_role_done_at", table_name="work_item")

    op.drop_table("work_item")
    op.drop_index("ix_visit_window_state_ends_on", table_name="visit_window")

    op.drop_table("visit_window")
    op.drop_index("ix_signal_sent_at", table_name="signal")
    op.drop_index("ix_signal_location_id", table_name="signal")
    op.drop_index("ix_signal_group_id", table_name="signal")
    op.drop_index("ix_signal_agency_id", table_name="signal")
    op.drop_index("ix_signal_adviser_id", table_name="signal")

    op.drop_table("signal")
    op.drop_index("ix_group_provider_agency_id", table_name="group_provider")

    op.drop_table("group_provider")
    op.drop_table("group_hours")
    op.drop_table("group_care_type")
    op.drop_table("closure")
    op.drop_table("cadence_override")
    op.drop_table("working_day")
    op.drop_table("user")
    op.drop_index("ix_info_session_held_on", table_name="info_session")

    op.drop_table("info_session")
    op.drop_index("ix_group_owner_id", table_name="group")
    op.drop_index("ix_group_location_id", table_name="group")

    op.drop_table("group")
    op.drop_table("certificate")
    op.drop_index("ix_absence_adviser_id", table_name="absence")

    op.drop_table("absence")
    op.drop_table("step_claim")
    op.drop_index("ix_location_municipality_id", table_name="location")

    op.drop_table("location")
    op.drop_index("ix_contact_person_agency_id", table_name="contact_person")

    op.drop_table("contact_person")
    op.drop_table("agency_name")
    op.drop_table("adviser")
    op.drop_table("plan_run")
    op.drop_table("organisation")
    op.drop_table("municipality")
    op.drop_table("installation")
    op.drop_table("event")
    op.drop_table("decreed_day")
    op.drop_index("ix_deadline_next_step_at", table_name="deadline")

    op.drop_table("deadline")
    op.drop_table("data_key")
    op.drop_table("counter")
    op.drop_table("chain_anchor")
    op.drop_table("agency")
    op.drop_index("ix_access_log_subject", table_name="access_log")

    op.drop_table("access_log")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def _forbid_changes(table: str) -> None:
    """Let rows of a table be added only; a change or removal fails in the database itself."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'the record is append-only'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
            " BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"
        )
