//! The groups that are not closed yet.
//!
//! A group has a place as long as it is open; a place that has become free is used again. Ids are chosen by clients, so that
//! they are looked up by a hash with a key that nobody knows.

use std::collections::HashMap;

use super::{
    group::{Group, Lines},
    home::{self, Home},
};

/// Where an open group is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place(usize);

#[derive(Debug, Default)]
pub(super) struct Open {
    groups: Vec<Option<Group>>,
    free: Vec<Place>,
    n_begun: u64,
    by_id: HashMap<Box<str>, Places>,
    by_extended_id: HashMap<Box<str>, Place>,
    /// Where the last line with an id belonged, and of which stage it was: most lines follow one of their own call.
    last: Option<(Place, Option<Home>)>,
    /// What lines of groups stood in that are over.
    rooms: Vec<Lines>,
}

/// As much room of groups that are over is kept for others.
const MOST_ROOMS: usize = 256;

/// One place or several, in the order in which they were named.
#[derive(Debug)]
struct Places {
    first: Place,
    others: Vec<Place>,
}

impl Places {
    fn iter(&self) -> impl Iterator<Item = Place> {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }
}

impl Open {
    pub(super) fn get(&self, place: Place) -> Option<&Group> {
        self.groups.get(place.0)?.as_ref()
    }

    pub(super) fn get_mut(&mut self, place: Place) -> Option<&mut Group> {
        self.groups.get_mut(place.0)?.as_mut()
    }

    pub(super) fn groups(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter().flatten()
    }

    /// The places of the groups that `is` holds for, in the order in which they were begun.
    pub(super) fn places(&self, is: impl Fn(&Group) -> bool) -> Vec<Place> {
        let mut places: Vec<(u64, Place)> = (0..)
            .map(Place)
            .zip(&self.groups)
            .filter_map(|(place, group)| {
                group.as_ref().filter(|group| is(group)).map(|group| (group.begun, place))
            })
            .collect();
        places.sort_unstable_by_key(|(begun, _)| *begun);
        places.into_iter().map(|(_, place)| place).collect()
    }

    /// The group of this id whose stage is not another one; one that begins if there is none. `said` is what the line itself
    /// says of its stage.
    pub(super) fn group_of(&mut self, id: &str, said: Option<&Home>, home: Option<&Home>) -> Place {
        if said.is_none()
            && let Some((place, of)) = &self.last
            && of.as_ref() == home
            && self.get(*place).is_some_and(|group| group.request_id.as_deref() == Some(id))
        {
            return *place;
        }
        let known = self.by_id.get(id).and_then(|places| {
            places.iter().find(|place| {
                self.get(*place).is_some_and(|group| home::may_be_one(group.home(), said.or(home)))
            })
        });
        let place = if let Some(place) = known {
            if let Some(group) = self.get_mut(place) {
                group.live_at(home);
            }
            place
        } else {
            let place = self.begin(Some(id), home);
            self.name_id(place, id);
            place
        };
        self.last = said.is_none().then(|| (place, home.cloned()));
        place
    }

    /// Begins a group.
    pub(super) fn begin(&mut self, id: Option<&str>, home: Option<&Home>) -> Place {
        self.n_begun += 1;
        let room = self.rooms.pop().unwrap_or_default();
        let group = Some(Group::new(self.n_begun, id, home.cloned(), room));
        let free = self.free.pop().and_then(|place| Some((place, self.groups.get_mut(place.0)?)));
        if let Some((place, slot)) = free {
            *slot = group;
            return place;
        }
        self.groups.push(group);
        Place(self.groups.len() - 1)
    }

    /// Ends a group: nothing leads to it any more.
    pub(super) fn remove(&mut self, place: Place) -> Option<Group> {
        let group = self.groups.get_mut(place.0)?.take()?;
        self.free.push(place);
        self.last = None;
        for id in group.ids() {
            let Some(places) = self.by_id.get_mut(id) else { continue };
            places.others.retain(|other| *other != place);
            if places.first == place {
                if places.others.is_empty() {
                    self.by_id.remove(id);
                } else {
                    places.first = places.others.remove(0);
                }
            }
        }
        for id in group.extended_ids() {
            if self.by_extended_id.get(id) == Some(&place) {
                self.by_extended_id.remove(id);
            }
        }
        Some(group)
    }

    /// Takes back the room of a group that is over.
    pub(super) fn reuse(&mut self, lines: Lines) {
        if self.rooms.len() < MOST_ROOMS {
            self.rooms.extend(lines.into_room());
        }
    }

    /// The group that this id was last given to.
    pub(super) fn last_of(&self, id: &str) -> Option<Place> {
        self.by_id.get(id)?.iter().last()
    }

    /// Lines with this id may belong to a group.
    pub(super) fn name_id(&mut self, place: Place, id: &str) {
        match self.by_id.get_mut(id) {
            Some(places) => places.others.push(place),
            None => {
                self.by_id.insert(id.into(), Places { first: place, others: Vec::new() });
            }
        }
    }

    pub(super) fn of_extended_id(&self, id: &str) -> Option<Place> {
        self.by_extended_id.get(id).copied()
    }

    /// A group learns its extended id: an access line that had only that one, and came first, is brought in.
    pub(super) fn name_extended_id(&mut self, place: Place, id: &str) {
        let known = self.by_extended_id.insert(id.into(), place).filter(|known| *known != place);
        if let Some(group) = self.get_mut(place) {
            group.name_extended_id(id);
        }
        let Some(known) = known else { return };
        if self.get(known).is_some_and(Group::is_access_only)
            && let Some(other) = self.remove(known)
        {
            self.by_extended_id.insert(id.into(), place);
            if let Some(group) = self.get_mut(place) {
                group.absorb(other);
            }
        }
    }
}
