-- Links to incidents for people without an account: what they show was frozen when they were made.
CREATE TABLE share (
    share_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- The SHA-256 of the link's token, which is shown once and not kept.
    token_hash     bytea NOT NULL UNIQUE,
    incident_id    bigint NOT NULL,
    created_by     bigint REFERENCES app_user ON DELETE SET NULL,
    created_at     timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    revoked_at     timestamptz,
    -- What is shown: identifiers shortened, callers counted.
    document       jsonb NOT NULL,
    n_views        bigint NOT NULL DEFAULT 0,
    last_viewed_at timestamptz
);

CREATE INDEX share_incident ON share (incident_id, share_id);
