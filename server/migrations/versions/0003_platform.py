"""What Chorus adds around the core: identity, inboxes, teams, escalations, attachments, knowledge."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQL = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

ALTER TABLE users
    ADD COLUMN disabled_at      timestamptz,
    ADD COLUMN declared_status  varchar(20) NOT NULL DEFAULT 'available'
        CHECK (declared_status IN ('available', 'busy', 'away')),
    ADD COLUMN languages        text[] NOT NULL DEFAULT '{}';

-- A log-in and its rotating refresh token; a used token that comes back revokes the whole row.
CREATE TABLE logins (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id       uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    user_id         uuid NOT NULL,
    refresh_hash    bytea NOT NULL,
    previous_hash   bytea,
    rotated_at      timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz NOT NULL,
    revoked_at      timestamptz,
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX logins_user ON logins (tenant_id, user_id);

-- Services: `secret_hash` is SHA-256 of a 256-bit random secret; used as an API key or for client credentials.
CREATE TABLE api_keys (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id    uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    name         text NOT NULL,
    secret_hash  bytea NOT NULL,
    scopes       text[] NOT NULL DEFAULT '{}',
    created_by   uuid,
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    revoked_at   timestamptz,
    UNIQUE (tenant_id, id)
);

-- Spent socket nonces, the fallback while Redis is away. Platform-wide, ids only.
CREATE UNLOGGED TABLE spent_nonces (
    id         uuid PRIMARY KEY,
    expires_at timestamptz NOT NULL
);

CREATE TABLE inboxes (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id       uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    channel         varchar(20) NOT NULL DEFAULT 'web'
        CHECK (channel IN ('sms', 'whatsapp', 'messenger', 'email', 'web')),
    name            text NOT NULL,
    allowed_origins text[] NOT NULL DEFAULT '{}',
    identity_secret bytea,
    requires_identity boolean NOT NULL DEFAULT false,
    settings        jsonb NOT NULL DEFAULT '{}',
    is_enabled      boolean NOT NULL DEFAULT true,
    created_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_id, id)
);

CREATE TABLE teams (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id  uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    name       text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_id, id),
    UNIQUE (tenant_id, name)
);

CREATE TABLE team_users (
    tenant_id uuid NOT NULL,
    team_id   uuid NOT NULL,
    user_id   uuid NOT NULL,
    PRIMARY KEY (tenant_id, team_id, user_id),
    FOREIGN KEY (tenant_id, team_id) REFERENCES teams (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);

ALTER TABLE customers
    ADD COLUMN attributes    jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN language      varchar(10),
    ADD COLUMN is_verified   boolean NOT NULL DEFAULT false,
    ADD COLUMN blocked_at    timestamptz,
    ADD COLUMN last_seen_at  timestamptz;

CREATE TABLE canned_replies (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id  uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    shortcut   text NOT NULL CHECK (shortcut ~ '^[a-z0-9][a-z0-9_-]{0,31}$'),
    content    text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_id, id),
    UNIQUE (tenant_id, shortcut)
);

CREATE TABLE labels (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id  uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    name       text NOT NULL CHECK (name ~ '^[[:alnum:]][[:alnum:] _-]{0,47}$'),
    color      varchar(7) NOT NULL DEFAULT '#64748b' CHECK (color ~ '^#[0-9a-f]{6}$'),
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_id, id),
    UNIQUE (tenant_id, name)
);

-- Documents of the knowledge base; ChromaDB is an index over `passages` that can be rebuilt from here.
CREATE TABLE documents (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id    uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    title        text NOT NULL,
    file_name    text NOT NULL DEFAULT '',
    media_type   text NOT NULL,
    language     varchar(10),
    size_bytes   integer NOT NULL,
    sha256       bytea NOT NULL,
    content      bytea NOT NULL,
    status       varchar(20) NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'ready', 'failed')),
    failure      text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    indexed_at   timestamptz,
    UNIQUE (tenant_id, id),
    UNIQUE (tenant_id, sha256)
);

CREATE TABLE passages (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id   uuid NOT NULL,
    document_id uuid NOT NULL,
    ordinal     integer NOT NULL,
    heading     text NOT NULL DEFAULT '',
    content     text NOT NULL,
    UNIQUE (tenant_id, id),
    UNIQUE (tenant_id, document_id, ordinal),
    FOREIGN KEY (tenant_id, document_id) REFERENCES documents (tenant_id, id) ON DELETE CASCADE
);
"""


def upgrade() -> None:
    op.execute(SQL)
