"""Pass marks that panels set

Revision: 0008
Follows: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('standard_panels',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('course', sa.String(), nullable=False),
    sa.Column('candidate', sa.String(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('opened_by', sa.Uuid(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['opened_by'], ['users.id'], name=op.f('fk_standard_panels_opened_by_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standard_panels'))
    )
    op.create_index('uq_standard_panels_open', 'standard_panels', ['course'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('standard_items',
    sa.Column('panel_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('bank', sa.String(), nullable=False),
    sa.Column('question_id', sa.String(), nullable=False),
    sa.Column('item_hash', sa.String(), nullable=False),
    sa.Column('snapshot_hash', sa.String(), nullable=False),
    sa.Column('weight', sa.Float(), nullable=False),
    sa.ForeignKeyConstraint(['panel_id'], ['standard_panels.id'], name=op.f('fk_standard_items_panel_id_standard_panels')),
    sa.ForeignKeyConstraint(['snapshot_hash'], ['snapshots.hash'], name=op.f('fk_standard_items_snapshot_hash_snapshots')),
    sa.PrimaryKeyConstraint('panel_id', 'position', name=op.f('pk_standard_items'))
    )
    op.create_table('standard_ratings',
    sa.Column('panel_id', sa.Uuid(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('judge_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('rated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['judge_id'], ['users.id'], name=op.f('fk_standard_ratings_judge_id_users')),
    sa.ForeignKeyConstraint(['panel_id'], ['standard_panels.id'], name=op.f('fk_standard_ratings_panel_id_standard_panels')),
    sa.PrimaryKeyConstraint('panel_id', 'round', 'judge_id', 'position', name=op.f('pk_standard_ratings'))
    )
    op.create_table('standard_decisions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('course', sa.String(), nullable=False),
    sa.Column('panel_id', sa.Uuid(), nullable=False),
    sa.Column('mark', sa.Float(), nullable=False),
    sa.Column('before', sa.Float(), nullable=False),
    sa.Column('cut', sa.Float(), nullable=False),
    sa.Column('error', sa.Float(), nullable=False),
    sa.Column('judges', sa.Integer(), nullable=False),
    sa.Column('items', sa.String(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('decided_by', sa.Uuid(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['decided_by'], ['users.id'], name=op.f('fk_standard_decisions_decided_by_users')),
    sa.ForeignKeyConstraint(['panel_id'], ['standard_panels.id'], name=op.f('fk_standard_decisions_panel_id_standard_panels')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standard_decisions'))
    )
    op.create_index(op.f('ix_standard_decisions_course'), 'standard_decisions', ['course'], unique=False)
    # Without a batch, which would make the table anew: SQLite adds and drops such a column in place.
    op.add_column('attempts', sa.Column('mark_decided', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column('attempts', 'mark_decided')
    for name in ('standard_decisions', 'standard_ratings', 'standard_items', 'standard_panels'):
        op.drop_table(name)
