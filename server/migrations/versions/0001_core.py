"""The Enkisys core, for a stand-alone install: tenants, users, model access, customers, conversations, messages."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQL = """
CREATE TABLE tenants (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name        text NOT NULL,
    slug        text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    tier        varchar(20) NOT NULL DEFAULT 'free',
    is_disabled boolean NOT NULL DEFAULT false,
    settings    jsonb NOT NULL DEFAULT '{}',
    created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE users (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id     uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    email         text NOT NULL CHECK (email = lower(email)),
    name          text NOT NULL,
    role          varchar(20) NOT NULL DEFAULT 'agent' CHECK (role IN ('admin', 'supervisor', 'agent')),
    password_hash text,
    created_at    timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_id, id),
    UNIQUE (tenant_id, email)
);
CREATE INDEX users_email ON users (email);

-- Which model a tier may use for which purpose. Platform-wide: it belongs to no tenant.
CREATE TABLE model_access (
    id                         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tier                       varchar(20) NOT NULL,
    purpose                    varchar(20) NOT NULL CHECK (purpose IN ('bot', 'brief')),
    model                      text NOT NULL,
    base_url                   text,
    input_price_per_million    numeric(12, 6) NOT NULL DEFAULT 0,
    output_price_per_million   numeric(12, 6) NOT NULL DEFAULT 0,
    UNIQUE (tier, purpose)
);

CREATE TABLE customers (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id   uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    external_id text,
    name        text NOT NULL DEFAULT '',
    email       text,
    phone       text,
    created_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_id, id),
    UNIQUE (tenant_id, external_id)
);

CREATE TABLE conversations (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id   uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    customer_id uuid NOT NULL,
    channel     varchar(20) NOT NULL DEFAULT 'web',
    status      varchar(20) NOT NULL DEFAULT 'bot',
    metadata    jsonb NOT NULL DEFAULT '{}',
    created_at  timestamptz NOT NULL DEFAULT now(),
    closed_at   timestamptz,
    UNIQUE (tenant_id, id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE messages (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id       uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    conversation_id uuid NOT NULL,
    role            varchar(20) NOT NULL CHECK (role IN ('customer', 'agent', 'bot', 'system')),
    author_id       uuid,
    content         text NOT NULL DEFAULT '',
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_id, id),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE usage_ledger (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id       uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    conversation_id uuid,
    purpose         varchar(20) NOT NULL,
    model           text NOT NULL,
    input_tokens    integer NOT NULL DEFAULT 0,
    output_tokens   integer NOT NULL DEFAULT 0,
    cost_usd        numeric(14, 8) NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX usage_ledger_by_time ON usage_ledger (tenant_id, created_at);
"""


def upgrade() -> None:
    op.execute(SQL)
