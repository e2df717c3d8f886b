-- What was done about several incidents at once, and how each stood before: so it can be undone.
CREATE TABLE batch (
    batch_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id  bigint NOT NULL REFERENCES app_user,
    -- As `incident_activity` names it.
    kind     text NOT NULL,
    at       timestamptz NOT NULL,
    -- About how many it was done, and how many were put back; null until it is undone.
    n        bigint NOT NULL,
    n_undone bigint
);

CREATE TABLE batch_incident (
    batch_id        bigint NOT NULL REFERENCES batch ON DELETE CASCADE,
    incident_id     bigint NOT NULL REFERENCES incident ON DELETE CASCADE,
    owner_id        bigint REFERENCES app_user,
    resolved_at     timestamptz,
    ignored_at      timestamptz,
    ignored_until   timestamptz,
    ignored_calls   bigint,
    ignored_callers bigint,
    -- What the batch noted: when something else was done since, it is not undone.
    activity_id     bigint,
    PRIMARY KEY (batch_id, incident_id)
);

-- An incident that is forgotten takes its rows along.
CREATE INDEX batch_incident_incident ON batch_incident (incident_id);
