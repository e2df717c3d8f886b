//! A page's templates: found by id, copied, filled. So the modules that run in the browser have no words and no drawings: the page
//! brings them in the viewer's language (`app/src/components/templates.rs`).
//!
//! A template that is not there leaves its place empty: page and module come from one build, but a browser may hold one of them
//! from before.

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, DocumentFragment, Element, HtmlTemplateElement, Node};

/// A slot's name and what goes into it.
pub type Filling<'a> = (&'static str, &'a str);

/// What goes into the slots of a sentence.
pub type Slots<'a> = [Filling<'a>];

/// The templates of the page that is open.
#[derive(Debug, Clone)]
pub struct Templates {
    document: Document,
    root: Element,
}

impl Templates {
    /// Those within the element of this id.
    pub fn open(id: &str) -> Result<Self, JsValue> {
        let document = web_sys::window().and_then(|window| window.document()).ok_or("no document")?;
        let root = document.get_element_by_id(id).ok_or_else(|| JsValue::from_str(id))?;
        Ok(Self { document, root })
    }

    /// The document that they stand in.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// A copy of a template.
    pub fn piece(&self, id: &str) -> Option<Part> {
        let found = self.root.query_selector(&format!("template[data-id=\"{id}\"]")).ok()??;
        let content = found.dyn_into::<HtmlTemplateElement>().ok()?.content();
        let copy = content.clone_node_with_deep(true).ok()?;
        copy.dyn_into::<DocumentFragment>().ok().map(Part)
    }

    /// A sentence with its slots filled and its key words marked.
    pub fn sentence(&self, key: &str, slots: &Slots<'_>) -> Option<Part> {
        let special = slots.iter().find_map(|(name, value)| match (*name, *value) {
            ("n", "1") => self.piece(&format!("{key}~one")),
            // Only what is no more than a word can name a form: what fills a slot may be anything.
            ("n", _) => None,
            (_, value) if value.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_') => {
                self.piece(&format!("{key}~{value}"))
            }
            _ => None,
        });
        let sentence = special.or_else(|| self.piece(key))?;
        sentence.fill(slots);
        Some(sentence)
    }

    /// The same as text; nothing where there is no such sentence.
    pub fn text(&self, key: &str, slots: &Slots<'_>) -> String {
        self.sentence(key, slots).and_then(|sentence| sentence.0.text_content()).unwrap_or_default()
    }

    /// A line of text as a piece.
    pub fn plain(&self, text: &str) -> Part {
        let fragment = self.document.create_document_fragment();
        fragment.set_text_content(Some(text));
        Part(fragment)
    }
}

/// A copy of a template, not yet in the page.
#[derive(Debug)]
pub struct Part(DocumentFragment);

impl Part {
    /// Adds it to an element of the page.
    pub fn add_to(&self, element: &Element) {
        add(element, &self.0);
    }

    /// All its text.
    pub fn text_content(&self) -> Option<String> {
        self.0.text_content()
    }

    /// The element of this name.
    pub fn find(&self, part: &str) -> Option<Element> {
        self.0.query_selector(&format!("[data-part=\"{part}\"]")).ok().flatten()
    }

    /// Puts text into a part.
    pub fn text(&self, part: &str, text: &str) {
        if let Some(element) = self.find(part) {
            element.set_text_content(Some(text));
        }
    }

    /// Puts text into a part, or takes the part away.
    pub fn text_or_remove(&self, part: &str, text: Option<&str>) {
        match text {
            Some(text) => self.text(part, text),
            None => self.remove(part),
        }
    }

    /// Sets an attribute of a part.
    pub fn set(&self, part: &str, name: &str, value: &str) {
        if let Some(element) = self.find(part) {
            // The names are ours, and good ones.
            let _ = element.set_attribute(name, value);
        }
    }

    /// Takes a part away.
    pub fn remove(&self, part: &str) {
        if let Some(element) = self.find(part) {
            element.remove();
        }
    }

    /// Adds a piece to a part.
    pub fn append(&self, part: &str, piece: &Self) {
        if let Some(element) = self.find(part) {
            add(&element, &piece.0);
        }
    }

    /// The same with a piece that may not be there.
    pub fn append_some(&self, part: &str, piece: Option<&Self>) {
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
