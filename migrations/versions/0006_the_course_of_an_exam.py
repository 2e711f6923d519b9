"""What happens while an exam runs, and pauses of it

Revision: 0006
Follows: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('attempt_incidents',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('attempt_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('seconds', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempts.id'], name=op.f('fk_attempt_incidents_attempt_id_attempts'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt_incidents'))
    )
    op.create_index(op.f('ix_attempt_incidents_attempt_id'), 'attempt_incidents', ['attempt_id'], unique=False)
    # Without a batch, which would make the table anew: SQLite adds and drops such columns in place.
    op.add_column('users', sa.Column('pause_minutes', sa.Integer(), server_default='0', nullable=False))
    op.add_column('attempts', sa.Column('pause_seconds', sa.Integer(), server_default='0', nullable=False))
    op.add_column('attempts', sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('attempts', sa.Column('resumed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('attempts', sa.Column('saved_by', sa.Uuid(), nullable=True))


def downgrade() -> None:
    for name in ('saved_by', 'resumed_at', 'paused_at', 'pause_seconds'):
        op.drop_column('attempts', name)
    op.drop_column('users', 'pause_minutes')
    op.drop_table('attempt_incidents')
