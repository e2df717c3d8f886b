//! Says yes to everything that API Gateway's control plane may be asked, and writes down what it was.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{Json, Router, body::Bytes, extract::State, http::Method, http::Uri};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The HTTP method.
    pub method: String,
    /// The path, with its query where there is one.
    pub path: String,
    /// The JSON that was sent; `Null` where nothing was.
    pub body: Value,
}

type Calls = Arc<Mutex<Vec<Call>>>;

/// One that writes down until it is dropped.
#[derive(Debug)]
pub struct Recorder {
    calls: Calls,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Recorder {
    /// Starts one on any free port of this machine.
    pub async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let calls = Calls::default();
        let router = Router::new().fallback(write_down).with_state(Arc::clone(&calls));
        let serving = tokio::spawn(async move {
            // It ends with the test.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { calls, address, serving })
    }

    /// Where it answers.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was asked, in order.
    pub fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn write_down(State(calls): State<Calls>, method: Method, uri: Uri, body: Bytes) -> Json<Value> {
    let path = uri.path_and_query().map_or_else(|| uri.path().to_owned(), ToString::to_string);
    let body = if body.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(&body)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&body).into_owned()))
    };
    calls.lock().unwrap_or_else(PoisonError::into_inner).push(Call {
        method: method.to_string(),
        path,
        body,
    });
    Json(json!({}))
}
