//! Texts in which nothing was found to take out: most headers, addresses and names of a log come again and again.
//!
//! Only what stays in clear is remembered, never a secret. What a text was looked at as is a part of its key: the value of a
//! header may stay that someone's words may not.

/// What a text was looked at as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Role {
    /// A `name=value` among headers, whose value may stay.
    #[default]
    Header,
    /// What someone wrote.
    Text,
    /// Names, a path, an ARN.
    Names,
    /// An address, with its query.
    Address,
}

/// A longer text is not remembered.
const LONGEST: usize = 512;

/// So many texts are remembered; one that has the place of another takes it.
const N_SLOTS: usize = 2048;

/// What is known of texts. One that is made by [`Memo::none`] learns nothing, and costs nothing to make.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memo {
    slots: Vec<Slot>,
    /// Where the next text is written that is changed.
    room: String,
}

#[derive(Debug, Clone, Default)]
struct Slot {
    role: Role,
    text: String,
}

impl Memo {
    /// One that learns.
    pub(crate) fn learning() -> Self {
        Self { slots: vec![Slot::default(); N_SLOTS], room: String::new() }
    }

    /// One that knows nothing and stays so: for a single message.
    pub(crate) fn none() -> Self {
        Self::default()
    }

    /// An empty string, for a text that may have to be written anew.
    pub(super) fn take_room(&mut self) -> String {
        std::mem::take(&mut self.room)
    }

    /// Takes such a string back once it is read.
    pub(crate) fn give_room(&mut self, mut room: String) {
        room.clear();
        self.room = room;
    }

    /// Whether nothing is to be taken out of a text.
    pub(super) fn knows(&self, role: Role, text: &str) -> bool {
        let [one, other] = places(role, text);
        [one, other].iter().any(|place| {
            self.slots
                .get(*place)
                .is_some_and(|slot| slot.role == role && slot.text == text && !text.is_empty())
        })
    }

    /// Remembers that nothing is to be taken out of a text.
    pub(super) fn learn(&mut self, role: Role, text: &str) {
        if self.slots.is_empty() || text.is_empty() || text.len() > LONGEST {
            return;
        }
        // The place that was taken later is the other one's, so that of two texts that come in turn both stay.
        let [one, other] = places(role, text);
        let (Some(from), true) = (self.slots.get_mut(one).map(std::mem::take), one != other) else { return };
        let mut room = match self.slots.get_mut(other) {
            Some(slot) => std::mem::replace(slot, from).text,
            None => String::new(),
        };
        room.clear();
        room.push_str(text);
        if let Some(slot) = self.slots.get_mut(one) {
            *slot = Slot { role, text: room };
        }
    }
}

/// The two neighbours where a text may stand.
fn places(role: Role, text: &str) -> [usize; 2] {
    let place = hash(role, text) & (N_SLOTS - 1);
    [place, place ^ 1]
}

/// A hash that is quick, and no more: who chooses texts so that they share a place gains that they are looked at again.
fn hash(role: Role, text: &str) -> usize {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let (eights, rest) = text.as_bytes().as_chunks();
    let mut hash = (text.len() as u64) << 8 | role as u64;
    for eight in eights {
        hash = (hash.rotate_left(23) ^ u64::from_le_bytes(*eight)).wrapping_mul(FACTOR);
    }
    let rest = rest.iter().fold(0, |rest, byte| rest << 8 | u64::from(*byte));
    hash = (hash.rotate_left(23) ^ rest).wrapping_mul(FACTOR);
    usize::try_from(hash >> 40).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Memo, Role};

    #[test]
    fn what_was_learned_is_known_as_what_it_was_looked_at() {
        let mut memo = Memo::learning();
        memo.learn(Role::Header, "Host=api.example.com");
        assert!(memo.knows(Role::Header, "Host=api.example.com"));
        assert!(!memo.knows(Role::Text, "Host=api.example.com"));
        assert!(!memo.knows(Role::Header, "Host=api.example.co"));
        assert!(!memo.knows(Role::Header, ""));
        let mut none = Memo::none();
        none.learn(Role::Names, "/orders");
        assert!(!none.knows(Role::Names, "/orders"));
    }

    #[test]
    fn however_many_texts_come_the_last_ones_are_known() {
        let mut memo = Memo::learning();
        for n in 0..100_000 {
            let text = format!("/orders/{n}");
            memo.learn(Role::Names, &text);
            assert!(memo.knows(Role::Names, &text));
        }
        assert!(!memo.knows(Role::Names, "/orders/1"));
    }
}
