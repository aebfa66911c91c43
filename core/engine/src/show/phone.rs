//! The people who share a phone: their pictures, and what can be done about them.
//! Refuses names: who finds the phone learns how many use it, and nothing about anyone. Used by the border.

use super::acts::ask;
use crate::text::Texts;
use crate::view::{PersonView, PhoneView};

/// Each picture with the key of its word, easy to tell apart also in one colour.
const PICTURE: [(&str, &str); 12] = [
    ("🦊", "picture-fox"),
    ("🐳", "picture-whale"),
    ("🌻", "picture-sunflower"),
    ("⛵", "picture-boat"),
    ("🍎", "picture-apple"),
    ("🐝", "picture-bee"),
    ("🌙", "picture-moon"),
    ("🌲", "picture-tree"),
    ("🐢", "picture-turtle"),
    ("🎈", "picture-balloon"),
    ("🔔", "picture-bell"),
    ("🚲", "picture-bicycle"),
];

/// How many pictures there are, and so how many people a phone has room for.
#[allow(clippy::cast_possible_truncation, reason = "a dozen")]
pub const PICTURES: u8 = PICTURE.len() as u8;

/// The people of a phone: everybody with an account, by what to hand back and picture; the one who was
/// chosen, also before they have an account; the picture that is free.
#[must_use]
pub fn phone(
    people: &[(&str, u8)],
    chosen: Option<(&str, u8)>,
    free: Option<u8>,
    texts: &Texts,
) -> PhoneView {
    let known = |it: &(&str, u8)| people.iter().any(|(person, _)| *person == it.0);
    let newcomer = chosen.filter(|it| !known(it)).is_some();
    // One alone must not notice that there could be others.
    let several = people.len() + usize::from(newcomer) > 1;
    let shown = if several { people } else { &[] };
    let shown: Vec<PersonView> = shown.iter().map(|(id, picture)| person(id, *picture, texts)).collect();
    PhoneView {
        heading: texts.get("phone-heading"),
        chosen: chosen.and_then(|(id, _)| shown.iter().find(|it| it.person == id)).cloned(),
        people: shown,
        other: texts.get("phone-other"),
        add: chosen.filter(known).zip(free).map(|((_, own), free)| {
            let pictures = [("name", drawn(own).0), ("second", drawn(free).0)];
            ask(texts, "add-person", "add".into(), false, &pictures)
        }),
    }
}

fn person(id: &str, picture: u8, texts: &Texts) -> PersonView {
    let (drawn, key) = drawn(picture);
    PersonView {
        person: id.to_owned(),
        picture: drawn.to_owned(),
        tone: picture,
        name: texts.get(key),
        remove: ask(texts, "remove-person", id.to_owned(), true, &[("name", drawn)]),
    }
}

fn drawn(picture: u8) -> (&'static str, &'static str) {
    PICTURE.get(usize::from(picture)).copied().unwrap_or(("", ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Language;

    #[test]
    fn one_alone_does_not_notice_that_there_could_be_others() {
        let texts = Texts::new(Language::Danish);
        let alone = phone(&[("a", 0)], Some(("a", 0)), Some(1), &texts);
        assert_eq!((alone.people.len(), alone.chosen), (0, None));
        assert!(alone.add.unwrap().sentence.contains("🦊"));
        let nobody = phone(&[], Some(("a", 0)), Some(1), &texts);
        assert_eq!((nobody.people.len(), nobody.chosen, nobody.add), (0, None, None));
    }

    #[test]
    fn several_are_pictures_and_each_is_another() {
        let texts = Texts::new(Language::English);
        let ids: Vec<String> = (0..PICTURES).map(|id| id.to_string()).collect();
        let people: Vec<(&str, u8)> = ids.iter().map(String::as_str).zip(0..).collect();
        let full = phone(&people, Some(("3", 3)), None, &texts);
        let names: std::collections::BTreeSet<&str> = full.people.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names.len(), people.len());
        assert!(full.people.iter().all(|it| !it.picture.is_empty() && !it.name.contains('-')));
        assert_eq!(full.chosen.as_ref(), full.people.get(3));
        assert_eq!(full.add, None, "no room for one more");
        let first = full.people.first().unwrap();
        assert_eq!((&*first.name, first.remove.grave), ("Fox", true));
    }

    #[test]
    fn who_begins_beside_one_finds_the_way_back() {
        let texts = Texts::new(Language::Danish);
        let begun = phone(&[("a", 0)], Some(("b", 1)), Some(1), &texts);
        assert_eq!(begun.people.len(), 1);
        assert_eq!((begun.chosen, begun.add), (None, None));
    }
}
