//! Drives the real why403 from outside, as a person does: its command line, its private database, its pages in a
//! real Chromium, with scripts and without.
//!
//! `cargo xtask test tests` builds the product, installs what a browser test needs, and runs `tests/tests/*.rs`.
//! What it hands over is in [`environment`].
//!
//! To add a journey: 1. write a test in the file of its subject; 2. begin it with [`journey`], which gives it a
//! product and a browser of its own; 3. wait for what should be there, never for time to pass. Whatever the
//! journey was about, it fails when the server's log tells of a panic or the browser's console of an error.

#![expect(clippy::unwrap_used, clippy::panic, reason = "all of this is tests, which fail by a panic")]

pub mod browser;
pub mod chance;
pub mod command_line;
pub mod database;
pub mod environment;
pub mod exports;
pub mod guest;
pub mod product;
pub mod web;

pub use browser::{Browser, Scripts};
pub use product::Product;

/// A product and a browser that looks at it.
#[derive(Debug)]
pub struct Journey {
    /// The product, with an empty database.
    pub product: Product,
    /// The browser, not signed in.
    pub browser: Browser,
}

/// Walks through the product with a browser, then ends both and looks for what went wrong behind the pages.
pub async fn journey(scripts: Scripts, walk: impl AsyncFnOnce(&Journey)) {
    let product = Product::start().await;
    let browser = Browser::start(scripts, product.url()).await;
    let journey = Journey { product, browser };
    walk(&journey).await;
    let Journey { product, browser } = journey;
    let complaints = browser.close().await;
    product.stop();
    assert!(complaints.is_empty(), "the browser's console complains:\n{}", complaints.join("\n"));
}

impl Journey {
    /// Signs the first administrator in by the set-up link: the overview is open.
    pub async fn sign_in(&self) {
        self.browser.open(self.product.set_up_path()).await;
        self.browser.follow("form[action^='/set-up/'] button").await;
        self.browser.at("/").await;
    }

    /// Signs in and loads the sample by its button: its refused calls are listed.
    pub async fn sign_in_with_sample(&self) {
        self.sign_in().await;
        self.browser.follow("form[action='/sample/load'] button").await;
        self.browser.at("/requests?cause=refused").await;
    }
}
