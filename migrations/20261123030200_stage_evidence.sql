-- What the calls of a stage showed on a day: an object of counts, which are added up name by name.

CREATE TABLE stage_evidence (
    -- Empty where no line names it.
    api_id    text NOT NULL,
    stage     text NOT NULL,
    -- `-infinity` for calls whose log tells no moment.
    day       date NOT NULL,
    is_sample boolean NOT NULL DEFAULT false,
    -- Which engine counted: what it counted of a call that is judged again is taken off what it counted, not off what another did.
    engine_version integer NOT NULL,
    evidence  jsonb NOT NULL,
    PRIMARY KEY (api_id, stage, day, is_sample, engine_version)
);
