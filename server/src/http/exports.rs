//! What is carried elsewhere as a file.
//!
//! | file | what is there |
//! |---|---|
//! | [`documents`] | one call or incident, as JSON or Markdown |
//! | [`tables`] | lists and figures, as CSV |
//! | `sheet` | how a CSV is written |

pub mod documents;
mod sheet;
pub mod tables;

use axum::{
    body::Body,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};

/// A file that is saved, not shown. `name` is made of what others chose: nothing else than letters, digits and `-` of it is kept.
fn file(name: &str, extension: &str, media_type: &'static str, body: Body) -> Response {
    let is_kept = |character: &char| character.is_ascii_alphanumeric() || *character == '-';
    let name: String = name.chars().filter(is_kept).take(80).collect();
    let disposition = format!("attachment; filename=\"why403-{name}.{extension}\"");
    ([(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)], body)
        .into_response()
}

fn none() -> Response {
    (StatusCode::NOT_FOUND, "there is no such call or incident\n").into_response()
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::header};

    use super::file;

    #[test]
    fn no_name_of_a_file_is_a_callers() {
        for (name, saved) in [
            ("request-3c2b33dc-60ec", "attachment; filename=\"why403-request-3c2b33dc-60ec.json\""),
            ("request-a\"; x=../<b>`\r\n\u{202e}é", "attachment; filename=\"why403-request-axb.json\""),
            ("", "attachment; filename=\"why403-.json\""),
        ] {
            let response = file(name, "json", "application/json", Body::empty());
            assert_eq!(response.headers()[header::CONTENT_DISPOSITION], saved, "{name}");
        }
        let long = file(&"a".repeat(5_000), "md", "text/markdown", Body::empty());
        assert!(long.headers()[header::CONTENT_DISPOSITION].len() < 150);
    }
}
