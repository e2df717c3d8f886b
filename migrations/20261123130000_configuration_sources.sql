-- A source may also ask API Gateway, again and again, how APIs are configured.

ALTER TABLE source
    DROP CONSTRAINT source_kind_check,
    DROP CONSTRAINT source_check,
    DROP CONSTRAINT source_check1,
    -- Which APIs; none named: all of the region.
    ADD COLUMN api_ids text[],
    -- How often.
    ADD COLUMN every_seconds integer CHECK (every_seconds > 0),
    ADD CONSTRAINT source_kind CHECK (kind IN ('cloudwatch', 'push', 'configuration')),
    ADD CONSTRAINT source_log_group CHECK ((log_group IS NOT NULL) = (kind = 'cloudwatch')),
    ADD CONSTRAINT source_key CHECK ((key_hash IS NOT NULL) = (kind = 'push')),
    ADD CONSTRAINT source_apis CHECK ((api_ids IS NOT NULL) = (kind = 'configuration')),
    ADD CONSTRAINT source_rhythm CHECK ((every_seconds IS NOT NULL) = (kind = 'configuration'));

CREATE INDEX snapshot_source ON snapshot (source_id) WHERE source_id IS NOT NULL;
