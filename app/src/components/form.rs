//! Forms that change something: they post and the server redirects, so they work without scripts.

use leptos::prelude::*;

/// A form that is one button.
#[component]
pub(crate) fn ButtonForm(
    /// Where it posts to.
    action: &'static str,
    /// What the button says.
    label: String,
    /// Further classes of the button.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    view! {
        <form method="post" action=action>
            <button class=format!("button {class}") type="submit">{label}</button>
        </form>
    }
    .into_any()
}

/// One of the viewer's preferences as a small form: `name` = `value`, then back to this page.
#[component]
pub(crate) fn PreferenceForm(
    /// `language` or `theme`.
    name: &'static str,
    /// Its new value.
    value: &'static str,
    /// What the button says.
    label: String,
    /// The language of the label.
    #[prop(optional, into)]
    lang: Option<&'static str>,
    /// Whether it is the present value.
    pressed: bool,
    /// The page to come back to.
    back: String,
) -> impl IntoView {
    view! {
        <form method="post" action=crate::urls::PREFERENCES>
            <input type="hidden" name=name value=value/>
            <input type="hidden" name="return" value=back/>
            <button class="choice" type="submit" lang=lang aria-pressed=pressed.to_string()>
                {label}
            </button>
        </form>
    }
    .into_any()
}
