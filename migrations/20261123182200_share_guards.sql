-- What keeps links to incidents in: a passphrase of one, and a switch for all.

-- Argon2id in PHC form; null for a link that asks for none.
ALTER TABLE share ADD COLUMN passphrase_hash text;

-- The settings of the whole workspace: one row.
CREATE TABLE workspace (
    is_the_one       boolean PRIMARY KEY DEFAULT true CHECK (is_the_one),
    has_public_links boolean NOT NULL DEFAULT true
);

INSERT INTO workspace DEFAULT VALUES;
