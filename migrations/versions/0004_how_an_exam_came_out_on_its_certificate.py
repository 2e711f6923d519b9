"""How an exam came out by outcome, on its certificate

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without a batch, which would make the table anew: SQLite adds and drops such a column in place.
    op.add_column('certificates', sa.Column('results', sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column('certificates', 'results')
