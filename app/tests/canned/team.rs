//! People of each role, one who was removed, and names and notes that want to be HTML.

use app::{
    pages::team::data::{Guest, Mate, TeamPage},
    viewer::Role,
};

use super::now;

pub(crate) fn team() -> TeamPage {
    let mate = |user_id: i64, name: &str, role: Role, is_gone: bool| Mate {
        user_id,
        name: name.into(),
        role,
        is_viewer: user_id == 1,
        created_at: now().plus_millis(-86_400_000),
        removed_at: is_gone.then(now),
    };
    TeamPage {
        created: None,
        people: vec![
            mate(1, "admin", Role::Administrator, false),
            mate(2, "mara<i>", Role::Member, false),
            mate(3, "olek", Role::Member, true),
        ],
        invited: vec![Guest {
            invitation_id: 5,
            note: "for Ines <script>alert(1)</script>".into(),
            created_by: "admin".into(),
            created_at: now(),
            expires_at: now().plus_millis(604_800_000),
        }],
    }
}
