-- Teammates: what each may do, who is none any more, and the one-time links by which they come in.

-- Until now there were administrators only.
ALTER TABLE app_user ADD COLUMN role text NOT NULL DEFAULT 'administrator' CHECK (role IN ('administrator', 'member'));
ALTER TABLE app_user ALTER COLUMN role SET DEFAULT 'member';
-- Who was removed keeps the name: what they did is told under it.
ALTER TABLE app_user ADD COLUMN removed_at timestamptz;

CREATE TABLE invitation (
    invitation_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- The SHA-256 of the link's token, which is shown once and not kept.
    token_hash    bytea NOT NULL UNIQUE,
    note          text NOT NULL,
    created_by    bigint NOT NULL REFERENCES app_user,
    created_at    timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    withdrawn_at  timestamptz,
    used_at       timestamptz
);
