-- What fingerprints of secrets are made with: equal secrets get equal fingerprints in this database, and in no other.

CREATE TABLE fingerprint_key (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    key     bytea NOT NULL CHECK (octet_length(key) = 32)
);
