//! The few cookies of the product.

use axum::http::{HeaderMap, HeaderValue, header::COOKIE};

/// Holds the language somebody chose.
pub const LANGUAGE: &str = "why403_language";
/// Holds the theme somebody chose.
pub const THEME: &str = "why403_theme";

/// A preference outlives the session.
const PREFERENCE_SECONDS: i64 = 365 * 24 * 60 * 60;

/// The value of the cookie of this name.
pub fn get<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// The session cookie's name: browsers refuse `__Host-` without TLS.
pub fn session_name(is_https: bool) -> &'static str {
    if is_https { "__Host-why403" } else { "why403" }
}

/// Sets the session cookie; it ends with the session at the latest.
pub fn set_session(token: &str, seconds: i64, is_https: bool) -> Option<HeaderValue> {
    let name = session_name(is_https);
    let secure = if is_https { "; Secure" } else { "" };
    HeaderValue::try_from(format!(
        "{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}"
    ))
    .ok()
}

/// Takes the session cookie back.
pub fn clear_session(is_https: bool) -> Option<HeaderValue> {
    set_session("", 0, is_https)
}

/// The name of the cookie that a link is exchanged for.
pub fn share_name(is_https: bool) -> &'static str {
    if is_https { "__Host-why403-share" } else { "why403-share" }
}

/// Sets that cookie: it ends with the browser, and the link when it ends.
pub fn set_share(token: &str, is_https: bool) -> Option<HeaderValue> {
    let name = share_name(is_https);
    let secure = if is_https { "; Secure" } else { "" };
    // Lax: who follows a link from elsewhere has it, too.
    HeaderValue::try_from(format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}")).ok()
}

/// The name of the cookie that a link's passphrase is exchanged for.
pub fn share_pass_name(is_https: bool) -> &'static str {
    if is_https { "__Host-why403-share-pass" } else { "why403-share-pass" }
}

/// Sets that cookie: it ends with the browser.
pub fn set_share_pass(token: &str, is_https: bool) -> Option<HeaderValue> {
    let name = share_pass_name(is_https);
    let secure = if is_https { "; Secure" } else { "" };
    HeaderValue::try_from(format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}")).ok()
}

/// Sets a preference.
pub fn set_preference(name: &str, value: &str, is_https: bool) -> Option<HeaderValue> {
    let secure = if is_https { "; Secure" } else { "" };
    HeaderValue::try_from(format!(
        "{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={PREFERENCE_SECONDS}{secure}"
    ))
    .ok()
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header::COOKIE};

    use super::get;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("xwhy403=1; why403=a=b"));
        headers.append(COOKIE, HeaderValue::from_static("why403_theme=dark"));
        assert_eq!(get(&headers, "why403"), Some("a=b"));
        assert_eq!(get(&headers, "why403_theme"), Some("dark"));
        assert_eq!(get(&headers, "theme"), None);
    }
}
