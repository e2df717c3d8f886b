//! The page that reads pasted text: where what is said comes to stand.

use std::ops::Deref;

use engine_templates::{Part, Slots, Templates};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Element;

/// The page that is open.
pub(crate) struct Page {
    templates: Templates,
    status: Element,
    result: Element,
}

impl Deref for Page {
    type Target = Templates;

    fn deref(&self) -> &Templates {
        &self.templates
    }
}

impl Page {
    /// Finds the places of the page.
    pub(crate) fn open() -> Result<Self, JsValue> {
        let templates = Templates::open("paste-templates")?;
        let place =
            |id: &str| templates.document().get_element_by_id(id).ok_or_else(|| JsValue::from_str(id));
        let (status, result) = (place("paste-status")?, place("paste-result")?);
        Ok(Self { templates, status, result })
    }

    /// Takes away what an earlier text brought.
    pub(crate) fn clear(&self) {
        self.status.set_text_content(None);
        self.result.set_text_content(None);
    }

    /// Says a sentence about the whole text.
    pub(crate) fn say(&self, key: &str, slots: &Slots<'_>) {
        self.status.set_text_content(Some(&self.text(key, slots)));
    }

    /// Adds a piece below the field.
    pub(crate) fn show(&self, piece: &Part) {
        piece.add_to(&self.result);
    }

    /// Puts a call in the place of the one that is shown.
    pub(crate) fn replace_call(&self, call: Option<&Part>) {
        if let Ok(Some(shown)) = self.result.query_selector(".pasted-call") {
            shown.remove();
        }
        if let Some(call) = call {
            self.show(call);
        }
    }

    /// Marks the chosen call in the list.
    pub(crate) fn press(&self, place: u32) {
        let Ok(choices) = self.result.query_selector_all("[data-call]") else { return };
        for choice in (0..choices.length()).filter_map(|n| choices.item(n)?.dyn_into::<Element>().ok()) {
            let is_chosen = choice.get_attribute("data-call").is_some_and(|own| own == place.to_string());
            // An attribute with such a name can be set on any element.
            let _ = choice.set_attribute("aria-pressed", if is_chosen { "true" } else { "false" });
        }
    }
}
