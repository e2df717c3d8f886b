//! Comments as people write them: a part of Markdown, made of elements and text nodes, so that nothing in a comment is ever HTML.
//!
//! Paragraphs, lists, quotes, code, emphasis and links to the web. What is more is shown as it was typed.

use leptos::prelude::*;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

use crate::format;

/// Deeper nesting is not shown as such.
const DEEPEST: usize = 16;

/// A comment.
#[component]
pub(crate) fn Markdown(text: String) -> impl IntoView {
    let mut events = Parser::new_ext(&text, Options::empty());
    view! { <div class="markdown">{inside(&mut events, 0)}</div> }.into_any()
}

/// What stands up to the end of the element that was begun. Deeper elements than are shown are gone through here, not each by
/// a call of its own: a comment may be made of nothing but quotes in quotes.
fn inside(events: &mut Parser<'_>, depth: usize) -> Vec<AnyView> {
    let mut parts = Vec::new();
    let mut n_too_deep = 0_usize;
    while let Some(event) = events.next() {
        match event {
            Event::End(_) if n_too_deep == 0 => break,
            Event::End(_) => n_too_deep -= 1,
            Event::Start(_) if depth >= DEEPEST => n_too_deep += 1,
            Event::Start(tag) => {
                let inner = inside(events, depth + 1);
                parts.push(element(&tag, inner));
            }
            Event::Code(code) => parts.push(view! { <code>{format::visible(&code)}</code> }.into_any()),
            Event::SoftBreak => parts.push(" ".into_any()),
            Event::HardBreak => parts.push(view! { <br/> }.into_any()),
            Event::Rule => parts.push(view! { <hr/> }.into_any()),
            // HTML is what somebody typed, no more.
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                parts.push(format::visible(&text).into_any());
            }
            _ => {}
        }
    }
    parts
}

fn element(tag: &Tag<'_>, inner: Vec<AnyView>) -> AnyView {
    match tag {
        Tag::Strong => view! { <b>{inner}</b> }.into_any(),
        Tag::Emphasis => view! { <em>{inner}</em> }.into_any(),
        Tag::BlockQuote(_) => view! { <blockquote>{inner}</blockquote> }.into_any(),
        Tag::List(Some(_)) => view! { <ol>{inner}</ol> }.into_any(),
        Tag::List(None) => view! { <ul>{inner}</ul> }.into_any(),
        Tag::Item => view! { <li>{inner}</li> }.into_any(),
        Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
            view! { <pre tabindex="0">{inner}</pre> }.into_any()
        }
        Tag::Link { dest_url, .. } if is_of_the_web(dest_url) => {
            let href = dest_url.to_string();
            view! { <a href=href rel="noopener noreferrer nofollow ugc">{inner}</a> }.into_any()
        }
        // A link elsewhere, and a picture, are their text.
        Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
            let to = format!(" ({})", format::visible(dest_url));
            view! { <span>{inner}{to}</span> }.into_any()
        }
        Tag::Paragraph | Tag::Heading { .. } => view! { <p>{inner}</p> }.into_any(),
        _ => inner.into_any(),
    }
}

fn is_of_the_web(url: &str) -> bool {
    let url = url.to_ascii_lowercase();
    url.starts_with("https://") || url.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use leptos::prelude::*;

    use super::Markdown;

    fn html(text: &str) -> String {
        let owner = Owner::new();
        owner.with(|| view! { <Markdown text=text.to_owned()/> }.to_html())
    }

    #[test]
    fn what_people_write_is_shown_as_they_mean_it() {
        let html =
            html("It was **the cache**: see `TTL 300`.\n\n- one\n- two\n\n[docs](https://example.com/a)");
        for part in ["<b>the cache", "<code>TTL 300", "<li>", "href=\"https://example.com/a\"", "nofollow"] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }

    #[test]
    fn nothing_in_a_comment_is_html_or_runs() {
        for hostile in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "![x](https://evil.example/track.png)",
            "<https://evil.example/<script>>",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "`<script>`\n\n    <script>\n\n> <iframe src=x>",
        ] {
            let html = html(hostile).to_ascii_lowercase();
            for bad in ["<script", "<img", "<iframe", "href=\"javascript", "href=\"data", "src="] {
                let is_there = if bad == "src=" { html.contains("<img src=") } else { html.contains(bad) };
                assert!(!is_there, "{hostile}: {html}");
            }
        }
    }

    #[test]
    fn deep_nesting_ends() {
        let html = html(&">".repeat(5_000));
        assert!(html.matches("<blockquote").count() <= super::DEEPEST);
    }
}
