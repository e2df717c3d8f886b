//! `why403 snapshot` against moto, which somebody else wrote: it prints what boto3 reads of the same API.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may end so")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use engine::configuration::{Configuration, snapshots};
use serde_json::{Value, json};
use tests::command_line::{Ended, ended};
use tests::{environment, product};

/// An API in moto, which lives as long as this.
struct Moto {
    process: Child,
    steps: ChildStdin,
    told: BufReader<ChildStdout>,
}

impl Moto {
    fn start(python: &std::path::Path) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/control_plane/orders.py");
        let mut command = Command::new(python);
        command.args(["-B", script]).stdin(Stdio::piped()).stdout(Stdio::piped());
        without_account(&mut command);
        let mut process = command.spawn().unwrap();
        let steps = process.stdin.take().unwrap();
        let told = BufReader::new(process.stdout.take().unwrap());
        Self { process, steps, told }
    }

    /// What boto3 reads of the API.
    fn told(&mut self) -> Value {
        let mut line = String::new();
        self.told.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    fn edit(&mut self) -> Value {
        self.steps.write_all(b"edit\n").unwrap();
        self.told()
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Nothing of the person who runs the test, nor of an account.
fn without_account(command: &mut Command) {
    command.envs([("AWS_CONFIG_FILE", "/dev/null"), ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")]);
    for name in ["AWS_REGION", "AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"] {
        command.env_remove(name);
    }
}

fn snapshot(told: &Value, arguments: &[&str]) -> Ended {
    let mut command = product::command(["snapshot", "--region", "eu-central-1"]);
    command.args(["--endpoint-url", told["url"].as_str().unwrap()]).args(arguments);
    command.envs([("AWS_ACCESS_KEY_ID", "AKIATEST"), ("AWS_SECRET_ACCESS_KEY", "secret")]);
    without_account(&mut command);
    ended(&mut command)
}

/// Compares what was printed with what boto3 reads, part by part, and gives what was printed.
fn compare(mut told: Value) -> String {
    let api_id = told["apiId"].as_str().unwrap().to_owned();
    let ended = snapshot(&told, &["--api-id", &api_id]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let bundle: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(bundle.get("missing"), None, "{ended:?}");
    // The snapshot is of one API; boto3 lists the plans and keys of all.
    for (part, name) in [("usagePlans", "gold"), ("apiKeys", "partner")] {
        let of_all = told["told"][part]["items"].as_array_mut().unwrap();
        assert_eq!(of_all.len(), 2);
        of_all.retain(|element| element["name"] == name);
    }
    // What boto3 tells apart: of a mapping its domain name, of a plan its keys.
    told["told"]["region"] = "eu-central-1".into();
    told["told"]["basePathMappings"]["items"][0]["domainName"] = "orders.example.com".into();
    told["told"]["usagePlans"]["items"][0]["keyIds"] = json!([told["told"]["apiKeys"]["items"][0]["id"]]);
    let [found, expected] = [&ended.out, &told["told"].to_string()].map(|text| {
        let snapshot = snapshots(text).unwrap().remove(0);
        let mut document = serde_json::from_str::<Value>(snapshot.document()).unwrap();
        // moto gives each export another version.
        document["exports"]["prod"]["restApi"]["version"] = Value::Null;
        document
    });
    for (part, expected) in expected.as_object().unwrap() {
        assert_eq!(found[part], *expected, "{part}");
    }
    assert_eq!(bundle["apiKeys"]["items"][0]["name"], "partner");
    assert!(!ended.out.contains("planted-value-of-a-key"), "{}", ended.out);
    ended.out
}

#[test]
fn a_snapshot_is_what_boto3_reads() {
    let Some(python) = environment::moto() else { return };
    let mut moto = Moto::start(&python);
    let told = moto.told();
    let named = snapshot(&told, &[]);
    assert_eq!((named.code, named.out.as_str()), (Some(2), ""), "{named:?}");
    assert!(named.err.contains(&format!("{}  orders", told["apiId"].as_str().unwrap())), "{named:?}");

    let before = compare(told);
    let after = compare(moto.edit());
    let ttl = [before, after].map(|bundle| {
        let mut configuration = Configuration::default();
        configuration.read(&bundle).unwrap();
        let bundle: Value = serde_json::from_str(&bundle).unwrap();
        let api_id = bundle["restApi"]["id"].as_str().unwrap().into();
        let authorizer_id = bundle["authorizers"]["items"][0]["id"].as_str().unwrap().into();
        configuration.authorizer(Some(&api_id), &authorizer_id).unwrap().ttl_seconds
    });
    assert_eq!(ttl, [0, 300]);
}
