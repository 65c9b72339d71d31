"""lectures."""

from alembic import op
import sqlalchemy as sa

revision = "0006"
down_revision = '0005'
branch_labels = None
depends_on = None

# Roles that grants may hold, before and after.
EARLIER_ROLES = (
    'system-administrator',
    'district-officer',
    'enterprise-officer',
    'chief-judge',
    'judge',
    'supervisor',
    'arbitrator',
    'assessment-officer',
    'assessment-reviewer',
    'assessor',
    'quality-inspector',
    'studio-leader',
    'expert',
    'worker',
)
ROLES = (*EARLIER_ROLES, 'lecturer')



def _allow_roles(roles: tuple[str, ...]) -> None:
    known = ", ".join(f"'{role}'" for role in roles)
    with op.batch_alter_table('role_grants', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_role_grants_role_known'), type_='check')
        batch_op.create_check_constraint(op.f('ck_role_grants_role_known'), f'role IN ({known})')


def upgrade() -> None:
    op.create_table('demand_surveys',
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('introduction', sa.String(), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'open', 'closed', name='surveystate_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint('closes_on >= opens_on', name=op.f('ck_demand_surveys_days_in_order')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_demand_surveys_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_demand_surveys'))
    )
    with op.batch_alter_table('demand_surveys', schema=None) as batch_op:
        batch_op.create_index('ix_demand_surveys_organisation_id_state', ['organisation_id', 'state'], unique=False)

    op.create_table('lecture_teams',
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('introduction', sa.String(), nullable=False),
    sa.Column('begins', sa.Date(), nullable=False),
    sa.Column('ends', sa.Date(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint('ends >= begins', name=op.f('ck_lecture_teams_ends_after_it_begins')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_lecture_teams_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecture_teams')),
    sa.UniqueConstraint('organisation_id', 'name', name=op.f('uq_lecture_teams_organisation_id_name'))
    )
    op.create_table('lecture_tours',
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('tour', 'series', 'ordered', 'class', name='tourkind_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('theme', sa.String(), nullable=False),
    sa.Column('introduction', sa.String(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('planned', sa.Integer(), nullable=False),
    sa.Column('kinds', sa.JSON(), nullable=False),
    sa.Column('public', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Enum('open', 'closed', name='tourstate_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint('last_day >= first_day', name=op.f('ck_lecture_tours_days_in_order')),
    sa.CheckConstraint('planned >= 0', name=op.f('ck_lecture_tours_planned_possible')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_lecture_tours_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecture_tours')),
    sa.UniqueConstraint('organisation_id', 'title', name=op.f('uq_lecture_tours_organisation_id_title'))
    )
    op.create_table('menus',
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('published_on', sa.Date(), nullable=True),
    sa.Column('state', sa.Enum('draft', 'published', 'retired', name='menustate_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state = 'draft' OR published_on IS NOT NULL", name=op.f('ck_menus_published_on_a_day')),
    sa.CheckConstraint('number > 0', name=op.f('ck_menus_number_positive')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_menus_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_menus')),
    sa.UniqueConstraint('organisation_id', 'number', name=op.f('uq_menus_organisation_id_number'))
    )
    with op.batch_alter_table('menus', schema=None) as batch_op:
        batch_op.create_index('ix_menus_in_use', ['organisation_id'], unique=True, sqlite_where=sa.text("state = 'published'"), postgresql_where=sa.text("state = 'published'"))
        batch_op.create_index('ix_menus_written', ['organisation_id'], unique=True, sqlite_where=sa.text("state = 'draft'"), postgresql_where=sa.text("state = 'draft'"))

    op.create_table('places',
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('host_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.Enum('enterprise', 'school', 'community', 'estate', 'hall', name='venuekind_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('street', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('estate_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('latitude', sa.BigInteger(), nullable=True),
    sa.Column('longitude', sa.BigInteger(), nullable=True),
    sa.Column('workers', sa.Integer(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint("estate_id IS NULL OR (estate_id <> id AND kind <> 'estate')", name=op.f('ck_places_estates_stand_alone')),
    sa.CheckConstraint('(latitude IS NULL) = (longitude IS NULL)', name=op.f('ck_places_coordinates_in_pairs')),
    sa.CheckConstraint('seats IS NULL OR seats > 0', name=op.f('ck_places_seats_possible')),
    sa.CheckConstraint('workers >= 0', name=op.f('ck_places_workers_possible')),
    sa.ForeignKeyConstraint(['estate_id'], ['places.id'], name=op.f('fk_places_estate_id')),
    sa.ForeignKeyConstraint(['host_id'], ['organisations.id'], name=op.f('fk_places_host_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_places_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_places')),
    sa.UniqueConstraint('organisation_id', 'name', name=op.f('uq_places_organisation_id_name'))
    )
    with op.batch_alter_table('places', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_places_estate_id'), ['estate_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_places_host_id'), ['host_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_places_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('demand_answers',
    sa.Column('survey_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel', sa.Enum('unit', 'worker', name='answerchannel_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("(channel = 'worker') = (person_id IS NOT NULL)", name=op.f('ck_demand_answers_workers_are_persons')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_demand_answers_organisation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_demand_answers_person_id')),
    sa.ForeignKeyConstraint(['survey_id'], ['demand_surveys.id'], name=op.f('fk_demand_answers_survey_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_demand_answers')),
    sa.UniqueConstraint('survey_id', 'person_id', name=op.f('uq_demand_answers_survey_id_person_id'))
    )
    with op.batch_alter_table('demand_answers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_demand_answers_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_demand_answers_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_demand_answers_unit', ['survey_id', 'organisation_id'], unique=True, sqlite_where=sa.text("channel = 'unit'"), postgresql_where=sa.text("channel = 'unit'"))

    op.create_table('tour_plans',
    sa.Column('tour_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('seconds', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('wanted', sa.Integer(), nullable=False),
    sa.Column('placed', sa.Integer(), nullable=False),
    sa.Column('km', sa.BigInteger(), nullable=False),
    sa.Column('baseline_placed', sa.Integer(), nullable=False),
    sa.Column('baseline_km', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.Enum('queued', 'proposed', 'adopted', 'dropped', name='planstate_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'queued') = (made_at IS NULL) OR state = 'dropped'", name=op.f('ck_tour_plans_made_when_proposed')),
    sa.CheckConstraint('placed <= wanted', name=op.f('ck_tour_plans_placed_of_wanted')),
    sa.CheckConstraint('seconds BETWEEN 1 AND 120', name=op.f('ck_tour_plans_seconds_possible')),
    sa.ForeignKeyConstraint(['tour_id'], ['lecture_tours.id'], name=op.f('fk_tour_plans_tour_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tour_plans'))
    )
    with op.batch_alter_table('tour_plans', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tour_plans_tour_id'), ['tour_id'], unique=False)

    op.create_table('tour_releases',
    sa.Column('tour_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['tour_id'], ['lecture_tours.id'], name=op.f('fk_tour_releases_tour_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tour_releases')),
    sa.UniqueConstraint('tour_id', 'number', name=op.f('uq_tour_releases_tour_id_number'))
    )
    op.create_table('tour_surveys',
    sa.Column('tour_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('least', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint('days BETWEEN 1 AND 60', name=op.f('ck_tour_surveys_days_possible')),
    sa.CheckConstraint('least BETWEEN 3 AND 100', name=op.f('ck_tour_surveys_nobody_is_recognised')),
    sa.ForeignKeyConstraint(['tour_id'], ['lecture_tours.id'], name=op.f('fk_tour_surveys_tour_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tour_surveys')),
    sa.UniqueConstraint('tour_id', name=op.f('uq_tour_surveys_tour_id'))
    )
    op.create_table('calendar_feeds',
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('lecturer', 'host', name='feedkind_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('revoked_at IS NULL OR revoked_at >= created_at', name=op.f('ck_calendar_feeds_revoked_after_creation')),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_calendar_feeds_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feeds')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_calendar_feeds_token_hash'))
    )
    with op.batch_alter_table('calendar_feeds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_feeds_account_id'), ['account_id'], unique=False)
        batch_op.create_index('ix_calendar_feeds_in_use', ['account_id', 'kind'], unique=True, sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))

    op.create_table('lecturers',
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('studio_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('headline', sa.String(), nullable=False),
    sa.Column('introduction', sa.String(), nullable=False),
    sa.Column('audiences', sa.JSON(), nullable=False),
    sa.Column('languages', sa.JSON(), nullable=False),
    sa.Column('latitude', sa.BigInteger(), nullable=True),
    sa.Column('longitude', sa.BigInteger(), nullable=True),
    sa.Column('travel_km', sa.Integer(), nullable=True),
    sa.Column('fee', sa.BigInteger(), nullable=False),
    sa.Column('fee_rule', sa.String(), nullable=False),
    sa.Column('yearly_cap', sa.Integer(), nullable=True),
    sa.Column('rest_days', sa.Integer(), nullable=False),
    sa.Column('rating', sa.BigInteger(), nullable=True),
    sa.Column('ratings', sa.Integer(), nullable=False),
    sa.Column('photo_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('public', sa.Boolean(), nullable=False),
    sa.Column('consent', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('recommended', 'in-service', 'paused', 'left', name='lecturerstate_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint('(latitude IS NULL) = (longitude IS NULL)', name=op.f('ck_lecturers_coordinates_in_pairs')),
    sa.CheckConstraint('(ratings = 0) = (rating IS NULL)', name=op.f('ck_lecturers_rating_from_answers')),
    sa.CheckConstraint('fee >= 0', name=op.f('ck_lecturers_fee_possible')),
    sa.CheckConstraint('rest_days BETWEEN 0 AND 60', name=op.f('ck_lecturers_rest_possible')),
    sa.CheckConstraint('travel_km IS NULL OR travel_km > 0', name=op.f('ck_lecturers_travel_possible')),
    sa.CheckConstraint('yearly_cap IS NULL OR yearly_cap > 0', name=op.f('ck_lecturers_cap_possible')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_lecturers_organisation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_lecturers_person_id')),
    sa.ForeignKeyConstraint(['photo_id'], ['stored_files.id'], name=op.f('fk_lecturers_photo_id')),
    sa.ForeignKeyConstraint(['studio_id'], ['studios.id'], name=op.f('fk_lecturers_studio_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecturers')),
    sa.UniqueConstraint('organisation_id', 'person_id', name=op.f('uq_lecturers_organisation_id_person_id'))
    )
    with op.batch_alter_table('lecturers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lecturers_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lecturers_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lecturers_studio_id'), ['studio_id'], unique=False)

    op.create_table('messages',
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_messages_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_messages'))
    )
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.create_index('ix_messages_account_id_read_at', ['account_id', 'read_at'], unique=False)

    op.create_table('lecture_team_members',
    sa.Column('team_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lecturer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('duty', sa.Enum('leader', 'deputy', 'secretary', 'member', name='teamduty_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('begins', sa.Date(), nullable=False),
    sa.Column('ends', sa.Date(), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('ends IS NULL OR ends >= begins', name=op.f('ck_lecture_team_members_ends_after_it_begins')),
    sa.ForeignKeyConstraint(['lecturer_id'], ['lecturers.id'], name=op.f('fk_lecture_team_members_lecturer_id')),
    sa.ForeignKeyConstraint(['team_id'], ['lecture_teams.id'], name=op.f('fk_lecture_team_members_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecture_team_members')),
    sa.UniqueConstraint('team_id', 'lecturer_id', 'begins', name=op.f('uq_lecture_team_members_team_id_lecturer_id_begins'))
    )
    with op.batch_alter_table('lecture_team_members', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lecture_team_members_lecturer_id'), ['lecturer_id'], unique=False)

    op.create_table('lecturer_exceptions',
    sa.Column('lecturer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('available', sa.Boolean(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('last_day >= first_day', name=op.f('ck_lecturer_exceptions_days_in_order')),
    sa.ForeignKeyConstraint(['lecturer_id'], ['lecturers.id'], name=op.f('fk_lecturer_exceptions_lecturer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecturer_exceptions'))
    )
    with op.batch_alter_table('lecturer_exceptions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lecturer_exceptions_lecturer_id'), ['lecturer_id'], unique=False)

    op.create_table('lecturer_hours',
    sa.Column('lecturer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('begins', sa.Time(), nullable=False),
    sa.Column('ends', sa.Time(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('ends > begins', name=op.f('ck_lecturer_hours_ends_after_it_begins')),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_lecturer_hours_weekday_exists')),
    sa.ForeignKeyConstraint(['lecturer_id'], ['lecturers.id'], name=op.f('fk_lecturer_hours_lecturer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecturer_hours')),
    sa.UniqueConstraint('lecturer_id', 'weekday', 'begins', name=op.f('uq_lecturer_hours_lecturer_id_weekday_begins'))
    )
    op.create_table('lecturer_ratings',
    sa.Column('lecturer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('noted_on', sa.Date(), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.Column('total', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('answers >= 0 AND total >= 0', name=op.f('ck_lecturer_ratings_not_negative')),
    sa.ForeignKeyConstraint(['lecturer_id'], ['lecturers.id'], name=op.f('fk_lecturer_ratings_lecturer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecturer_ratings')),
    sa.UniqueConstraint('lecturer_id', 'noted_on', name=op.f('uq_lecturer_ratings_lecturer_id_noted_on'))
    )
    op.create_table('lecturer_steps',
    sa.Column('lecturer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('agreed', sa.Boolean(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.String(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("agreed IS NULL OR agreed OR reason <> ''", name=op.f('ck_lecturer_steps_declined_with_reason')),
    sa.CheckConstraint('(agreed IS NULL) = (decided_at IS NULL)', name=op.f('ck_lecturer_steps_decided_at_a_moment')),
    sa.ForeignKeyConstraint(['lecturer_id'], ['lecturers.id'], name=op.f('fk_lecturer_steps_lecturer_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_lecturer_steps_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecturer_steps')),
    sa.UniqueConstraint('lecturer_id', 'place', name=op.f('uq_lecturer_steps_lecturer_id_place'))
    )
    with op.batch_alter_table('lecturer_steps', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lecturer_steps_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('lecturer_terms',
    sa.Column('lecturer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('begins', sa.Date(), nullable=False),
    sa.Column('months', sa.Integer(), nullable=False),
    sa.Column('ends', sa.Date(), nullable=False),
    sa.Column('document', sa.String(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('ends >= begins', name=op.f('ck_lecturer_terms_ends_after_it_begins')),
    sa.CheckConstraint('months BETWEEN 1 AND 60', name=op.f('ck_lecturer_terms_months_possible')),
    sa.ForeignKeyConstraint(['lecturer_id'], ['lecturers.id'], name=op.f('fk_lecturer_terms_lecturer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecturer_terms')),
    sa.UniqueConstraint('lecturer_id', 'begins', name=op.f('uq_lecturer_terms_lecturer_id_begins'))
    )
    with op.batch_alter_table('lecturer_terms', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lecturer_terms_ends'), ['ends'], unique=False)

    op.create_table('lecturer_topics',
    sa.Column('lecturer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('theme', sa.String(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('outline', sa.String(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('minutes BETWEEN 5 AND 480', name=op.f('ck_lecturer_topics_minutes_possible')),
    sa.ForeignKeyConstraint(['lecturer_id'], ['lecturers.id'], name=op.f('fk_lecturer_topics_lecturer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecturer_topics')),
    sa.UniqueConstraint('lecturer_id', 'title', name=op.f('uq_lecturer_topics_lecturer_id_title'))
    )
    with op.batch_alter_table('lecturer_topics', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lecturer_topics_theme'), ['theme'], unique=False)

    op.create_table('lecturer_trainings',
    sa.Column('lecturer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('hours', sa.BigInteger(), nullable=False),
    sa.Column('result', sa.Enum('excellent', 'passed', 'attended', 'failed', name='trainingresult_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('hours > 0', name=op.f('ck_lecturer_trainings_hours_possible')),
    sa.ForeignKeyConstraint(['lecturer_id'], ['lecturers.id'], name=op.f('fk_lecturer_trainings_lecturer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecturer_trainings')),
    sa.UniqueConstraint('lecturer_id', 'title', 'held_on', name=op.f('uq_lecturer_trainings_lecturer_id_title_held_on'))
    )
    op.create_table('menu_items',
    sa.Column('menu_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('topic', 'course', 'service', name='itemkind_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('large_class', sa.String(), nullable=False),
    sa.Column('small_class', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('theme', sa.String(), nullable=False),
    sa.Column('summary', sa.String(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('lessons', sa.Integer(), nullable=False),
    sa.Column('mode', sa.Enum('on-site', 'online', 'hybrid', name='lecturemode_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('audiences', sa.JSON(), nullable=False),
    sa.Column('channels', sa.JSON(), nullable=False),
    sa.Column('equipment', sa.String(), nullable=False),
    sa.Column('most_people', sa.Integer(), nullable=True),
    sa.Column('sample_url', sa.String(), nullable=False),
    sa.Column('sample_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('booklet_item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(kind = 'service') OR booklet_item_id IS NULL", name=op.f('ck_menu_items_services_from_booklets')),
    sa.CheckConstraint('minutes BETWEEN 5 AND 6000', name=op.f('ck_menu_items_minutes_possible')),
    sa.CheckConstraint('most_people IS NULL OR most_people > 0', name=op.f('ck_menu_items_most_people_possible')),
    sa.ForeignKeyConstraint(['booklet_item_id'], ['booklet_items.id'], name=op.f('fk_menu_items_booklet_item_id')),
    sa.ForeignKeyConstraint(['menu_id'], ['menus.id'], name=op.f('fk_menu_items_menu_id')),
    sa.ForeignKeyConstraint(['sample_id'], ['stored_files.id'], name=op.f('fk_menu_items_sample_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_menu_items')),
    sa.UniqueConstraint('menu_id', 'code', name=op.f('uq_menu_items_menu_id_code'))
    )
    with op.batch_alter_table('menu_items', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_menu_items_booklet_item_id'), ['booklet_item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_menu_items_theme'), ['theme'], unique=False)

    op.create_table('demand_themes',
    sa.Column('survey_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['menu_items.id'], name=op.f('fk_demand_themes_item_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['survey_id'], ['demand_surveys.id'], name=op.f('fk_demand_themes_survey_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_demand_themes')),
    sa.UniqueConstraint('survey_id', 'title', name=op.f('uq_demand_themes_survey_id_title'))
    )
    with op.batch_alter_table('demand_themes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_demand_themes_item_id'), ['item_id'], unique=False)

    op.create_table('lectures',
    sa.Column('tour_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('host_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('uid', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('theme', sa.String(), nullable=False),
    sa.Column('introduction', sa.String(), nullable=False),
    sa.Column('mode', sa.Enum('on-site', 'online', 'hybrid', name='lecturemode_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('room', sa.String(), nullable=False),
    sa.Column('contact', sa.Text(), nullable=False),
    sa.Column('registers', sa.Boolean(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('stream_url', sa.String(), nullable=False),
    sa.Column('replay_url', sa.String(), nullable=False),
    sa.Column('public', sa.Boolean(), nullable=False),
    sa.Column('cancel_reason', sa.String(), nullable=False),
    sa.Column('released_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('state', sa.Enum('planned', 'held', 'cancelled', name='lecturestate_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'cancelled') = (cancel_reason <> '')", name=op.f('ck_lectures_cancelled_with_reason')),
    sa.CheckConstraint("mode = 'on-site' OR stream_url <> '' OR state <> 'held'", name=op.f('ck_lectures_online_has_its_address')),
    sa.CheckConstraint('capacity IS NULL OR capacity > 0', name=op.f('ck_lectures_capacity_possible')),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_lectures_ends_after_it_starts')),
    sa.ForeignKeyConstraint(['host_id'], ['organisations.id'], name=op.f('fk_lectures_host_id')),
    sa.ForeignKeyConstraint(['item_id'], ['menu_items.id'], name=op.f('fk_lectures_item_id')),
    sa.ForeignKeyConstraint(['released_id'], ['released_lectures.id'], name=op.f('fk_lectures_released_id'), use_alter=True),
    sa.ForeignKeyConstraint(['tour_id'], ['lecture_tours.id'], name=op.f('fk_lectures_tour_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lectures')),
    sa.UniqueConstraint('uid', name=op.f('uq_lectures_uid'))
    )
    with op.batch_alter_table('lectures', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lectures_host_id'), ['host_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lectures_item_id'), ['item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lectures_starts_at'), ['starts_at'], unique=False)
        batch_op.create_index('ix_lectures_tour_id_starts_at', ['tour_id', 'starts_at'], unique=False)

    op.create_table('menu_item_lecturers',
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lecturer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['menu_items.id'], name=op.f('fk_menu_item_lecturers_item_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['lecturer_id'], ['lecturers.id'], name=op.f('fk_menu_item_lecturers_lecturer_id')),
    sa.PrimaryKeyConstraint('item_id', 'lecturer_id', name=op.f('pk_menu_item_lecturers'))
    )
    with op.batch_alter_table('menu_item_lecturers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_menu_item_lecturers_lecturer_id'), ['lecturer_id'], unique=False)

    op.create_table('menu_wishes',
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('wished_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('wished_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('theme', sa.String(), nullable=False),
    sa.Column('heading', sa.String(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('wanted', sa.String(), nullable=False),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('state', sa.Enum('waiting', 'taken', 'declined', 'withdrawn', name='wishstate_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("(state IN ('taken', 'declined')) = (answered_on IS NOT NULL)", name=op.f('ck_menu_wishes_answered_on_a_day')),
    sa.CheckConstraint("state <> 'declined' OR answer <> ''", name=op.f('ck_menu_wishes_declined_says_why')),
    sa.CheckConstraint('people > 0', name=op.f('ck_menu_wishes_people_possible')),
    sa.ForeignKeyConstraint(['item_id'], ['menu_items.id'], name=op.f('fk_menu_wishes_item_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_menu_wishes_organisation_id')),
    sa.ForeignKeyConstraint(['wished_by_id'], ['accounts.id'], name=op.f('fk_menu_wishes_wished_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_menu_wishes'))
    )
    with op.batch_alter_table('menu_wishes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_menu_wishes_item_id'), ['item_id'], unique=False)
        batch_op.create_index('ix_menu_wishes_organisation_id_state', ['organisation_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_menu_wishes_wished_by_id'), ['wished_by_id'], unique=False)

    op.create_table('training_classes',
    sa.Column('tour_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('form', sa.Enum('big', 'small', name='classform_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('enrols_from', sa.Date(), nullable=False),
    sa.Column('enrols_to', sa.Date(), nullable=False),
    sa.Column('needed_share', sa.Integer(), nullable=False),
    sa.Column('excuse_use', sa.Enum('absent', 'left-out', name='excuseuse_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('lessons', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('running', 'finished', 'cancelled', name='classstate_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint("form <> 'small' OR capacity IS NOT NULL", name=op.f('ck_training_classes_small_is_limited')),
    sa.CheckConstraint('capacity IS NULL OR capacity > 0', name=op.f('ck_training_classes_capacity_possible')),
    sa.CheckConstraint('enrols_to >= enrols_from', name=op.f('ck_training_classes_enrolment_in_order')),
    sa.CheckConstraint('lessons > 0', name=op.f('ck_training_classes_lessons_possible')),
    sa.CheckConstraint('needed_share BETWEEN 1 AND 100', name=op.f('ck_training_classes_share_possible')),
    sa.ForeignKeyConstraint(['item_id'], ['menu_items.id'], name=op.f('fk_training_classes_item_id')),
    sa.ForeignKeyConstraint(['tour_id'], ['lecture_tours.id'], name=op.f('fk_training_classes_tour_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_classes')),
    sa.UniqueConstraint('tour_id', name=op.f('uq_training_classes_tour_id'))
    )
    with op.batch_alter_table('training_classes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_training_classes_item_id'), ['item_id'], unique=False)

    op.create_table('class_enrolments',
    sa.Column('class_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('enrolled_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('withdrawn_because', sa.String(), nullable=False),
    sa.Column('completed', sa.Boolean(), nullable=True),
    sa.Column('exception', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('enrolled', 'withdrawn', name='enrolmentstate_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("(state = 'withdrawn') = (withdrawn_because <> '')", name=op.f('ck_class_enrolments_withdrawn_with_reason')),
    sa.CheckConstraint("exception = '' OR completed IS NOT NULL", name=op.f('ck_class_enrolments_exceptions_are_decisions')),
    sa.CheckConstraint("state = 'enrolled' OR completed IS NULL", name=op.f('ck_class_enrolments_decided_for_those_in_it')),
    sa.ForeignKeyConstraint(['class_id'], ['training_classes.id'], name=op.f('fk_class_enrolments_class_id')),
    sa.ForeignKeyConstraint(['enrolled_by_id'], ['accounts.id'], name=op.f('fk_class_enrolments_enrolled_by_id')),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_class_enrolments_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_class_enrolments')),
    sa.UniqueConstraint('class_id', 'person_id', name=op.f('uq_class_enrolments_class_id_person_id'))
    )
    with op.batch_alter_table('class_enrolments', schema=None) as batch_op:
        batch_op.create_index('ix_class_enrolments_class_id_state', ['class_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_class_enrolments_enrolled_by_id'), ['enrolled_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_class_enrolments_person_id'), ['person_id'], unique=False)

    op.create_table('class_teachers',
    sa.Column('class_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lecturer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['training_classes.id'], name=op.f('fk_class_teachers_class_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['lecturer_id'], ['lecturers.id'], name=op.f('fk_class_teachers_lecturer_id')),
    sa.PrimaryKeyConstraint('class_id', 'lecturer_id', name=op.f('pk_class_teachers'))
    )
    with op.batch_alter_table('class_teachers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_class_teachers_lecturer_id'), ['lecturer_id'], unique=False)

    op.create_table('demand_choices',
    sa.Column('answer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('theme_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('people > 0', name=op.f('ck_demand_choices_people_possible')),
    sa.ForeignKeyConstraint(['answer_id'], ['demand_answers.id'], name=op.f('fk_demand_choices_answer_id')),
    sa.ForeignKeyConstraint(['theme_id'], ['demand_themes.id'], name=op.f('fk_demand_choices_theme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_demand_choices')),
    sa.UniqueConstraint('answer_id', 'theme_id', name=op.f('uq_demand_choices_answer_id_theme_id'))
    )
    with op.batch_alter_table('demand_choices', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_demand_choices_theme_id'), ['theme_id'], unique=False)

    op.create_table('lecture_improvements',
    sa.Column('lecture_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('question', sa.String(), nullable=False),
    sa.Column('finding', sa.String(), nullable=False),
    sa.Column('doer', sa.String(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('done_with', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('open', 'done', 'dropped', name='improvementstate_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'done') = (done_with <> '')", name=op.f('ck_lecture_improvements_done_with_something')),
    sa.ForeignKeyConstraint(['lecture_id'], ['lectures.id'], name=op.f('fk_lecture_improvements_lecture_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecture_improvements'))
    )
    with op.batch_alter_table('lecture_improvements', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lecture_improvements_lecture_id'), ['lecture_id'], unique=False)
        batch_op.create_index('ix_lecture_improvements_state_due_on', ['state', 'due_on'], unique=False)

    op.create_table('lecture_materials',
    sa.Column('lecture_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('file_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('everybody', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_lecture_materials_file_id')),
    sa.ForeignKeyConstraint(['lecture_id'], ['lectures.id'], name=op.f('fk_lecture_materials_lecture_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecture_materials'))
    )
    with op.batch_alter_table('lecture_materials', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lecture_materials_lecture_id'), ['lecture_id'], unique=False)

    op.create_table('lecture_orders',
    sa.Column('organisation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('orderer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ordered_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ordered_on', sa.Date(), nullable=False),
    sa.Column('channel', sa.Enum('enterprise', 'union', 'worker', name='channel_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('item_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('wish', sa.String(), nullable=False),
    sa.Column('theme', sa.String(), nullable=False),
    sa.Column('audience', sa.Enum('workers', 'technicians', 'primary-pupils', 'middle-pupils', 'students', 'residents', name='audience_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('place_text', sa.String(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('mode', sa.Enum('on-site', 'online', 'hybrid', name='lecturemode_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('contact_name', sa.Text(), nullable=False),
    sa.Column('contact_phone', sa.Text(), nullable=False),
    sa.Column('remarks', sa.String(), nullable=False),
    sa.Column('chosen_rank', sa.Integer(), nullable=True),
    sa.Column('lecture_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('tour_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('taught_on', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rating', sa.Integer(), nullable=True),
    sa.Column('rating_words', sa.String(), nullable=False),
    sa.Column('rated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('report', sa.String(), nullable=False),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reported_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('state', sa.Enum('draft', 'endorsing', 'checking', 'assigning', 'grabbing', 'asked', 'taken', 'scheduled', 'reporting', 'done', 'rejected', 'cancelled', name='orderstate_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(item_id IS NULL) = (wish <> '')", name=op.f('ck_lecture_orders_item_or_wish')),
    sa.CheckConstraint("mode = 'online' OR place_id IS NOT NULL OR place_text <> ''", name=op.f('ck_lecture_orders_on_site_somewhere')),
    sa.CheckConstraint("state <> 'done' OR report <> ''", name=op.f('ck_lecture_orders_done_with_report')),
    sa.CheckConstraint("state NOT IN ('asked', 'taken', 'scheduled', 'reporting', 'done') OR chosen_rank IS NOT NULL OR tour_id IS NOT NULL", name=op.f('ck_lecture_orders_asked_for_a_time')),
    sa.CheckConstraint("state NOT IN ('rejected', 'cancelled') OR reason <> ''", name=op.f('ck_lecture_orders_ended_with_reason')),
    sa.CheckConstraint("state NOT IN ('scheduled', 'reporting', 'done') OR (lecture_id IS NULL) <> (tour_id IS NULL)", name=op.f('ck_lecture_orders_scheduled_is_met')),
    sa.CheckConstraint("tour_id IS NULL OR state IN ('scheduled', 'reporting', 'done')", name=op.f('ck_lecture_orders_class_while_scheduled')),
    sa.CheckConstraint('(rating IS NULL) = (rated_at IS NULL)', name=op.f('ck_lecture_orders_rated_at_a_time')),
    sa.CheckConstraint('chosen_rank IS NULL OR chosen_rank BETWEEN 1 AND 3', name=op.f('ck_lecture_orders_chosen_rank_possible')),
    sa.CheckConstraint('people > 0', name=op.f('ck_lecture_orders_people_possible')),
    sa.CheckConstraint('rating IS NULL OR rating BETWEEN 1 AND 5', name=op.f('ck_lecture_orders_rating_possible')),
    sa.CheckConstraint('taught_on IS NULL OR tour_id IS NOT NULL', name=op.f('ck_lecture_orders_taught_by_a_class')),
    sa.ForeignKeyConstraint(['item_id'], ['menu_items.id'], name=op.f('fk_lecture_orders_item_id')),
    sa.ForeignKeyConstraint(['lecture_id'], ['lectures.id'], name=op.f('fk_lecture_orders_lecture_id')),
    sa.ForeignKeyConstraint(['ordered_by_id'], ['accounts.id'], name=op.f('fk_lecture_orders_ordered_by_id')),
    sa.ForeignKeyConstraint(['orderer_id'], ['organisations.id'], name=op.f('fk_lecture_orders_orderer_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_lecture_orders_organisation_id')),
    sa.ForeignKeyConstraint(['place_id'], ['places.id'], name=op.f('fk_lecture_orders_place_id')),
    sa.ForeignKeyConstraint(['reported_by_id'], ['accounts.id'], name=op.f('fk_lecture_orders_reported_by_id')),
    sa.ForeignKeyConstraint(['tour_id'], ['lecture_tours.id'], name=op.f('fk_lecture_orders_tour_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecture_orders')),
    sa.UniqueConstraint('lecture_id', name=op.f('uq_lecture_orders_lecture_id')),
    sa.UniqueConstraint('tour_id', name=op.f('uq_lecture_orders_tour_id'))
    )
    with op.batch_alter_table('lecture_orders', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lecture_orders_item_id'), ['item_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lecture_orders_ordered_by_id'), ['ordered_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lecture_orders_ordered_on'), ['ordered_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_lecture_orders_orderer_id'), ['orderer_id'], unique=False)
        batch_op.create_index('ix_lecture_orders_organisation_id_state_due_on', ['organisation_id', 'state', 'due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_lecture_orders_place_id'), ['place_id'], unique=False)

    op.create_table('lecture_photos',
    sa.Column('lecture_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('caption', sa.String(), nullable=False),
    sa.Column('file_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('consent', sa.Boolean(), nullable=False),
    sa.Column('public', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('consent OR NOT public', name=op.f('ck_lecture_photos_public_with_consent')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_lecture_photos_file_id')),
    sa.ForeignKeyConstraint(['lecture_id'], ['lectures.id'], name=op.f('fk_lecture_photos_lecture_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecture_photos'))
    )
    with op.batch_alter_table('lecture_photos', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lecture_photos_lecture_id'), ['lecture_id'], unique=False)

    op.create_table('lecture_points',
    sa.Column('lecture_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['lecture_id'], ['lectures.id'], name=op.f('fk_lecture_points_lecture_id')),
    sa.ForeignKeyConstraint(['place_id'], ['places.id'], name=op.f('fk_lecture_points_place_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecture_points')),
    sa.UniqueConstraint('lecture_id', 'place_id', name=op.f('uq_lecture_points_lecture_id_place_id'))
    )
    with op.batch_alter_table('lecture_points', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lecture_points_place_id'), ['place_id'], unique=False)

    op.create_table('lecture_registrations',
    sa.Column('lecture_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Enum('registered', 'waiting', 'cancelled', name='registrationstate_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('ticket', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('place > 0', name=op.f('ck_lecture_registrations_place_counts_up')),
    sa.ForeignKeyConstraint(['lecture_id'], ['lectures.id'], name=op.f('fk_lecture_registrations_lecture_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['accounts.id'], name=op.f('fk_lecture_registrations_made_by_id')),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_lecture_registrations_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecture_registrations')),
    sa.UniqueConstraint('lecture_id', 'person_id', name=op.f('uq_lecture_registrations_lecture_id_person_id')),
    sa.UniqueConstraint('lecture_id', 'place', name=op.f('uq_lecture_registrations_lecture_id_place')),
    sa.UniqueConstraint('ticket', name=op.f('uq_lecture_registrations_ticket'))
    )
    with op.batch_alter_table('lecture_registrations', schema=None) as batch_op:
        batch_op.create_index('ix_lecture_registrations_lecture_id_state_place', ['lecture_id', 'state', 'place'], unique=False)
        batch_op.create_index(batch_op.f('ix_lecture_registrations_made_by_id'), ['made_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lecture_registrations_person_id'), ['person_id'], unique=False)

    op.create_table('lecture_speakers',
    sa.Column('lecture_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lecturer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('declined_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decline_reason', sa.String(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("(declined_at IS NULL) = (decline_reason = '')", name=op.f('ck_lecture_speakers_declined_with_reason')),
    sa.CheckConstraint('accepted_at IS NULL OR declined_at IS NULL', name=op.f('ck_lecture_speakers_one_answer')),
    sa.ForeignKeyConstraint(['lecture_id'], ['lectures.id'], name=op.f('fk_lecture_speakers_lecture_id')),
    sa.ForeignKeyConstraint(['lecturer_id'], ['lecturers.id'], name=op.f('fk_lecture_speakers_lecturer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecture_speakers')),
    sa.UniqueConstraint('lecture_id', 'lecturer_id', name=op.f('uq_lecture_speakers_lecture_id_lecturer_id'))
    )
    with op.batch_alter_table('lecture_speakers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lecture_speakers_lecturer_id'), ['lecturer_id'], unique=False)

    op.create_table('menu_wish_seconds',
    sa.Column('wish_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_menu_wish_seconds_account_id')),
    sa.ForeignKeyConstraint(['wish_id'], ['menu_wishes.id'], name=op.f('fk_menu_wish_seconds_wish_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_menu_wish_seconds')),
    sa.UniqueConstraint('wish_id', 'account_id', name=op.f('uq_menu_wish_seconds_wish_id_account_id'))
    )
    with op.batch_alter_table('menu_wish_seconds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_menu_wish_seconds_account_id'), ['account_id'], unique=False)

    op.create_table('online_figures',
    sa.Column('lecture_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('views', sa.Integer(), nullable=False),
    sa.Column('viewers', sa.Integer(), nullable=False),
    sa.Column('peak', sa.Integer(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('recognised', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("source <> ''", name=op.f('ck_online_figures_source_known')),
    sa.CheckConstraint('minutes >= 0', name=op.f('ck_online_figures_minutes_possible')),
    sa.CheckConstraint('peak IS NULL OR peak BETWEEN 0 AND views', name=op.f('ck_online_figures_peak_among_views')),
    sa.CheckConstraint('recognised BETWEEN 0 AND viewers', name=op.f('ck_online_figures_recognised_among_viewers')),
    sa.CheckConstraint('views >= 0 AND viewers BETWEEN 0 AND views', name=op.f('ck_online_figures_viewers_among_views')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_online_figures_file_id')),
    sa.ForeignKeyConstraint(['lecture_id'], ['lectures.id'], name=op.f('fk_online_figures_lecture_id')),
    sa.ForeignKeyConstraint(['noted_by_id'], ['accounts.id'], name=op.f('fk_online_figures_noted_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_online_figures')),
    sa.UniqueConstraint('lecture_id', 'source', name=op.f('uq_online_figures_lecture_id_source'))
    )
    with op.batch_alter_table('online_figures', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_online_figures_noted_by_id'), ['noted_by_id'], unique=False)

    op.create_table('released_lectures',
    sa.Column('release_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lecture_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('mode', sa.Enum('on-site', 'online', 'hybrid', name='lecturemode_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('room', sa.String(), nullable=False),
    sa.Column('stream_url', sa.String(), nullable=False),
    sa.Column('places', sa.JSON(), nullable=False),
    sa.Column('lecturers', sa.JSON(), nullable=False),
    sa.Column('lecturer_ids', sa.JSON(), nullable=False),
    sa.Column('host_ids', sa.JSON(), nullable=False),
    sa.Column('cancelled', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('sequence >= 0', name=op.f('ck_released_lectures_sequence_counts_up')),
    sa.ForeignKeyConstraint(['lecture_id'], ['lectures.id'], name=op.f('fk_released_lectures_lecture_id')),
    sa.ForeignKeyConstraint(['release_id'], ['tour_releases.id'], name=op.f('fk_released_lectures_release_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_released_lectures')),
    sa.UniqueConstraint('lecture_id', 'sequence', name=op.f('uq_released_lectures_lecture_id_sequence')),
    sa.UniqueConstraint('release_id', 'lecture_id', name=op.f('uq_released_lectures_release_id_lecture_id'))
    )
    op.create_table('survey_papers',
    sa.Column('paper', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('lecture_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('recommends', sa.Boolean(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('shown', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['lecture_id'], ['lectures.id'], name=op.f('fk_survey_papers_lecture_id')),
    sa.PrimaryKeyConstraint('paper', name=op.f('pk_survey_papers')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('survey_papers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_papers_lecture_id'), ['lecture_id'], unique=False)

    op.create_table('survey_slips',
    sa.Column('lecture_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['lecture_id'], ['lectures.id'], name=op.f('fk_survey_slips_lecture_id')),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_survey_slips_person_id')),
    sa.PrimaryKeyConstraint('lecture_id', 'person_id', name=op.f('pk_survey_slips')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('survey_slips', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_survey_slips_person_id'), ['person_id'], unique=False)

    op.create_table('check_ins',
    sa.Column('lecture_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('point_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('method', sa.Enum('wall', 'host', 'online', 'later', name='checkinmethod_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("(method = 'later') = (reason <> '')", name=op.f('ck_check_ins_later_with_reason')),
    sa.CheckConstraint("method <> 'online' OR point_id IS NULL", name=op.f('ck_check_ins_online_is_nowhere')),
    sa.CheckConstraint("minutes IS NULL OR (minutes >= 0 AND method = 'online')", name=op.f('ck_check_ins_minutes_online')),
    sa.ForeignKeyConstraint(['by_id'], ['accounts.id'], name=op.f('fk_check_ins_by_id')),
    sa.ForeignKeyConstraint(['lecture_id'], ['lectures.id'], name=op.f('fk_check_ins_lecture_id')),
    sa.ForeignKeyConstraint(['person_id'], ['persons.id'], name=op.f('fk_check_ins_person_id')),
    sa.ForeignKeyConstraint(['point_id'], ['lecture_points.id'], name=op.f('fk_check_ins_point_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_ins')),
    sa.UniqueConstraint('lecture_id', 'person_id', name=op.f('uq_check_ins_lecture_id_person_id'))
    )
    with op.batch_alter_table('check_ins', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_check_ins_by_id'), ['by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_check_ins_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_check_ins_point_id'), ['point_id'], unique=False)

    op.create_table('class_excuses',
    sa.Column('enrolment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lecture_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_class_excuses_excused_with_reason')),
    sa.ForeignKeyConstraint(['enrolment_id'], ['class_enrolments.id'], name=op.f('fk_class_excuses_enrolment_id')),
    sa.ForeignKeyConstraint(['lecture_id'], ['lectures.id'], name=op.f('fk_class_excuses_lecture_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_class_excuses')),
    sa.UniqueConstraint('enrolment_id', 'lecture_id', name=op.f('uq_class_excuses_enrolment_id_lecture_id'))
    )
    with op.batch_alter_table('class_excuses', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_class_excuses_lecture_id'), ['lecture_id'], unique=False)

    op.create_table('head_counts',
    sa.Column('lecture_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('point_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('heads', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('counted_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_head_counts_counted_with_reason')),
    sa.CheckConstraint('heads >= 0', name=op.f('ck_head_counts_heads_possible')),
    sa.ForeignKeyConstraint(['counted_by_id'], ['accounts.id'], name=op.f('fk_head_counts_counted_by_id')),
    sa.ForeignKeyConstraint(['lecture_id'], ['lectures.id'], name=op.f('fk_head_counts_lecture_id')),
    sa.ForeignKeyConstraint(['point_id'], ['lecture_points.id'], name=op.f('fk_head_counts_point_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_head_counts')),
    sa.UniqueConstraint('lecture_id', 'point_id', name=op.f('uq_head_counts_lecture_id_point_id'))
    )
    with op.batch_alter_table('head_counts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_head_counts_counted_by_id'), ['counted_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_head_counts_point_id'), ['point_id'], unique=False)
        batch_op.create_index('uq_head_counts_lecture_id_nowhere', ['lecture_id'], unique=True, sqlite_where=sa.text('point_id IS NULL'), postgresql_where=sa.text('point_id IS NULL'))

    op.create_table('lecture_order_invitations',
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lecturer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('grabbed', sa.Boolean(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('asked', 'accepted', 'declined', 'withdrawn', name='invitationstate_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("(state = 'asked') = (answered_at IS NULL)", name=op.f('ck_lecture_order_invitations_answered_at_a_time')),
    sa.CheckConstraint("state NOT IN ('declined', 'withdrawn') OR reason <> ''", name=op.f('ck_lecture_order_invitations_ended_with_reason')),
    sa.ForeignKeyConstraint(['lecturer_id'], ['lecturers.id'], name=op.f('fk_lecture_order_invitations_lecturer_id')),
    sa.ForeignKeyConstraint(['order_id'], ['lecture_orders.id'], name=op.f('fk_lecture_order_invitations_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecture_order_invitations'))
    )
    with op.batch_alter_table('lecture_order_invitations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lecture_order_invitations_lecturer_id'), ['lecturer_id'], unique=False)
        batch_op.create_index('uq_lecture_order_invitations_grabbed', ['order_id'], unique=True, sqlite_where=sa.text("grabbed AND state = 'accepted'"), postgresql_where=sa.text("grabbed AND state = 'accepted'"))
        batch_op.create_index('uq_lecture_order_invitations_standing', ['order_id', 'lecturer_id'], unique=True, sqlite_where=sa.text("state IN ('asked', 'accepted')"), postgresql_where=sa.text("state IN ('asked', 'accepted')"))

    op.create_table('lecture_order_steps',
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Enum('draft', 'endorsing', 'checking', 'assigning', 'grabbing', 'asked', 'taken', 'scheduled', 'reporting', 'done', 'rejected', 'cancelled', name='orderstate_known', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['lecture_orders.id'], name=op.f('fk_lecture_order_steps_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecture_order_steps'))
    )
    with op.batch_alter_table('lecture_order_steps', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lecture_order_steps_order_id'), ['order_id'], unique=False)

    op.create_table('lecture_order_times',
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_lecture_order_times_ends_after_it_starts')),
    sa.CheckConstraint('rank BETWEEN 1 AND 3', name=op.f('ck_lecture_order_times_rank_possible')),
    sa.ForeignKeyConstraint(['order_id'], ['lecture_orders.id'], name=op.f('fk_lecture_order_times_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lecture_order_times')),
    sa.UniqueConstraint('order_id', 'rank', name=op.f('uq_lecture_order_times_order_id_rank'))
    )
    with op.batch_alter_table('lecture_order_times', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lecture_order_times_starts_at'), ['starts_at'], unique=False)

    op.create_table('survey_scores',
    sa.Column('paper', sa.BigInteger(), nullable=False),
    sa.Column('question', sa.String(), nullable=False),
    sa.Column('stars', sa.Integer(), nullable=False),
    sa.CheckConstraint('stars BETWEEN 1 AND 5', name=op.f('ck_survey_scores_stars_possible')),
    sa.ForeignKeyConstraint(['paper'], ['survey_papers.paper'], name=op.f('fk_survey_scores_paper')),
    sa.PrimaryKeyConstraint('paper', 'question', name=op.f('pk_survey_scores')),
    sqlite_with_rowid=False
    )
    op.create_table('tour_plan_lines',
    sa.Column('plan_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('lecture_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('lecturer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('km', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("(lecturer_id IS NULL) = (reason <> '')", name=op.f('ck_tour_plan_lines_lecturer_or_reason')),
    sa.CheckConstraint('(lecturer_id IS NULL) = (starts_at IS NULL)', name=op.f('ck_tour_plan_lines_lecturer_at_a_time')),
    sa.CheckConstraint('(order_id IS NULL) <> (lecture_id IS NULL)', name=op.f('ck_tour_plan_lines_order_or_lecture')),
    sa.ForeignKeyConstraint(['lecture_id'], ['lectures.id'], name=op.f('fk_tour_plan_lines_lecture_id')),
    sa.ForeignKeyConstraint(['lecturer_id'], ['lecturers.id'], name=op.f('fk_tour_plan_lines_lecturer_id')),
    sa.ForeignKeyConstraint(['order_id'], ['lecture_orders.id'], name=op.f('fk_tour_plan_lines_order_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['tour_plans.id'], name=op.f('fk_tour_plan_lines_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tour_plan_lines')),
    sa.UniqueConstraint('plan_id', 'lecture_id', name=op.f('uq_tour_plan_lines_plan_id_lecture_id')),
    sa.UniqueConstraint('plan_id', 'order_id', name=op.f('uq_tour_plan_lines_plan_id_order_id'))
    )
    with op.batch_alter_table('tour_plan_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tour_plan_lines_lecture_id'), ['lecture_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tour_plan_lines_lecturer_id'), ['lecturer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tour_plan_lines_order_id'), ['order_id'], unique=False)

    if op.get_bind().dialect.name != 'sqlite':  # which has it in the table
        op.create_foreign_key('fk_lectures_released_id', 'lectures', 'released_lectures', ['released_id'], ['id'])
    _allow_roles(ROLES)


def downgrade() -> None:
    op.execute("DELETE FROM role_grants WHERE role = 'lecturer'")
    _allow_roles(EARLIER_ROLES)
    if op.get_bind().dialect.name != 'sqlite':
        op.drop_constraint('fk_lectures_released_id', 'lectures', type_='foreignkey')
    with op.batch_alter_table('tour_plan_lines', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tour_plan_lines_order_id'))
        batch_op.drop_index(batch_op.f('ix_tour_plan_lines_lecturer_id'))
        batch_op.drop_index(batch_op.f('ix_tour_plan_lines_lecture_id'))

    op.drop_table('tour_plan_lines')
    op.drop_table('survey_scores')
    with op.batch_alter_table('lecture_order_times', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lecture_order_times_starts_at'))

    op.drop_table('lecture_order_times')
    with op.batch_alter_table('lecture_order_steps', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lecture_order_steps_order_id'))

    op.drop_table('lecture_order_steps')
    with op.batch_alter_table('lecture_order_invitations', schema=None) as batch_op:
        batch_op.drop_index('uq_lecture_order_invitations_standing', sqlite_where=sa.text("state IN ('asked', 'accepted')"), postgresql_where=sa.text("state IN ('asked', 'accepted')"))
        batch_op.drop_index('uq_lecture_order_invitations_grabbed', sqlite_where=sa.text("grabbed AND state = 'accepted'"), postgresql_where=sa.text("grabbed AND state = 'accepted'"))
        batch_op.drop_index(batch_op.f('ix_lecture_order_invitations_lecturer_id'))

    op.drop_table('lecture_order_invitations')
    with op.batch_alter_table('head_counts', schema=None) as batch_op:
        batch_op.drop_index('uq_head_counts_lecture_id_nowhere', sqlite_where=sa.text('point_id IS NULL'), postgresql_where=sa.text('point_id IS NULL'))
        batch_op.drop_index(batch_op.f('ix_head_counts_point_id'))
        batch_op.drop_index(batch_op.f('ix_head_counts_counted_by_id'))

    op.drop_table('head_counts')
    with op.batch_alter_table('class_excuses', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_class_excuses_lecture_id'))

    op.drop_table('class_excuses')
    with op.batch_alter_table('check_ins', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_check_ins_point_id'))
        batch_op.drop_index(batch_op.f('ix_check_ins_person_id'))
        batch_op.drop_index(batch_op.f('ix_check_ins_by_id'))

    op.drop_table('check_ins')
    with op.batch_alter_table('survey_slips', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_survey_slips_person_id'))

    op.drop_table('survey_slips')
    with op.batch_alter_table('survey_papers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_survey_papers_lecture_id'))

    op.drop_table('survey_papers')
    op.drop_table('released_lectures')
    with op.batch_alter_table('online_figures', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_online_figures_noted_by_id'))

    op.drop_table('online_figures')
    with op.batch_alter_table('menu_wish_seconds', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_menu_wish_seconds_account_id'))

    op.drop_table('menu_wish_seconds')
    with op.batch_alter_table('lecture_speakers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lecture_speakers_lecturer_id'))

    op.drop_table('lecture_speakers')
    with op.batch_alter_table('lecture_registrations', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lecture_registrations_person_id'))
        batch_op.drop_index(batch_op.f('ix_lecture_registrations_made_by_id'))
        batch_op.drop_index('ix_lecture_registrations_lecture_id_state_place')

    op.drop_table('lecture_registrations')
    with op.batch_alter_table('lecture_points', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lecture_points_place_id'))

    op.drop_table('lecture_points')
    with op.batch_alter_table('lecture_photos', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lecture_photos_lecture_id'))

    op.drop_table('lecture_photos')
    with op.batch_alter_table('lecture_orders', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lecture_orders_place_id'))
        batch_op.drop_index('ix_lecture_orders_organisation_id_state_due_on')
        batch_op.drop_index(batch_op.f('ix_lecture_orders_orderer_id'))
        batch_op.drop_index(batch_op.f('ix_lecture_orders_ordered_on'))
        batch_op.drop_index(batch_op.f('ix_lecture_orders_ordered_by_id'))
        batch_op.drop_index(batch_op.f('ix_lecture_orders_item_id'))

    op.drop_table('lecture_orders')
    with op.batch_alter_table('lecture_materials', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lecture_materials_lecture_id'))

    op.drop_table('lecture_materials')
    with op.batch_alter_table('lecture_improvements', schema=None) as batch_op:
        batch_op.drop_index('ix_lecture_improvements_state_due_on')
        batch_op.drop_index(batch_op.f('ix_lecture_improvements_lecture_id'))

    op.drop_table('lecture_improvements')
    with op.batch_alter_table('demand_choices', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_demand_choices_theme_id'))

    op.drop_table('demand_choices')
    with op.batch_alter_table('class_teachers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_class_teachers_lecturer_id'))

    op.drop_table('class_teachers')
    with op.batch_alter_table('class_enrolments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_class_enrolments_person_id'))
        batch_op.drop_index(batch_op.f('ix_class_enrolments_enrolled_by_id'))
        batch_op.drop_index('ix_class_enrolments_class_id_state')

    op.drop_table('class_enrolments')
    with op.batch_alter_table('training_classes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_training_classes_item_id'))

    op.drop_table('training_classes')
    with op.batch_alter_table('menu_wishes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_menu_wishes_wished_by_id'))
        batch_op.drop_index('ix_menu_wishes_organisation_id_state')
        batch_op.drop_index(batch_op.f('ix_menu_wishes_item_id'))

    op.drop_table('menu_wishes')
    with op.batch_alter_table('menu_item_lecturers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_menu_item_lecturers_lecturer_id'))

    op.drop_table('menu_item_lecturers')
    with op.batch_alter_table('lectures', schema=None) as batch_op:
        batch_op.drop_index('ix_lectures_tour_id_starts_at')
        batch_op.drop_index(batch_op.f('ix_lectures_starts_at'))
        batch_op.drop_index(batch_op.f('ix_lectures_item_id'))
        batch_op.drop_index(batch_op.f('ix_lectures_host_id'))

    op.drop_table('lectures')
    with op.batch_alter_table('demand_themes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_demand_themes_item_id'))

    op.drop_table('demand_themes')
    with op.batch_alter_table('menu_items', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_menu_items_theme'))
        batch_op.drop_index(batch_op.f('ix_menu_items_booklet_item_id'))

    op.drop_table('menu_items')
    op.drop_table('lecturer_trainings')
    with op.batch_alter_table('lecturer_topics', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lecturer_topics_theme'))

    op.drop_table('lecturer_topics')
    with op.batch_alter_table('lecturer_terms', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lecturer_terms_ends'))

    op.drop_table('lecturer_terms')
    with op.batch_alter_table('lecturer_steps', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lecturer_steps_organisation_id'))

    op.drop_table('lecturer_steps')
    op.drop_table('lecturer_ratings')
    op.drop_table('lecturer_hours')
    with op.batch_alter_table('lecturer_exceptions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lecturer_exceptions_lecturer_id'))

    op.drop_table('lecturer_exceptions')
    with op.batch_alter_table('lecture_team_members', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lecture_team_members_lecturer_id'))

    op.drop_table('lecture_team_members')
    with op.batch_alter_table('messages', schema=None) as batch_op:
        batch_op.drop_index('ix_messages_account_id_read_at')

    op.drop_table('messages')
    with op.batch_alter_table('lecturers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lecturers_studio_id'))
        batch_op.drop_index(batch_op.f('ix_lecturers_person_id'))
        batch_op.drop_index(batch_op.f('ix_lecturers_organisation_id'))

    op.drop_table('lecturers')
    with op.batch_alter_table('calendar_feeds', schema=None) as batch_op:
        batch_op.drop_index('ix_calendar_feeds_in_use', sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_calendar_feeds_account_id'))

    op.drop_table('calendar_feeds')
    op.drop_table('tour_surveys')
    op.drop_table('tour_releases')
    with op.batch_alter_table('tour_plans', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tour_plans_tour_id'))

    op.drop_table('tour_plans')
    with op.batch_alter_table('demand_answers', schema=None) as batch_op:
        batch_op.drop_index('uq_demand_answers_unit', sqlite_where=sa.text("channel = 'unit'"), postgresql_where=sa.text("channel = 'unit'"))
        batch_op.drop_index(batch_op.f('ix_demand_answers_person_id'))
        batch_op.drop_index(batch_op.f('ix_demand_answers_organisation_id'))

    op.drop_table('demand_answers')
    with op.batch_alter_table('places', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_places_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_places_host_id'))
        batch_op.drop_index(batch_op.f('ix_places_estate_id'))

    op.drop_table('places')
    with op.batch_alter_table('menus', schema=None) as batch_op:
        batch_op.drop_index('ix_menus_written', sqlite_where=sa.text("state = 'draft'"), postgresql_where=sa.text("state = 'draft'"))
        batch_op.drop_index('ix_menus_in_use', sqlite_where=sa.text("state = 'published'"), postgresql_where=sa.text("state = 'published'"))

    op.drop_table('menus')
    op.drop_table('lecture_tours')
    op.drop_table('lecture_teams')
    with op.batch_alter_table('demand_surveys', schema=None) as batch_op:
        batch_op.drop_index('ix_demand_surveys_organisation_id_state')

    op.drop_table('demand_surveys')
