"""The case that judges read

Revision: 0009
Follows: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without a batch and a foreign key, which would make the table anew on SQLite.
    op.add_column('standard_items', sa.Column('case_hash', sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column('standard_items', 'case_hash')
