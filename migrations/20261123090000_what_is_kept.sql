-- What has to be known to tell what is kept, and to forget it in time.

-- Files that were sent with logs and are none: their names, and why they cannot be read.
ALTER TABLE import ADD COLUMN n_left_out bigint NOT NULL DEFAULT 0;
ALTER TABLE import ADD COLUMN left_out jsonb NOT NULL DEFAULT '[]';

-- A line without a moment of its own is as old as the day on which it was kept.
ALTER TABLE stray_line ADD COLUMN kept_at timestamptz NOT NULL DEFAULT now();

CREATE INDEX stray_line_age ON stray_line (coalesce(at, kept_at));

-- Read a page at a time, newest first.
DROP INDEX stray_line_import, stray_line_source;
CREATE INDEX stray_line_import ON stray_line (import_id, stray_line_id) WHERE import_id IS NOT NULL;
CREATE INDEX stray_line_source ON stray_line (source_id, stray_line_id) WHERE source_id IS NOT NULL;

-- How far a job is: not in its own row, which is locked for as long as somebody works on it.
CREATE TABLE job_progress (
    job_id   bigint PRIMARY KEY,
    n_done   bigint NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now()
);
