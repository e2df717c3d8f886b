//! A real Chromium, driven through chromedriver: one process, one empty profile and one tab for each journey.
//!
//! Everything here waits for what it needs, up to [`PATIENCE`], and then fails with the address that was open.

mod axe;
mod chrome;
mod driver;
mod picture;
mod sent;

use std::sync::Mutex;
use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::sleep;

use driver::Driver;

/// How long anything on a page may take.
pub const PATIENCE: Duration = Duration::from_secs(20);
const ROUND: Duration = Duration::from_millis(50);

/// Whether the browser runs scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scripts {
    /// As most people have it.
    On,
    /// As some have it; all reading and every form has to work.
    Off,
}

/// One browser window.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    scripts: Scripts,
    base: String,
    opened: Mutex<Vec<String>>,
    // Ended in this order: the browser before its profile goes.
    _driver: Driver,
    _profile: TempDir,
}

impl Browser {
    /// Starts one that will look at `base`.
    pub async fn start(scripts: Scripts, base: &str) -> Self {
        let profile = tempfile::Builder::new().prefix("why403-chromium-").tempdir().unwrap();
        let driver = tokio::task::spawn_blocking(Driver::start).await.unwrap();
        let capabilities = chrome::capabilities(scripts, profile.path());
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(driver.url())
            .await
            .unwrap_or_else(|error| panic!("no browser: {error}"));
        let browser = Self {
            client,
            scripts,
            base: base.to_owned(),
            opened: Mutex::default(),
            _driver: driver,
            _profile: profile,
        };
        browser.resize(1280, 900).await;
        browser
    }

    /// Opens a page by its path.
    pub async fn open(&self, path: &str) {
        let url = format!("{}{path}", self.base);
        self.opened.lock().unwrap().push(url.clone());
        self.client.goto(&url).await.unwrap_or_else(|error| panic!("cannot open {url}: {error}"));
    }

    /// Path, query and fragment of the page that is open.
    pub async fn path(&self) -> String {
        let url = self.client.current_url().await.unwrap().to_string();
        url.strip_prefix(&self.base).unwrap_or(&url).to_owned()
    }

    /// Waits until the page of this path is shown, whole.
    pub async fn at(&self, path: &str) {
        for _ in 0..rounds() {
            // The address and what is shown may change one after the other.
            if self.path().await == path && self.is_whole().await {
                return;
            }
            sleep(ROUND).await;
        }
        self.fail(&format!("should be at {path}")).await;
    }

    /// The first element that matches, as soon as there is one.
    pub async fn find(&self, css: &str) -> Element {
        match self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await {
            Ok(element) => element,
            Err(_) => self.fail(&format!("should have {css}")).await,
        }
    }

    /// Whether anything matches now.
    pub async fn has(&self, css: &str) -> bool {
        self.count(css).await > 0
    }

    /// How many elements match now.
    pub async fn count(&self, css: &str) -> usize {
        self.client.find_all(Locator::Css(css)).await.unwrap().len()
    }

    /// The text of the first element that matches.
    pub async fn text(&self, css: &str) -> String {
        match self.find(css).await.text().await {
            Ok(text) => text,
            // A page that was swapped in between.
            Err(_) => self.find(css).await.text().await.unwrap(),
        }
    }

    /// The texts of all elements that match now.
    pub async fn texts(&self, css: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for element in self.client.find_all(Locator::Css(css)).await.unwrap() {
            texts.push(element.text().await.unwrap());
        }
        texts
    }

    /// An attribute of the first element that matches.
    pub async fn attribute(&self, css: &str, name: &str) -> Option<String> {
        self.find(css).await.attr(name).await.unwrap()
    }

    /// Where the first link that matches leads.
    pub async fn link(&self, css: &str) -> String {
        match self.attribute(css, "href").await {
            Some(address) => address,
            None => self.fail(&format!("{css} should be a link")).await,
        }
    }

    /// Clicks the first element that matches.
    pub async fn click(&self, css: &str) {
        if let Err(error) = self.find(css).await.click().await {
            self.fail(&format!("cannot click {css}: {error}")).await;
        }
    }

    /// Clicks, and waits until another page is shown, or the same one anew.
    pub async fn follow(&self, css: &str) {
        let before = self.find("#page").await;
        self.click(css).await;
        for _ in 0..rounds() {
            // What was on the page before is gone, and what is there now belongs to the address.
            if before.tag_name().await.is_err() && self.is_whole().await {
                return;
            }
            sleep(ROUND).await;
        }
        self.fail(&format!("{css} should have led somewhere")).await;
    }

    /// What is shown belongs to the address. A page behind a link for others does not say which it is: it is never swapped.
    async fn is_whole(&self) -> bool {
        let path = self.path().await;
        let page = path.split('#').next().unwrap_or_default();
        self.has(&format!("#page[data-url='{page}'], #page:not([data-url])")).await
    }

    /// Replaces what stands in a field.
    pub async fn fill(&self, css: &str, value: &str) {
        let field = self.find(css).await;
        field.clear().await.unwrap();
        field.send_keys(value).await.unwrap();
    }

    /// Chooses a file in a file field.
    pub async fn choose_file(&self, css: &str, file: &std::path::Path) {
        self.find(css).await.send_keys(file.to_str().unwrap()).await.unwrap();
    }

    /// Presses a key, wherever the focus is.
    pub async fn press(&self, key: Key) {
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: key.into() })
            .then(KeyAction::Up { value: key.into() });
        self.client.perform_actions(keys).await.unwrap();
    }

    /// Goes back by the browser's button.
    pub async fn back(&self) {
        self.client.back().await.unwrap();
    }

    /// Loads the page again.
    pub async fn reload(&self) {
        self.client.refresh().await.unwrap();
    }

    /// Sets a preference (`language`, `theme`) by its button in the bar.
    pub async fn prefer(&self, name: &str, value: &str) {
        let form = format!("form:has(input[name='{name}'][value='{value}'])");
        if self.attribute(&format!("{form} button"), "aria-pressed").await.as_deref() != Some("true") {
            self.follow(&format!("{form} button")).await;
        }
        let pressed = self.attribute(&format!("{form} button"), "aria-pressed").await;
        assert_eq!(pressed.as_deref(), Some("true"), "{name} should be {value}");
    }

    /// Runs a script on the page.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        assert_eq!(self.scripts, Scripts::On, "this browser runs no scripts");
        match self.client.execute(script, arguments).await {
            Ok(value) => value,
            Err(error) => self.fail(&format!("script failed: {error}")).await,
        }
    }

    /// Makes the window this large, as narrow as any telephone.
    pub async fn resize(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Lets the system prefer `light` or `dark`.
    pub async fn system_prefers(&self, scheme: &str) {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.devtools("Emulation.setEmulatedMedia", features).await;
    }

    /// What makes the page that is open wider than its window; what scrolls by itself may be.
    pub async fn overflow(&self) -> Vec<String> {
        let script = "
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            return [...document.querySelectorAll('body *')]
                .filter((element) => element.getBoundingClientRect().right > width + 0.5)
                .map((element) => element.outerHTML.slice(0, 160)).slice(0, 5)
                .concat([`${document.documentElement.scrollWidth} of ${width} px`]);";
        let wide = self.run(script, vec![]).await;
        wide.as_array().into_iter().flatten().map(ToString::to_string).collect()
    }

    async fn devtools(&self, command: &str, parameters: Value) -> Value {
        match self.client.issue_cmd(chrome::Devtools::new(command, &parameters)).await {
            Ok(answer) => answer,
            Err(error) => panic!("{command}: {error}"),
        }
    }

    /// Fails with what is known about the page.
    pub async fn fail(&self, what: &str) -> ! {
        let path = self.path().await;
        let heading = match self.client.find(Locator::Css("h1")).await {
            Ok(heading) => heading.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        };
        let name = format!("failure-{}", path.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-"));
        self.picture(name.get(..60).unwrap_or(&name)).await;
        let complaints = self.complaints().await;
        panic!("{what}; open is {path} with the heading `{heading}`, console: {complaints:?}")
    }

    /// Ends the browser and tells what its console complained about on the way.
    pub async fn close(self) -> Vec<String> {
        let complaints = self.complaints().await;
        self.client.close().await.unwrap();
        complaints
    }

    /// Errors in the console, other than that an address which was opened on purpose is refused.
    async fn complaints(&self) -> Vec<String> {
        let Ok(entries) = self.client.issue_cmd(chrome::Log).await else { return Vec::new() };
        let opened = self.opened.lock().unwrap().clone();
        entries
            .as_array()
            .into_iter()
            .flatten()
            .filter(|entry| entry.get("level").is_some_and(|level| level == "SEVERE"))
            .filter_map(|entry| entry.get("message")?.as_str().map(str::to_owned))
            .filter(|message| {
                !opened.iter().any(|url| message.starts_with(&format!("{url} - Failed to load resource")))
            })
            .collect()
    }
}

fn rounds() -> u128 {
    PATIENCE.as_millis() / ROUND.as_millis()
}
