# syntax=docker/dockerfile:1
# why403 and nothing else: one binary that carries its pages, for `compose.yaml` or a Postgres of your own.

FROM rust:1.95-bookworm AS build
WORKDIR /why403
COPY . .
# Queries are checked against server/.sqlx: no database is asked while building, and none has to be installed.
ENV DATABASE_URL=postgres://nobody@localhost/none
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/why403/target \
    cargo xtask build && cp target/release/why403 /usr/local/bin/why403

FROM debian:bookworm-slim
# The authorities that AWS and a Postgres behind TLS are known by, and what the health check asks with.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates curl \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /usr/local/bin/why403 /usr/local/bin/why403
COPY LICENSE-APACHE LICENSE-MIT /usr/share/doc/why403/
USER 10001:10001
ENV WHY403_LISTEN=0.0.0.0:4030 WHY403_LOG_FORMAT=json
EXPOSE 4030
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["curl", "--fail", "--silent", "--show-error", "--output", "/dev/null", "http://127.0.0.1:4030/health"]
ENTRYPOINT ["/usr/local/bin/why403"]
CMD ["serve"]
