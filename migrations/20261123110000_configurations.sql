-- The configurations of APIs over time.

-- What was seen, once however often it was: a bundle in its canonical form, without secrets.
CREATE TABLE configuration (
    -- Of the document: the beginning of its SHA-256.
    content_hash uuid PRIMARY KEY,
    document     text NOT NULL
);

-- When it was seen of which API: one row for as long as nothing changed.
CREATE TABLE snapshot (
    api_id       text NOT NULL,
    -- '-infinity' where it is not dated: it holds where nothing that is dated does.
    seen_from    timestamptz NOT NULL,
    seen_until   timestamptz NOT NULL CHECK (seen_until >= seen_from),
    content_hash uuid NOT NULL REFERENCES configuration,
    -- What brought it first.
    import_id    bigint,
    source_id    bigint,
    noted_at     timestamptz NOT NULL,
    PRIMARY KEY (api_id, seen_from)
);

CREATE INDEX snapshot_content_hash ON snapshot (content_hash);
