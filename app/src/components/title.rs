//! The title of a page.

use leptos::prelude::*;
use leptos_meta::Title;

/// What a page is called, with the product behind it. `leptos_meta` writes a title into the head as it is, and ours hold what logs say, so it is
/// made text here.
#[component]
pub(crate) fn PageTitle(text: String) -> impl IntoView {
    view! { <Title text=escaped(&format!("{text} · why403"))/> }.into_any()
}

/// As text of an element.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn no_title_ends_the_title() {
        assert_eq!(escaped("GET /a&b</title><script>"), "GET /a&amp;b&lt;/title&gt;&lt;script&gt;");
    }
}
