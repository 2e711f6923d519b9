"""What is asked of many attempts

Revision: 0010
Follows: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_attempts_newest', 'attempts', ['user_id', 'started_at', 'id'], unique=False)
    op.create_index('ix_attempts_best', 'attempts', ['user_id', 'passed', 'course', 'kind', 'module', 'provisional', 'score', 'number', 'invalidated_at'], unique=False, sqlite_where=sa.text('invalidated_at IS NULL'), postgresql_where=sa.text('invalidated_at IS NULL'))
    op.create_index('ix_attempts_certainty', 'attempts', ['user_id'], unique=False, sqlite_where=sa.text('certainty = 1'), postgresql_where=sa.text('certainty'))


def downgrade() -> None:
    op.drop_index('ix_attempts_certainty', table_name='attempts')
    op.drop_index('ix_attempts_best', table_name='attempts')
    op.drop_index('ix_attempts_newest', table_name='attempts')
