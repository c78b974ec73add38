"""Documents tell their encoding, what was left out of them, and how far they are."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE documents ADD COLUMN charset varchar(40) NOT NULL DEFAULT '',"
        " ADD COLUMN warning text, ADD COLUMN progress smallint NOT NULL DEFAULT 0"
    )
