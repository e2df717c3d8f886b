-- One row a request, in a partition a day: what was said of it packed, what was made of it as columns, each searched by an index.
--
-- `api_id` stands first in the primary key and in every join of the large tables, so that they can be distributed by it; see
-- docs/SCALE.md.

ALTER TABLE request RENAME TO request_before;
-- Their names are wanted.
ALTER TABLE request_before DROP CONSTRAINT request_pkey;
DROP INDEX request_started, request_stage_started, request_refused_started, request_principal_started, request_homeless,
    request_import, request_sample, request_request_id, request_extended_request_id;

CREATE TABLE request (
    -- Empty where no line says it.
    api_id              text NOT NULL,
    -- '-infinity' where no line has a time.
    started_at          timestamptz NOT NULL,
    -- The request id; of an id that is no UUID, and of a request without one, the beginning of its SHA-256.
    request_key         uuid NOT NULL,
    -- Counts up for further calls under one client-chosen id.
    ordinal             smallint NOT NULL,
    -- What the URL is made of, and the id as the lines have it; null where `request_key` and `ordinal` say it.
    reference           text,
    request_id          text,
    extended_request_id text,
    stage               text,
    authorizer_id       text,
    method              text,
    path                text,
    principal           text,
    -- What the authorizer's answer is cached under, masked; when the authorizer was called for this request, if it was; and the
    -- policy that answered.
    identity            text,
    answered_at         timestamptz,
    policy_hash         uuid,
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
    -- The engine that made the verdict, so that an older one can be found and made again.
    engine_version      integer NOT NULL,
    n_lines             integer NOT NULL,
    -- Of the lines and their moments: equal lines need not be unpacked to be found equal.
    lines_hash          bigint NOT NULL,
    dictionary_id       smallint NOT NULL REFERENCES dictionary,
    -- The lines and the whole verdict; see `server/src/storage/pack.rs`.
    pack                bytea NOT NULL,
    -- What brought it first.
    import_id           bigint,
    source_id           bigint,
    is_sample           boolean NOT NULL,
    PRIMARY KEY (request_key, ordinal, started_at, api_id)
) PARTITION BY RANGE (started_at);

-- Compressed already: Postgres would try in vain.
ALTER TABLE request ALTER COLUMN pack SET STORAGE EXTERNAL;

-- What has no time, or a time that no day was made for.
CREATE TABLE request_other PARTITION OF request DEFAULT;

-- The list, newest first.
CREATE INDEX request_started ON request (started_at, request_key, ordinal);
-- The stage filter, and what a stage's verdicts are made again from.
CREATE INDEX request_stage_started ON request (api_id, stage, started_at);
-- What the list is most often narrowed to.
CREATE INDEX request_refused ON request (cause, started_at) WHERE cause <> 'none';
CREATE INDEX request_refused_caller ON request (principal, started_at) WHERE cause <> 'none' AND principal IS NOT NULL;
-- The calls of one caller, and the cache entry that they share.
CREATE INDEX request_caller ON request (principal, started_at) WHERE principal IS NOT NULL;
CREATE INDEX request_identity ON request (identity, started_at) WHERE identity IS NOT NULL;
CREATE INDEX request_answered ON request (identity, answered_at) WHERE answered_at IS NOT NULL;
-- Requests whose API no line of their file named, until another file tells where their authorizer belongs.
CREATE INDEX request_homeless ON request (authorizer_id) WHERE api_id = '';
-- Ids come from outside and may be long: a hash index has no limit on their length.
CREATE INDEX request_extended_request_id ON request USING hash (extended_request_id);
-- What is searched by, few values each, so that these indexes are small.
CREATE INDEX request_path ON request (path text_pattern_ops);
CREATE INDEX request_status ON request (status);
CREATE INDEX request_method ON request (method);
CREATE INDEX request_authorizer ON request (authorizer_id);
CREATE INDEX request_policy ON request (policy_hash);

-- Policies, once each however many answers hold them.
CREATE TABLE policy (
    policy_hash uuid PRIMARY KEY,
    document    text NOT NULL
);

-- How many calls ended how in each minute: what trends and counts are read from. '' and 0 stand for what is not known.
CREATE TABLE rollup_minute (
    minute        timestamptz NOT NULL,
    api_id        text NOT NULL,
    stage         text NOT NULL,
    cause         text NOT NULL,
    deny          text NOT NULL,
    policy_origin text NOT NULL,
    status        smallint NOT NULL,
    is_sample     boolean NOT NULL,
    n_requests    bigint NOT NULL,
    PRIMARY KEY (minute, api_id, stage, cause, deny, policy_origin, status, is_sample)
);

-- What the calls of a stage tell of it, in the light of which others are read.
CREATE TABLE stage_facts (
    api_id text NOT NULL,
    stage  text NOT NULL,
    facts  jsonb NOT NULL,
    PRIMARY KEY (api_id, stage)
);

-- Which writer wrote last: who finds himself there knows that what he read before still holds.
CREATE TABLE ingest_turn (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    turn    bigint NOT NULL,
    writer  uuid NOT NULL
);

INSERT INTO ingest_turn (turn, writer) VALUES (0, '00000000-0000-0000-0000-000000000000');

-- Lines whose shape is not known and that belong to no request.
CREATE TABLE stray_line (
    stray_line_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    import_id     bigint,
    source_id     bigint,
    at            timestamptz,
    line          text NOT NULL
);

CREATE INDEX stray_line_import ON stray_line (import_id) WHERE import_id IS NOT NULL;
CREATE INDEX stray_line_source ON stray_line (source_id) WHERE source_id IS NOT NULL;

-- Work that may be done later, by any server.
CREATE TABLE job (
    job_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text NOT NULL,
    -- What it is about; the same work waits once.
    subject    jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    not_before timestamptz NOT NULL DEFAULT now(),
    n_tries    integer NOT NULL DEFAULT 0,
    problem    text,
    UNIQUE (kind, subject)
);

CREATE INDEX job_not_before ON job (not_before, job_id);

-- What was stored before: the lines as they are, the verdicts to be made again.
INSERT INTO request (
    api_id, started_at, request_key, ordinal, reference, request_id, extended_request_id, stage, authorizer_id, method, path,
    principal, duration_ms, status, status_source, gate, cause, deny, policy_origin, grade, filled_by, heals_at,
    engine_version, n_lines, lines_hash, dictionary_id, pack, import_id, is_sample)
SELECT
    coalesce(api_id, ''), coalesce(started_at, '-infinity'),
    CASE WHEN split_part(reference, '~', 1) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
         THEN split_part(reference, '~', 1)::uuid
         ELSE encode(substr(sha256(convert_to(split_part(reference, '~', 1), 'UTF8')), 1, 16), 'hex')::uuid END,
    ordinal, reference, request_id, extended_request_id, stage, authorizer_id, method, path,
    principal, duration_ms, status, status_source, gate, cause, deny, policy_origin, grade, filled_by, heals_at,
    0, n_lines, 0, dictionary_id, pack, import_id, is_sample
FROM request_before;

INSERT INTO rollup_minute
SELECT date_trunc('minute', started_at), api_id, coalesce(stage, ''), cause, coalesce(deny, ''),
       coalesce(policy_origin, ''), coalesce(status, 0), is_sample, count(*)
FROM request GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;

DROP TABLE request_before;

INSERT INTO job (kind, subject) SELECT 'rebuild', '{}' WHERE EXISTS (SELECT FROM request);

-- An import is noted when it begins, and its bytes' hash when it has ended.
ALTER TABLE import ALTER COLUMN content_hash DROP NOT NULL;
ALTER TABLE import ADD COLUMN finished_at timestamptz;
UPDATE import SET finished_at = imported_at;
