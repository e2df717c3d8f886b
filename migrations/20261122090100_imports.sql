-- What was brought in, one row a distinct file: the same bytes again update their row.

CREATE TABLE import (
    import_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- SHA-256 of the bytes as they came.
    content_hash    bytea NOT NULL UNIQUE,
    name            text NOT NULL,
    imported_at     timestamptz NOT NULL,
    is_sample       boolean NOT NULL,
    n_events        bigint NOT NULL,
    n_requests      bigint NOT NULL,
    n_new_requests  bigint NOT NULL,
    n_refused       bigint NOT NULL,
    n_unknown_lines bigint NOT NULL,
    unknown_samples text[] NOT NULL
);

CREATE INDEX import_imported_at ON import (imported_at DESC, import_id DESC);
