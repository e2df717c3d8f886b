//! The page's templates: found by id, copied, filled. A template that is not there leaves its place empty: the page and this
//! module come from one build, but a browser may hold one of them from before.

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, DocumentFragment, Element, HtmlTemplateElement, Node};

use crate::Slots;

/// A slot's name and what goes into it.
pub(crate) type Filling<'a> = (&'static str, &'a str);

/// The page that is open.
pub(crate) struct Page {
    document: Document,
    templates: Element,
    status: Element,
    result: Element,
}

impl Page {
    /// Finds the places of the page.
    pub(crate) fn open() -> Result<Self, JsValue> {
        let document = web_sys::window().and_then(|window| window.document()).ok_or("no document")?;
        let place = |id: &str| document.get_element_by_id(id).ok_or_else(|| JsValue::from_str(id));
        let (templates, status, result) =
            (place("paste-templates")?, place("paste-status")?, place("paste-result")?);
        Ok(Self { document, templates, status, result })
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
        add(&self.result, &piece.0);
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

    /// A copy of a template.
    pub(crate) fn piece(&self, id: &str) -> Option<Part> {
        let found = self.templates.query_selector(&format!("template[data-id=\"{id}\"]")).ok()??;
        let content = found.dyn_into::<HtmlTemplateElement>().ok()?.content();
        let copy = content.clone_node_with_deep(true).ok()?;
        copy.dyn_into::<DocumentFragment>().ok().map(Part)
    }

    /// A sentence with its slots filled and its key words marked.
    pub(crate) fn sentence(&self, key: &str, slots: &Slots<'_>) -> Option<Part> {
        let ending = slots.iter().find_map(|slot| match slot {
            ("n", "1") => Some("~one"),
            ("filled", "none") => Some("~none"),
            _ => None,
        });
        let special = ending.and_then(|ending| self.piece(&format!("{key}{ending}")));
        let sentence = special.or_else(|| self.piece(key))?;
        sentence.fill(slots);
        Some(sentence)
    }

    /// The same as text; nothing where there is no such sentence.
    pub(crate) fn text(&self, key: &str, slots: &Slots<'_>) -> String {
        self.sentence(key, slots).and_then(|sentence| sentence.0.text_content()).unwrap_or_default()
    }

    /// A line of text as a piece.
    pub(crate) fn plain(&self, text: &str) -> Part {
        let fragment = self.document.create_document_fragment();
        fragment.set_text_content(Some(text));
        Part(fragment)
    }
}

/// A copy of a template, not yet in the page.
pub(crate) struct Part(DocumentFragment);

impl Part {
    fn find(&self, part: &str) -> Option<Element> {
        self.0.query_selector(&format!("[data-part=\"{part}\"]")).ok().flatten()
    }

    /// Puts text into a part.
    pub(crate) fn text(&self, part: &str, text: &str) {
        if let Some(element) = self.find(part) {
            element.set_text_content(Some(text));
        }
    }

    /// Puts text into a part, or takes the part away.
    pub(crate) fn text_or_remove(&self, part: &str, text: Option<&str>) {
        match text {
            Some(text) => self.text(part, text),
            None => self.remove(part),
        }
    }

    /// Sets an attribute of a part.
    pub(crate) fn set(&self, part: &str, name: &str, value: &str) {
        if let Some(element) = self.find(part) {
            // The names are ours, and good ones.
            let _ = element.set_attribute(name, value);
        }
    }

    /// Takes a part away.
    pub(crate) fn remove(&self, part: &str) {
        if let Some(element) = self.find(part) {
            element.remove();
        }
    }

    /// Adds a piece to a part.
    pub(crate) fn append(&self, part: &str, piece: &Self) {
        if let Some(element) = self.find(part) {
            add(&element, &piece.0);
        }
    }

    /// The same with a piece that may not be there.
    pub(crate) fn append_some(&self, part: &str, piece: Option<&Self>) {
        if let Some(piece) = piece {
            self.append(part, piece);
        }
    }

    fn fill(&self, slots: &Slots<'_>) {
        let Ok(places) = self.0.query_selector_all("[data-slot]") else { return };
        for place in (0..places.length()).filter_map(|n| places.item(n)?.dyn_into::<Element>().ok()) {
            let name = place.get_attribute("data-slot").unwrap_or_default();
            let Some((_, text)) = slots.iter().find(|(known, _)| *known == name) else { continue };
            place.set_text_content(Some(text));
            close_up(
                text_beside(place.previous_sibling(), Node::previous_sibling),
                text.chars().next(),
                true,
            );
            close_up(text_beside(place.next_sibling(), Node::next_sibling), text.chars().last(), false);
        }
    }
}

/// The text beside a place; between them may stand comments, by which leptos keeps texts apart.
fn text_beside(mut node: Option<Node>, next: impl Fn(&Node) -> Option<Node>) -> Option<Node> {
    while let Some(beside) = node.as_ref().filter(|node| node.node_type() == Node::COMMENT_NODE) {
        node = next(beside);
    }
    node
}

/// Chinese sets a space beside a Latin word, which is what a slot mostly holds, but none between two characters.
fn close_up(beside: Option<Node>, edge: Option<char>, is_before: bool) {
    let is_chinese = |character: Option<char>| {
        character.is_some_and(|character| ('\u{3000}'..'\u{a000}').contains(&character))
    };
    let Some(text) = beside.as_ref().and_then(Node::text_content).filter(|_| is_chinese(edge)) else {
        return;
    };
    let kept = if is_before {
        text.strip_suffix(' ').filter(|kept| is_chinese(kept.chars().last()))
    } else {
        text.strip_prefix(' ').filter(|kept| is_chinese(kept.chars().next()))
    };
    if let (Some(beside), Some(kept)) = (beside, kept) {
        beside.set_text_content(Some(kept));
    }
}

/// Adds a piece that is filled: the names of its parts have served, and could be taken for those of what it comes into.
fn add(element: &Element, piece: &DocumentFragment) {
    if let Ok(parts) = piece.query_selector_all("[data-part]") {
        for part in (0..parts.length()).filter_map(|n| parts.item(n)?.dyn_into::<Element>().ok()) {
            // To take away what is not there does nothing.
            let _ = part.remove_attribute("data-part");
        }
    }
    // Fails only where a node would come to lie in itself.
    let _ = element.append_child(piece);
}
