-- Who may look: users, their sessions, and the one-time link that lets the first of them in.

CREATE TABLE app_user (
    user_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          text NOT NULL,
    -- Argon2id in PHC form; null until the user sets a password.
    password_hash text,
    created_at    timestamptz NOT NULL
);

CREATE UNIQUE INDEX app_user_name ON app_user (lower(name));

-- Only the SHA-256 of a token is kept: who reads this table cannot sign in with it.
CREATE TABLE session (
    token_hash   bytea PRIMARY KEY,
    user_id      bigint NOT NULL REFERENCES app_user ON DELETE CASCADE,
    created_at   timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL
);

CREATE INDEX session_by_user ON session (user_id);

CREATE TABLE set_up_token (
    token_hash bytea PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
