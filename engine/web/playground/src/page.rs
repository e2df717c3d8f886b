//! The page that is open: its fields and places, found by id.

use std::ops::Deref;

use engine_templates::{Part, Templates};
use js_sys::Reflect;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, Element, HtmlElement};

/// The playground's page.
#[derive(Clone)]
pub(crate) struct Page {
    templates: Templates,
    /// What holds all that is alive.
    pub(crate) root: Element,
}

impl Deref for Page {
    type Target = Templates;

    fn deref(&self) -> &Templates {
        &self.templates
    }
}

impl Page {
    /// Finds it; there is none when another page is open.
    pub(crate) fn open() -> Result<Self, JsValue> {
        let templates = Templates::open("play-templates")?;
        let root = templates.document().get_element_by_id("playground").ok_or("no playground")?;
        Ok(Self { templates, root })
    }

    fn document(&self) -> &Document {
        self.templates.document()
    }

    /// The element of this id, less what all ids here begin with.
    pub(crate) fn element(&self, id: &str) -> Option<Element> {
        self.document().get_element_by_id(&format!("play-{id}"))
    }

    /// What is typed or chosen in a field.
    pub(crate) fn value(&self, id: &str) -> String {
        self.element(id).map(|field| value_of(&field)).unwrap_or_default()
    }

    /// Puts a value into a field; does nothing where it is there already, so that the caret stays.
    pub(crate) fn set_value(&self, id: &str, value: &str) {
        if let Some(field) = self.element(id) {
            set_value_of(&field, value);
        }
    }

    /// Shows an element or hides it.
    pub(crate) fn show(&self, id: &str, is_shown: bool) {
        if let Some(element) = self.element(id) {
            // Names that are ours can be set.
            let _ = if is_shown {
                element.remove_attribute("hidden")
            } else {
                element.set_attribute("hidden", "")
            };
        }
    }

    /// Puts text into an element; what is the same stays, so that nobody hears it twice.
    pub(crate) fn put_text(&self, id: &str, text: &str) {
        if let Some(element) = self.element(id)
            && element.text_content().as_deref() != Some(text)
        {
            element.set_text_content(Some(text));
        }
    }

    /// Puts pieces into the place of what an element held.
    pub(crate) fn fill<'a>(&self, id: &str, pieces: impl IntoIterator<Item = &'a Part>) {
        if let Some(element) = self.element(id) {
            element.set_text_content(None);
            for piece in pieces {
                piece.add_to(&element);
            }
        }
    }

    /// The same, where what was there says something else.
    pub(crate) fn fill_if_other(&self, id: &str, piece: Option<&Part>) {
        let text = piece.and_then(Part::text_content).unwrap_or_default();
        if self.element(id).and_then(|element| element.text_content()).is_none_or(|old| old != text) {
            self.fill(id, piece);
        }
    }

    /// Moves the focus.
    pub(crate) fn focus(&self, id: &str) {
        if let Some(element) = self.element(id) {
            focus(&element);
        }
    }
}

/// Moves the focus to an element.
pub(crate) fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        // What cannot be focused is not.
        let _ = element.focus();
    }
}

/// What is typed or chosen in a field.
pub(crate) fn value_of(field: &Element) -> String {
    Reflect::get(field, &"value".into()).ok().and_then(|value| value.as_string()).unwrap_or_default()
}

/// Puts a value into a field.
pub(crate) fn set_value_of(field: &Element, value: &str) {
    if value_of(field) != value {
        // Every field has a value.
        let _ = Reflect::set(field, &"value".into(), &value.into());
    }
}

/// All elements within another that a selector finds.
pub(crate) fn all(within: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = within.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|place| found.item(place)?.dyn_into().ok()).collect()
}
