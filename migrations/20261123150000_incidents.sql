-- Incidents: calls that ended for one reason at one place, and what people did about them.

-- The hash of what groups the call; null for calls that were allowed. Rows of before learn it when they are judged again.
ALTER TABLE request ADD COLUMN incident_key bigint;

-- The calls of an incident, the latest first; whether one came since it was resolved.
CREATE INDEX request_incident ON request (incident_key, started_at) WHERE incident_key IS NOT NULL;

CREATE TABLE incident (
    incident_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    incident_key   bigint NOT NULL UNIQUE,
    -- What groups its calls, in clear; '' stands for what is not known.
    api_id         text NOT NULL,
    stage          text NOT NULL,
    authorizer_id  text NOT NULL,
    cause          text NOT NULL,
    deny           text NOT NULL,
    policy_origin  text NOT NULL,
    statement      integer,
    is_sample      boolean NOT NULL,
    -- Its calls, counted in the transaction that stores or removes them.
    n_requests     bigint NOT NULL DEFAULT 0,
    -- What people made of it. Whether it is open, regressed, ignored or resolved follows from this and from its calls.
    owner_id       bigint REFERENCES app_user ON DELETE SET NULL,
    resolved_at    timestamptz,
    ignored_at     timestamptz,
    -- Ignored until then, until so many calls or callers have come since; null: without such an end.
    ignored_until  timestamptz,
    ignored_calls  bigint,
    ignored_callers bigint
);

-- Its calls a minute: trends, and when it was seen first and last.
CREATE TABLE incident_minute (
    incident_key bigint NOT NULL,
    minute       timestamptz NOT NULL,
    n_requests   bigint NOT NULL,
    PRIMARY KEY (incident_key, minute)
);

CREATE TABLE incident_activity (
    activity_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    incident_id bigint NOT NULL REFERENCES incident ON DELETE CASCADE,
    user_id     bigint REFERENCES app_user ON DELETE SET NULL,
    -- `comment`, `resolved`, `reopened`, `ignored`, `assigned`, `unassigned`.
    kind        text NOT NULL,
    body        text NOT NULL,
    at          timestamptz NOT NULL
);

CREATE INDEX incident_activity_incident ON incident_activity (incident_id, activity_id);
