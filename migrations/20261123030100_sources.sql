-- Where events come from: what each source reads, how far it is, and who works on it.

CREATE TABLE source (
    source_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- `cloudwatch` is read by us; `push` is sent to us, by Firehose or by a Lambda function.
    kind         text NOT NULL CHECK (kind IN ('cloudwatch', 'push')),
    name         text NOT NULL,
    -- What is read.
    log_group    text CHECK ((log_group IS NULL) = (kind = 'push')),
    region       text,
    role_arn     text,
    external_id  text,
    endpoint_url text,
    -- Of the key that a sender has to give: its SHA-256.
    key_hash     bytea UNIQUE CHECK ((key_hash IS NULL) = (kind = 'cloudwatch')),
    created_at   timestamptz NOT NULL,
    paused_at    timestamptz,
    -- What came.
    n_events     bigint NOT NULL DEFAULT 0,
    n_requests   bigint NOT NULL DEFAULT 0,
    n_deliveries bigint NOT NULL DEFAULT 0,
    n_repeated   bigint NOT NULL DEFAULT 0,
    last_event_at  timestamptz,
    last_answer_at timestamptz,
    -- What went wrong last, in words; null when the last try went well.
    problem      text,
    problem_at   timestamptz,
    n_failures   integer NOT NULL DEFAULT 0
);

-- A stretch of a log group's time that is being read: the live one has no end.
CREATE TABLE pull (
    pull_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_id   bigint NOT NULL REFERENCES source ON DELETE CASCADE,
    from_at     timestamptz NOT NULL,
    until_at    timestamptz,
    -- All events before this moment are stored.
    read_until  timestamptz NOT NULL,
    -- How to go on: the window that is being read, the token of its next page.
    checkpoint  jsonb NOT NULL DEFAULT '{}',
    n_events    bigint NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL,
    finished_at timestamptz,
    cancelled_at timestamptz,
    not_before  timestamptz,
    -- One server works on it at a time, as long as it says that it lives.
    leased_by    uuid,
    leased_until timestamptz
);

CREATE UNIQUE INDEX pull_live ON pull (source_id) WHERE until_at IS NULL;
CREATE INDEX pull_open ON pull (not_before) WHERE finished_at IS NULL AND cancelled_at IS NULL;

-- Which events of the stretch that is read again, because events arrive late, are stored: 16 bytes each, a row for each page
-- that brought some. Rows whose newest event lies before that stretch go.
CREATE TABLE pull_seen (
    pull_id   bigint NOT NULL REFERENCES pull ON DELETE CASCADE,
    page      bigint GENERATED ALWAYS AS IDENTITY,
    newest_at timestamptz NOT NULL,
    event_ids bytea NOT NULL,
    PRIMARY KEY (pull_id, page)
);

-- Deliveries that came, so that one that is sent again is not stored again. Kept for as long as senders try.
CREATE TABLE push_delivery (
    source_id   bigint NOT NULL REFERENCES source ON DELETE CASCADE,
    delivery_id text NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (source_id, delivery_id)
);

CREATE INDEX push_delivery_received_at ON push_delivery (received_at);
