"""The job queue's own tables, from procrastinate; and the periodic deletion of spent nonces uses them."""

from alembic import op
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.schema import SchemaManager

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(SchemaManager(PsycopgConnector()).get_schema().replace("%", "%%").replace("%%", "%"))
