-- One row a request: its lines packed, and what the engine made of them as columns to filter by.

-- zstd dictionaries; a pack names the one it needs, so a better one can be added later.
CREATE TABLE dictionary (
    dictionary_id smallint PRIMARY KEY,
    bytes         bytea NOT NULL
);

CREATE TABLE request (
    request_key         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- What its URL is made of: the request id, with `~2`, `~3` … behind it for further calls under one client-chosen id.
    reference           text NOT NULL UNIQUE,
    request_id          text,
    ordinal             smallint NOT NULL,
    extended_request_id text,
    api_id              text,
    stage               text,
    authorizer_id       text,
    method              text,
    path                text,
    principal           text,
    started_at          timestamptz,
    duration_ms         bigint,
    status              smallint,
    status_source       text,
    gate                text,
    cause               text NOT NULL,
    deny                text,
    policy_origin       text,
    grade               text NOT NULL,
    -- The request whose authorizer call filled the cache entry that answered.
    filled_by           text,
    heals_at            timestamptz,
    -- The engine that made the diagnosis, so that an older one can be found and made again.
    engine_version      integer NOT NULL,
    n_lines             integer NOT NULL,
    dictionary_id       smallint NOT NULL REFERENCES dictionary,
    -- The lines as they were kept; see `server/src/storage/pack.rs`.
    pack                bytea NOT NULL,
    -- The whole diagnosis as JSON, compressed like the lines.
    diagnosis           bytea NOT NULL,
    -- The import that brought it first.
    import_id           bigint NOT NULL REFERENCES import,
    is_sample           boolean NOT NULL
);

-- Compressed already: Postgres would try in vain.
ALTER TABLE request ALTER COLUMN pack SET STORAGE EXTERNAL;
ALTER TABLE request ALTER COLUMN diagnosis SET STORAGE EXTERNAL;

-- Ids come from outside and may be long: a hash index has no limit on their length.
CREATE INDEX request_request_id ON request USING hash (request_id);
CREATE INDEX request_extended_request_id ON request USING hash (extended_request_id);

-- The list, newest first; a request without a time stands at its end.
CREATE INDEX request_started ON request (coalesce(started_at, '-infinity'), request_key);
-- What shares an authorizer's cache, and the stage filter.
CREATE INDEX request_stage_started ON request (api_id, stage, started_at);
-- What the list is most often narrowed to.
CREATE INDEX request_refused_started ON request (cause, coalesce(started_at, '-infinity'), request_key)
    WHERE cause <> 'none';
-- The calls of one caller.
CREATE INDEX request_principal_started ON request (principal, started_at) WHERE principal IS NOT NULL;
-- Requests whose API no line of their file named, until another file tells where their authorizer belongs.
CREATE INDEX request_homeless ON request (authorizer_id) WHERE api_id IS NULL;
CREATE INDEX request_import ON request (import_id);
CREATE INDEX request_sample ON request (request_key) WHERE is_sample;
