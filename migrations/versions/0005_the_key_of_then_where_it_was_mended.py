"""The question as it was asked, where it was marked anew by another key

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without a batch, which would make the largest table anew: this takes no time on any size.
    op.add_column('attempt_items', sa.Column('asked_hash', sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column('attempt_items', 'asked_hash')
