//! Somebody who is signed in, without a browser.

use http::{Method, StatusCode};
use serde_json::Value;

use crate::Product;
use crate::web::{Answer, ask, ask_with};

/// Somebody who is signed in.
#[derive(Debug)]
pub struct Guest {
    url: String,
    cookie: String,
}

impl Guest {
    /// Signs in by the set-up link.
    pub async fn sign_in(product: &Product) -> Self {
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let link = format!("{}{}", product.url(), product.set_up_path());
        let answer = ask(Method::POST, &link, &form, "").await;
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        assert!(cookie.contains("why403="), "{answer:?}");
        Self { url: product.url().to_owned(), cookie }
    }

    /// Asks with these headers and this body.
    pub async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let headers = [headers, &[("cookie", self.cookie.as_str())]].concat();
        ask(method, &format!("{}{path}", self.url), &headers, body).await
    }

    /// A page.
    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[("accept", "text/html")], "").await
    }

    /// The data of a page.
    pub async fn json(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[("accept", "application/json")], "").await
    }

    /// How the server is.
    pub async fn health(&self) -> (StatusCode, Value) {
        let answer = self.ask(Method::GET, "/health", &[], "").await;
        (answer.status, serde_json::from_str(&answer.body).unwrap())
    }

    /// Sends a file as a program does.
    pub async fn import(&self, name: &str, text: &str) -> Answer {
        self.import_bytes(name, text.as_bytes()).await
    }

    /// Sends a file that is no text.
    pub async fn import_bytes(&self, name: &str, bytes: &[u8]) -> Answer {
        let headers =
            [("content-type", "multipart/form-data; boundary=edge-of-it"), ("accept", "application/json")];
        let head = format!("Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"");
        let mut body = format!("--edge-of-it\r\n{head}\r\n\r\n").into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--edge-of-it--\r\n");
        let headers = [&headers[..], &[("cookie", self.cookie.as_str())]].concat();
        ask_with(Method::POST, &format!("{}/import", self.url), &headers, body).await
    }
}
