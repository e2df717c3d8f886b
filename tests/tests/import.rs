//! A log file comes in: dropped, chosen, or sent by a plain form; what is no log is told so on the page.

use std::path::Path;

use serde_json::json;
use tests::{Journey, Scripts, exports, journey, product};

const ENDS_AT: &str = "2026-08-01T14:05:00Z";

/// The figures on the page of an import: events, calls, new ones, refused ones, unknown lines.
async fn figures(at: &Journey) -> Vec<String> {
    at.browser.find("dl.figures").await;
    at.browser.texts("dl.figures dd").await
}

#[tokio::test]
async fn a_file_sent_by_the_plain_form_is_imported() {
    journey(Scripts::Off, async |at: &Journey| {
        let folder = product::folder();
        let file = exports::sample(folder.path(), "events.json", ENDS_AT);
        at.sign_in().await;
        at.browser.open("/import").await;
        at.browser.choose_file("#file", &file).await;
        at.browser.follow(".drop-zone button[type='submit']").await;
        let [_, requests, new, refused, unknown] = &figures(at).await[..] else { panic!("not five figures") };
        assert_eq!((new, refused.as_str(), unknown.as_str()), (requests, "13", "0"));

        // Once more: the same calls, none of them new.
        at.browser.open("/import").await;
        at.browser.choose_file("#file", &file).await;
        at.browser.follow(".drop-zone button[type='submit']").await;
        let again = figures(at).await;
        assert_eq!((&again[1], again[2].as_str()), (requests, "0"));
        at.browser.open("/requests?cause=refused").await;
        assert_eq!(at.browser.count("tbody tr").await, 13);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_chosen_goes_by_itself_when_scripts_run() {
    journey(Scripts::On, async |at: &Journey| {
        let folder = product::folder();
        let file = exports::sample(folder.path(), "events.json", ENDS_AT);
        at.sign_in().await;
        at.browser.open("/import").await;
        at.browser.find(".drop-zone.alive").await;
        at.browser.choose_file("#file", &file).await;
        assert_eq!(figures(at).await[3], "13");
        assert!(at.browser.path().await.starts_with("/import/"));
    })
    .await;
}

#[tokio::test]
async fn a_bundle_goes_beside_the_log_with_scripts_and_without() {
    const BUNDLE: &[u8] =
        br#"{"authorizers": {"items": [{"id": "a1b2c3", "name": "tokens", "type": "TOKEN"}]}}"#;
    for scripts in [Scripts::On, Scripts::Off] {
        let is_on = matches!(scripts, Scripts::On);
        journey(scripts, async |at: &Journey| {
            let folder = product::folder();
            // Before the bundle in the alphabet.
            let log = exports::sample(folder.path(), "a.json", ENDS_AT);
            let bundle = exports::save(folder.path(), "b.json", BUNDLE);
            at.sign_in().await;
            at.browser.open("/import").await;
            if is_on {
                at.browser.find(".drop-zone.alive").await;
            }
            let both = format!("{}\n{}", log.display(), bundle.display());
            at.browser.choose_file("#file", Path::new(&both)).await;
            if !is_on {
                at.browser.follow(".drop-zone button[type='submit']").await;
            }
            assert_eq!(figures(at).await[3], "13");
            assert!(at.browser.text(".head .meta").await.contains("From a.json"));
        })
        .await;
    }
}

#[tokio::test]
async fn a_file_can_be_dropped() {
    journey(Scripts::On, async |at: &Journey| {
        let folder = product::folder();
        let file = exports::sample(folder.path(), "events.json", ENDS_AT);
        at.sign_in().await;
        // The overview of an empty installation has the zone as well.
        at.browser.find(".drop-zone.alive").await;
        let drop = "
            const [text] = arguments;
            const data = new DataTransfer();
            data.items.add(new File([text], 'dropped.json', { type: 'application/json' }));
            const zone = document.querySelector('.drop-zone');
            for (const kind of ['dragover', 'drop'])
                zone.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));";
        at.browser.run(drop, vec![json!(std::fs::read_to_string(file).unwrap())]).await;
        assert_eq!(figures(at).await[3], "13");
        assert!(at.browser.text(".head .meta").await.contains("dropped.json"));
    })
    .await;
}

#[tokio::test]
async fn a_whole_folder_is_imported_without_what_lies_beside_its_logs() {
    journey(Scripts::On, async |at: &Journey| {
        let folder = product::folder();
        let stream = folder.path().join("exportedlogs/0a1b");
        std::fs::create_dir_all(&stream).unwrap();
        exports::sample(&stream, "000000", ENDS_AT);
        exports::save(folder.path(), "aws-logs-write-test", b"Permission Check Successful");
        exports::save(folder.path(), ".hidden", b"nothing");
        at.sign_in().await;
        at.browser.open("/import").await;
        at.browser.find(".drop-zone.alive").await;
        at.browser.choose_file("#folder", folder.path()).await;
        assert_eq!(figures(at).await[3], "13");
        assert!(at.browser.text(".head .meta").await.contains("From 000000"));
    })
    .await;
}

#[tokio::test]
async fn an_import_is_stopped() {
    journey(Scripts::On, async |at: &Journey| {
        let folder = product::folder();
        // Long enough to be stopped before it is read.
        let long =
            "(aaaaaaaa-0000-4000-8000-000000000001) Starting execution for request: x\n".repeat(1_500_000);
        let file = exports::save(folder.path(), "long.txt", long.as_bytes());
        at.sign_in().await;
        at.browser.open("/import").await;
        at.browser.find(".drop-zone.alive").await;
        at.browser.choose_file("#file", &file).await;
        at.browser.click(".drop-progress button").await;
        assert!(at.browser.text(".drop-status").await.starts_with("Stopped."));
        // The zone is there for the next.
        assert!(at.browser.find(".drop-choice").await.is_displayed().await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_wrong_file_is_told_so_on_the_page() {
    journey(Scripts::On, async |at: &Journey| {
        let folder = product::folder();
        at.sign_in().await;
        for (name, bytes, says) in exports::wrong() {
            let file = exports::save(folder.path(), name, &bytes);
            at.browser.open("/import").await;
            at.browser.find(".drop-zone.alive").await;
            at.browser.choose_file("#file", &file).await;
            at.browser.find(".drop-status.problem").await;
            let told = at.browser.text(".drop-status.problem").await;
            assert!(told.contains(says), "{name}: {told}");
        }
        at.browser.open("/requests").await;
        assert!(!at.browser.has("tbody tr").await, "nothing of a wrong file is kept");
    })
    .await;
}

#[tokio::test]
async fn a_wrong_file_is_told_so_without_scripts() {
    journey(Scripts::Off, async |at: &Journey| {
        let folder = product::folder();
        at.sign_in().await;
        for (name, bytes, says) in exports::wrong() {
            let file = exports::save(folder.path(), name, &bytes);
            at.browser.open("/import").await;
            at.browser.choose_file("#file", &file).await;
            at.browser.follow(".drop-zone button[type='submit']").await;
            let told = at.browser.text("[role='alert']").await;
            assert!(told.contains(says), "{name}: {told}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_log_says_is_only_ever_text() {
    journey(Scripts::On, async |at: &Journey| {
        let id = "11111111-2222-4333-8444-555555555555";
        let hostile = "<img src=x onerror=\"window.hurt = true\"><script>window.hurt = true</script>\u{202e}";
        let lines = [
            format!("({id}) Extended Request Id: MY9abcdefIdGxz0="),
            format!("({id}) Starting execution for request: {id}"),
            format!("({id}) HTTP Method: GET, Resource Path: /{hostile}"),
            format!("({id}) Method request headers: {{User-Agent={hostile}}}"),
            format!("({id}) Method completed with status: 403"),
        ];
        let folder = product::folder();
        let file = exports::save(folder.path(), "hostile.log", lines.join("\n").as_bytes());
        at.sign_in().await;
        at.browser.open("/import").await;
        at.browser.find(".drop-zone.alive").await;
        at.browser.choose_file("#file", &file).await;
        figures(at).await;
        for page in [format!("/requests/{id}"), "/requests".to_owned(), "/".to_owned()] {
            at.browser.open(&page).await;
            assert_eq!(at.browser.run("return [window.hurt ?? null]", vec![]).await, json!([null]), "{page}");
            assert!(!at.browser.has("main img, main script[src], body img").await, "{page}");
        }
        at.browser.open(&format!("/requests/{id}")).await;
        assert!(at.browser.text("ol.raw").await.contains("<img src=x onerror="));
    })
    .await;
}
