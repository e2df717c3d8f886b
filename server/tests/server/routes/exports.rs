//! What is carried elsewhere as a file: JSON, Markdown, CSV.

use std::collections::BTreeMap;

use app::{
    backend::Backend as _,
    pages::incidents::data::IncidentRow,
    viewer::{Role, Viewer},
};
use axum::http::StatusCode;
use engine::{
    Investigation,
    configuration::Configuration,
    diagnosis::{Cause, PolicyOrigin},
    log::{Intake, Reader},
    record::Record,
};
use serde_json::Value;
use sqlx::PgPool;

use crate::support::{Answer, TestServer};

/// A call that an explicit statement of the authorizer's policy denied; some of it is of the caller's choice.
fn call(n: u32, path: &str) -> String {
    let id = format!("dddddddd-0000-4000-8000-{n:012}");
    let lines = [
        format!("HTTP Method: GET, Resource Path: {path}"),
        format!("Starting authorizer: 4hugyv for request: {id}"),
        "Incoming identity: **********************mara".to_owned(),
        "Using valid authorizer policy for principal: *****mara".to_owned(),
        "The client is not authorized to perform this operation.".to_owned(),
    ];
    let line = |(place, line)| format!("2026-08-01T10:00:{n:02}.{place:03}Z ({id}) {line}\n");
    lines.iter().enumerate().map(line).collect::<Vec<String>>().concat()
}

async fn get(server: &TestServer, address: &str) -> Answer {
    let cookie = server.signed_in().await;
    server.get(address).cookie(&cookie).with("host", "why403.example.com").send().await
}

async fn incidents(server: &TestServer) -> Vec<IncidentRow> {
    let viewer = Viewer { user_id: 1, name: "admin".into(), has_password: false, role: Role::Administrator };
    server.desk.incidents(&viewer, None, None).await.unwrap().incidents
}

/// The rows of a table, by the names of its columns.
fn rows(answer: &Answer) -> Vec<BTreeMap<String, String>> {
    // Without the mark Excel takes it for another encoding.
    let text = answer.body.strip_prefix('\u{feff}').unwrap();
    assert!(text.contains("\r\n") && !text.replace("\r\n", "").contains('\r'), "{text}");
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let names = reader.headers().unwrap().clone();
    let row = |row: csv::StringRecord| {
        let cells = names.iter().zip(row.iter());
        cells.map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn is_a_file(answer: &Answer, name: &str, media_type: &str) {
    assert_eq!(answer.status, StatusCode::OK, "{name}");
    assert_eq!(answer.header("content-disposition"), format!("attachment; filename=\"{name}\""));
    assert!(answer.header("content-type").starts_with(media_type), "{}", answer.header("content-type"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("content-security-policy").contains("default-src 'none'"));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_call_as_json_says_what_diagnose_says(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let log = engine::sample::events(server.desk.now());
    server.import("sample", &log).await;
    let mut investigation = Investigation::new(Configuration::default());
    let intake =
        Intake { redactor: server.desk.ingest().intake().await.unwrap().redactor, ..Intake::default() };
    let mut reader = Reader::with(intake);
    reader.pass(log.as_bytes(), |event| investigation.take(event)).unwrap();
    reader.finish().unwrap().events.into_iter().for_each(|event| investigation.take(event));
    let (explained, _) = investigation.finish();
    let mut n_compared = 0;
    for (request, diagnosis) in &explained {
        let Value::Object(told) = serde_json::to_value(Record::of(request, diagnosis)).unwrap() else {
            panic!("an object")
        };
        let Some(id) = told["request_id"].as_str() else { continue };
        let answer = get(&server, &format!("/requests/{id}/export.json")).await;
        let exported = answer.json();
        for (name, value) in &told {
            assert_eq!(&exported[name], value, "{name} of {id}");
        }
        let proving = exported["lines"].as_array().unwrap();
        assert_eq!(proving.len(), told["evidence"].as_array().unwrap().len(), "{id}");
        assert_eq!(exported["url"], format!("http://why403.example.com/requests/{id}"));
        n_compared += 1;
        if n_compared == 1 {
            is_a_file(&answer, &format!("why403-request-{id}.json"), "application/json");
        }
    }
    assert!(n_compared > 15, "{n_compared}");
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn an_incident_of_the_sample_is_written_to_the_letter(pool: PgPool) {
    let server = TestServer::start(pool).await;
    server.desk.load_sample().await.unwrap();
    let all = incidents(&server).await;
    let cached = |row: &&IncidentRow| row.identity.policy_origin == Some(PolicyOrigin::Cached);
    let incident = all.iter().find(cached).unwrap();
    let cookie = server.signed_in().await;
    let address = format!("/incidents/{}", incident.incident_id);
    let said = "text=It+was+%3Cb%3E**the+cache**%3C%2Fb%3E%0A%23+no+heading";
    server.post(&format!("{address}/comment"), said).cookie(&cookie).send().await;
    let answer = get(&server, &format!("{address}/export.md")).await;
    is_a_file(&answer, &format!("why403-incident-{}.md", incident.incident_id), "text/markdown");
    let number = incident.incident_id.to_string();
    let told = answer.body.replace(&format!("/incidents/{number}>"), "/incidents/1>");
    let told = told.replace(&format!("**Incident**: {number}\n"), "**Incident**: 1\n");
    let golden = include_str!("exports/incident.md");
    assert!(told == golden, "another text than `exports/incident.md`:\n{told}");

    let answer = server.get(&format!("{address}/export.md")).cookie(&cookie).with("accept-language", "zh-CN");
    let chinese = answer.send().await.body;
    assert!(chinese.contains("## 时间线") && chinese.contains("The client is not authorized"), "{chinese}");

    let answer = get(&server, &format!("{address}/export.json")).await;
    is_a_file(&answer, &format!("why403-incident-{}.json", incident.incident_id), "application/json");
    let told = answer.json();
    assert_eq!(told["incident_id"], incident.incident_id);
    assert_eq!(told["cause"], "authorizer_policy_deny");
    assert_eq!(told["policy_origin"], "cached");
    assert_eq!(told["activity"][0]["kind"], "comment");
    assert_eq!(told["url"], format!("http://why403.example.com{address}"));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn the_calls_that_match_are_a_table(pool: PgPool) {
    let server = TestServer::start(pool).await;
    server.desk.load_sample().await.unwrap();
    let access = r#"{"requestId":"eeeeeeee-0000-4000-8000-000000000001","stage":"=1+1","httpMethod":"GET","path":"/","status":"403"}"#;
    let access = format!("2026-08-01T10:00:00.000Z {access}\n");
    server.import("log", &(call(1, "/a,\"b\";c") + &call(2, "/orders"))).await;
    server.import("log", &access).await;
    let stored: i64 =
        sqlx::query_scalar("SELECT count(*) FROM request").fetch_one(&server.pool).await.unwrap();
    let answer = get(&server, "/requests.csv").await;
    is_a_file(&answer, "why403-requests.csv", "text/csv");
    let all = rows(&answer);
    assert_eq!(i64::try_from(all.len()).unwrap(), stored);
    let times: Vec<&String> = all.iter().map(|row| &row["started_at"]).collect();
    assert!(times.is_sorted_by(|one, next| one >= next), "{times:?}");
    let odd = all.iter().find(|row| row["path"] == "/a,\"b\";c").unwrap();
    assert_eq!((odd["cause"].as_str(), odd["method"].as_str()), ("authorizer_policy_deny", "GET"));

    let formula = all.iter().find(|row| row["reference"].starts_with("eeeeeeee")).unwrap();
    assert_eq!(formula["stage"], "'=1+1");

    // A place in the list is no filter: whoever is on the second page wants all.
    let some = rows(&get(&server, "/requests.csv?path=%2Forders&cause=refused&older_than=x").await);
    assert!(!some.is_empty() && some.len() < all.len());
    assert!(some.iter().all(|row| row["path"].starts_with("/orders") && row["cause"] != "none"));
    assert!(rows(&get(&server, "/requests.csv?stage=nowhere").await).is_empty());
    assert_eq!(get(&server, "/requests.csv?cause=%00&path=%00&q=%00").await.status, StatusCode::OK);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_table_that_is_cut_says_so(pool: PgPool) {
    let server = TestServer::start(pool).await;
    let fill = "INSERT INTO request (started_at, lines_hash, request_key, engine_version, n_lines, ordinal, dictionary_id,
                                     is_sample, api_id, cause, grade, pack)
                SELECT timestamptz '2026-08-01 10:00:00+00' + n * interval '1 millisecond', n, gen_random_uuid(), 1, 1, 0, 1,
                       false, 'k3x9q2m7ab', 'none', 'proved', ''
                FROM generate_series(1, $1) AS n";
    sqlx::query(fill).bind(100_000).execute(&server.pool).await.unwrap();
    let whole = get(&server, "/requests.csv").await;
    assert_eq!(whole.body.matches("\r\n").count(), 100_001);
    sqlx::query(fill).bind(1).execute(&server.pool).await.unwrap();
    let cut = get(&server, "/requests.csv").await;
    assert_eq!(cut.body.matches("\r\n").count(), 100_002);
    let last = cut.body.trim_end().rsplit("\r\n").next().unwrap();
    assert_eq!(last, "\"The newest 100,000 rows; there are more. Narrow the filters.\"");
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn incidents_and_figures_are_tables(pool: PgPool) {
    let server = TestServer::start(pool).await;
    server.desk.load_sample().await.unwrap();
    let listed = incidents(&server).await;
    let answer = get(&server, "/incidents.csv").await;
    is_a_file(&answer, "why403-incidents.csv", "text/csv");
    let told = rows(&answer);
    assert_eq!(told.len(), listed.len());
    for (row, listed) in told.iter().zip(&listed) {
        assert_eq!(row["incident_id"], listed.incident_id.to_string());
        assert_eq!(row["cause"], listed.identity.cause.id());
        assert_eq!(row["n_requests"], listed.n_requests.to_string());
        assert_ne!(row["cause"], Cause::None.id());
    }
    assert!(rows(&get(&server, "/incidents.csv?state=resolved").await).is_empty());
    assert_eq!(rows(&get(&server, "/incidents.csv?state=nonsense").await).len(), listed.len());

    let answer = get(&server, "/trends.csv?range=all").await;
    is_a_file(&answer, "why403-trends.csv", "text/csv");
    let columns = rows(&answer);
    let sum = |name: &str| columns.iter().map(|row| row[name].parse::<i64>().unwrap()).sum::<i64>();
    let stored: (i64, i64) =
        sqlx::query_as("SELECT count(*), count(*) FILTER (WHERE cause <> 'none') FROM request")
            .fetch_one(&server.pool)
            .await
            .unwrap();
    assert_eq!((sum("n_requests"), sum("n_refused")), stored);
    assert!(columns[0].contains_key("authorizer_policy_deny/implicit/cached"), "{:?}", columns[0]);
    assert!(columns.windows(2).all(|two| two[0]["to"] == two[1]["from"]));
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn what_is_not_there_is_not_found_and_what_a_caller_wrote_stays_text(pool: PgPool) {
    let server = TestServer::start(pool).await;
    for address in [
        "/requests/nothing/export.json",
        "/requests/nothing/export.md",
        "/requests/%00/export.json",
        "/requests/..%2F..%2Fetc/export.json",
        "/incidents/1/export.json",
        "/incidents/1/export.md",
        "/incidents/x/export.md",
        "/incidents/99999999999999999999/export.json",
        "/incidents/%00/export.json",
    ] {
        assert_eq!(get(&server, address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    server.import("log", &call(1, "/x`](http://evil.example)<b>")).await;
    let address = "/requests/dddddddd-0000-4000-8000-000000000001/export.md";
    let answer = get(&server, address).await;
    is_a_file(&answer, "why403-request-dddddddd-0000-4000-8000-000000000001.md", "text/markdown");
    assert!(answer.body.contains("``GET /x`](http://evil.example)<b>``"), "{}", answer.body);
    // A name that no host has is not put into links.
    let cookie = server.signed_in().await;
    let odd = server.get(address).cookie(&cookie).with("host", "a><b").send().await;
    assert!(odd.body.contains("<http://localhost/requests/"), "{}", odd.body);
}

#[sqlx::test(migrator = "server::storage::MIGRATOR")]
async fn a_page_says_how_it_is_carried_elsewhere(pool: PgPool) {
    let server = TestServer::start(pool).await;
    server.import("log", &call(1, "/orders")).await;
    let page = get(&server, "/requests/dddddddd-0000-4000-8000-000000000001").await;
    for part in [
        "http://why403.example.com/requests/dddddddd-0000-4000-8000-000000000001",
        "filter @message like \"dddddddd-0000-4000-8000-000000000001\"",
        "/requests/dddddddd-0000-4000-8000-000000000001/export.json",
        "/requests/dddddddd-0000-4000-8000-000000000001/export.md",
    ] {
        assert!(page.body.contains(part), "{part}");
    }
    let id = incidents(&server).await[0].incident_id;
    let page = get(&server, &format!("/incidents/{id}")).await;
    assert!(page.body.contains(&format!("/incidents/{id}/export.md")));
    assert!(
        page.body
            .contains("filter @message like \"The client is not authorized to perform this operation.\"")
    );
}
