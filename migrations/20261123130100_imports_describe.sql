-- APIs whose configuration came with an import: their ids, and whether that was not known before.
ALTER TABLE import ADD COLUMN described jsonb NOT NULL DEFAULT '[]';
