//! Pictures of whole pages, kept to be looked at.

use std::fs;

use base64::Engine as _;
use serde_json::{Value, json};

use super::Browser;
use crate::environment;

/// A page that is longer is cut: nobody looks further.
const LONGEST: f64 = 6_000.0;

impl Browser {
    /// Keeps a picture of the whole page as `name.png`.
    pub async fn picture(&self, name: &str) {
        let metrics = self.devtools("Page.getLayoutMetrics", json!({})).await;
        let side = |name: &str| metrics.pointer(&format!("/cssContentSize/{name}")).and_then(Value::as_f64);
        let (width, height) = (side("width").unwrap(), side("height").unwrap().min(LONGEST));
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let wanted = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let answer = self.devtools("Page.captureScreenshot", wanted).await;
        let data = answer.get("data").and_then(Value::as_str).unwrap();
        let bytes = base64::engine::general_purpose::STANDARD.decode(data).unwrap();
        let folder = environment::artifacts();
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{name}.png")), bytes).unwrap();
    }
}
