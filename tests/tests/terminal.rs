//! The command line: what goes wrong is one line that says what to do, an exit code that is not 0, and nothing
//! half-written.

use std::fs;
use std::io::{BufWriter, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use tests::command_line::{ended, why403};
use tests::{Product, exports, product};

const ENDS_AT: &str = "2026-08-01T14:05:00Z";

fn import(data: &Path, file: &Path) -> tests::command_line::Ended {
    why403([Path::new("import"), Path::new("--data"), data, file])
}

#[test]
fn importing_twice_gives_the_same_rows() {
    let (data, folder) = (product::folder(), product::folder());
    let file = exports::sample(folder.path(), "events.json", ENDS_AT);
    let first = import(data.path(), &file);
    assert_eq!(first.code, Some(0), "{first:?}");
    assert!(first.out.contains("13 refused"), "{first:?}");
    let second = import(data.path(), &file);
    assert_eq!(second.code, Some(0), "{second:?}");
    assert!(second.out.contains("(0 new, 13 refused"), "{second:?}");
}

#[test]
fn a_wrong_file_is_told_so_by_both_commands_and_keeps_nothing() {
    let (data, folder) = (product::folder(), product::folder());
    for (name, bytes, says) in exports::wrong() {
        let file = exports::save(folder.path(), name, &bytes);
        for told in [import(data.path(), &file), why403([Path::new("diagnose"), &file])] {
            let complaint = told.complaint();
            assert!(complaint.contains(says) && complaint.contains(name), "{name}: {complaint}");
        }
    }
    let file = exports::sample(folder.path(), "events.json", ENDS_AT);
    let after = import(data.path(), &file);
    assert!(after.out.contains("13 refused") && !after.out.contains("(0 new"), "{after:?}");
}

#[test]
fn what_describes_the_api_goes_beside_the_log_or_comes_alone() {
    const BUNDLE: &[u8] = br#"{"restApi": {"id": "a1b2c3d4e5", "name": "orders", "apiKeySource": "HEADER"},
        "authorizers": {"items": [{"id": "a1b2c3", "name": "tokens", "type": "TOKEN", "authorizerResultTtlInSeconds": 60}]}}"#;
    let (data, folder) = (product::folder(), product::folder());
    let bundle = exports::save(folder.path(), "api.json", BUNDLE);
    let file = exports::sample(folder.path(), "events.json", ENDS_AT);
    let told = import(data.path(), &bundle);
    assert_eq!(told.code, Some(0), "{told:?}");
    assert!(told.out.contains("no events, configuration of a1b2c3d4e5 (new)"), "{told:?}");
    let nameless = exports::save(
        folder.path(),
        "authorizers.json",
        br#"{"items": [{"id": "a1b2c3", "type": "TOKEN"}]}"#,
    );
    let told = import(data.path(), &nameless);
    assert!(told.complaint().contains("does not say which"), "{told:?}");
    let configured = |config: &Path| {
        why403([Path::new("import"), Path::new("--data"), data.path(), Path::new("--config"), config, &file])
    };
    let told = configured(&file);
    assert!(told.complaint().contains("describes no API"), "{told:?}");
    let told = configured(&bundle);
    assert_eq!(told.code, Some(0), "{told:?}");
    assert!(told.out.contains("known already; none of these calls is one of this API"), "{told:?}");
}

#[test]
fn a_line_of_100_mb_is_refused_without_being_held() {
    let (data, folder) = (product::folder(), product::folder());
    let file = folder.path().join("long.log");
    let mut out = BufWriter::new(fs::File::create(&file).unwrap());
    let piece = vec![b'x'; 1 << 20];
    for _ in 0..100 {
        out.write_all(&piece).unwrap();
    }
    out.flush().unwrap();
    drop(out);
    for told in [import(data.path(), &file), why403([Path::new("diagnose"), &file])] {
        assert!(told.complaint().contains("longer than 1 MiB"), "{told:?}");
    }
}

#[test]
fn a_file_of_a_folder_that_is_no_log_is_left_out_and_named() {
    let (data, folder) = (product::folder(), product::folder());
    exports::sample(folder.path(), "events.json", ENDS_AT);
    exports::save(folder.path(), "letter.txt", b"Dear all,\nthe gateway is closed on Mondays.\n");
    let told = import(data.path(), folder.path());
    assert_eq!(told.code, Some(0), "{told:?}");
    assert!(told.out.contains("13 refused"), "{told:?}");
    assert!(told.err.contains("left out `letter.txt`: this is no log"), "{told:?}");
    // No log is among them.
    let letters = product::folder();
    for name in ["a.txt", "b.txt"] {
        exports::save(letters.path(), name, b"Dear all,\nthe gateway is closed on Mondays.\n");
    }
    let told = import(data.path(), letters.path());
    assert!(told.complaint().contains("`a.txt`: this is no log"), "{told:?}");
}

#[test]
fn nothing_on_standard_input_is_told_and_the_tables_are_made() {
    let data = product::folder();
    let told = import(data.path(), Path::new("-"));
    assert!(told.complaint().contains("empty"), "{told:?}");
    assert!(data.path().join("postgres/PG_VERSION").exists());
}

#[test]
fn a_file_that_is_not_there_is_told_before_a_database_is_made() {
    let data = product::folder();
    let new = data.path().join("new");
    let told = import(&new, Path::new("/no/such/file.json"));
    assert!(told.complaint().contains("`/no/such/file.json`"), "{told:?}");
    assert!(!new.exists());
}

#[test]
fn a_port_in_use_is_told() {
    let data = product::folder();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let told =
        why403([Path::new("serve"), Path::new("--port"), Path::new(&port), Path::new("--data"), data.path()]);
    let complaint = told.complaint();
    assert!(complaint.contains(&format!("port {port}")) && complaint.contains("--port"), "{complaint}");
}

#[test]
fn a_database_that_does_not_answer_is_told_in_bounded_time() {
    // One that nobody listens for, and one that takes the call and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = format!("postgres://why403:secret@{}/why403", silent.local_addr().unwrap());
    for url in ["postgres://why403:secret@127.0.0.1:1/why403", &silent] {
        let mut command = product::command(["serve", "--port", "0"]);
        let told = ended(command.env("DATABASE_URL", url));
        let complaint = told.complaint();
        assert!(complaint.contains("DATABASE_URL"), "{complaint}");
        assert!(!complaint.contains("secret"), "{complaint}");
    }
}

#[test]
fn a_data_folder_that_cannot_be_written_is_told() {
    let folder = product::folder();
    let file = exports::save(folder.path(), "file", b"");
    let told = why403([Path::new("serve"), Path::new("--port"), Path::new("0"), Path::new("--data"), &file]);
    assert!(told.complaint().contains("cannot write to the data folder"), "{told:?}");
}

#[test]
fn a_cluster_of_another_version_is_told_and_left_alone() {
    let (data, folder) = (product::folder(), product::folder());
    let file = exports::sample(folder.path(), "events.json", ENDS_AT);
    assert_eq!(import(data.path(), &file).code, Some(0));
    fs::write(data.path().join("postgres/PG_VERSION"), "9.6\n").unwrap();
    let told = import(data.path(), &file);
    assert!(told.complaint().contains("made by Postgres 9.6"), "{told:?}");
}

#[tokio::test]
async fn a_data_folder_in_use_is_told_with_what_to_do() {
    let data = Arc::new(product::folder());
    let product = Product::start_in(Arc::clone(&data), true).await;
    let folder = product::folder();
    let file = exports::sample(folder.path(), "events.json", ENDS_AT);
    let told = import(data.path(), &file);
    assert!(told.complaint().contains("in use") && told.complaint().contains("`/import`"), "{told:?}");
    let told =
        why403([Path::new("serve"), Path::new("--port"), Path::new("0"), Path::new("--data"), data.path()]);
    assert!(told.complaint().contains("in use by another why403 (pid"), "{told:?}");
    product.stop();
}

#[tokio::test]
async fn after_a_kill_it_starts_again_with_what_it_had() {
    let (data, folder) = (Arc::new(product::folder()), product::folder());
    let file = exports::sample(folder.path(), "events.json", ENDS_AT);
    assert_eq!(import(data.path(), &file).code, Some(0));
    // Dropped is killed.
    drop(Product::start_in(Arc::clone(&data), true).await);
    let again = import(data.path(), &file);
    assert!(again.out.contains("(0 new, 13 refused"), "{again:?}");
}
