//! Every sentence that carries meaning, in four languages, from Fluent files beside this one.
//! Refuses sentences built by hand. Used by `show` and, for problems, by the border.

mod labels;

pub use labels::labels;

use crate::content::EMOJI;
use crate::problem::Problem;
use crate::view::{Language, ProblemView};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

/// The texts of one language.
pub struct Texts {
    bundle: FluentBundle<FluentResource>,
    /// What each offered emoji does, and takes back: said of every post on a screen.
    reacting: Vec<(String, String)>,
}

/// The language's code (BCP 47).
#[must_use]
pub fn code(language: Language) -> &'static str {
    match language {
        Language::Danish => "da",
        Language::Bokmal => "nb",
        Language::Nynorsk => "nn",
        Language::English => "en",
    }
}

/// The language's Fluent source.
#[must_use]
pub fn source(language: Language) -> &'static str {
    match language {
        Language::Danish => include_str!("da.ftl"),
        Language::Bokmal => include_str!("nb.ftl"),
        Language::Nynorsk => include_str!("nn.ftl"),
        Language::English => include_str!("en.ftl"),
    }
}

impl Texts {
    /// Reads a language.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let id = code(language).parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // The texts go to screens, which isolate directions themselves.
        bundle.set_use_isolating(false);
        // A file with an error still gives its other texts; a test refuses the file.
        let resource = FluentResource::try_new(source(language).to_owned()).unwrap_or_else(|(rest, _)| rest);
        bundle.add_resource_overriding(resource);
        let mut texts = Self { bundle, reacting: Vec::new() };
        let said = |emoji: &str| {
            let emoji = [("emoji", emoji)];
            (texts.say("react-with", &emoji), texts.say("react-back", &emoji))
        };
        texts.reacting = EMOJI.iter().map(|emoji| said(emoji)).collect();
        texts
    }

    /// What reacting with each of [`EMOJI`] does, and what taking it back does.
    #[must_use]
    pub fn reacting(&self) -> &[(String, String)] {
        &self.reacting
    }

    /// A sentence without gaps.
    #[must_use]
    pub fn get(&self, key: &str) -> String {
        self.say(key, &[])
    }

    /// A sentence with names, topics and times put in.
    #[must_use]
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        let args: FluentArgs = values.iter().copied().collect();
        self.format(key, &args)
    }

    /// A sentence with a number.
    #[must_use]
    pub fn count(&self, key: &str, count: usize) -> String {
        let mut args = FluentArgs::new();
        args.set("count", count);
        self.format(key, &args)
    }

    /// A sentence with a number and a name.
    #[must_use]
    pub fn count_named(&self, key: &str, count: usize, name: &str) -> String {
        let mut args = FluentArgs::new();
        args.set("count", count);
        args.set("name", name);
        self.format(key, &args)
    }

    fn format(&self, key: &str, args: &FluentArgs<'_>) -> String {
        let pattern = self.bundle.get_message(key).and_then(|message| message.value());
        let Some(pattern) = pattern else { return key.to_owned() };
        self.bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned()
    }
}

/// A problem as a person is told about it.
#[must_use]
pub fn explain(problem: Problem, language: Language) -> ProblemView {
    let code = problem.code();
    let sentence = Texts::new(language).get(&format!("problem-{code}"));
    ProblemView { sentence, code, retry: problem.retry() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const ALL: [Language; 4] = [Language::Danish, Language::Bokmal, Language::Nynorsk, Language::English];

    fn keys(language: Language) -> BTreeSet<&'static str> {
        let key = |line: &'static str| line.split_once(" =").map(|(key, _)| key);
        let own = |line: &&str| !line.starts_with([' ', '#']) && !line.is_empty();
        source(language).lines().filter(own).filter_map(key).collect()
    }

    #[test]
    fn every_language_says_the_same_things() {
        for language in ALL {
            assert!(FluentResource::try_new(source(language).to_owned()).is_ok(), "{language:?}");
            assert_eq!(keys(language), keys(Language::Danish), "{language:?}");
        }
    }

    #[test]
    fn every_text_is_used_and_every_used_text_is_there() {
        let sources = [
            include_str!("../show/mod.rs"),
            include_str!("../show/acts.rs"),
            include_str!("../show/attached.rs"),
            include_str!("../show/bring.rs"),
            include_str!("../show/case.rs"),
            include_str!("../show/said.rs"),
            include_str!("../show/spans.rs"),
            include_str!("../show/inbox.rs"),
            include_str!("../show/invited.rs"),
            include_str!("../show/devices.rs"),
            include_str!("../show/dialog.rs"),
            include_str!("../show/guardian.rs"),
            include_str!("../show/items.rs"),
            include_str!("../show/mine.rs"),
            include_str!("../show/jots.rs"),
            include_str!("../show/consent.rs"),
            include_str!("../show/nudge.rs"),
            include_str!("../show/onboarding.rs"),
            include_str!("../show/people.rs"),
            include_str!("../show/phone.rs"),
            include_str!("../show/printed.rs"),
            include_str!("../show/search.rs"),
            include_str!("../show/sending.rs"),
            include_str!("../show/step_up.rs"),
            include_str!("../show/table.rs"),
            include_str!("../show/time.rs"),
            include_str!("labels.rs"),
        ]
        .concat();
        for key in keys(Language::Danish) {
            let made = ["problem-", "weekday-", "month-", "role-", "notice-", "act-", "react-"];
            let made = made.iter().any(|made| key.starts_with(made));
            assert!(made || sources.contains(&format!("\"{key}\"")), "{key} is never said");
        }
        let said = sources.split('"').skip(1).step_by(2);
        let like_a_key = |said: &&str| {
            said.trim_matches('-').contains('-') && said.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        };
        for said in said.filter(like_a_key) {
            let all = keys(Language::Danish);
            let written = all.contains(said) || all.contains(format!("act-{said}").as_str());
            assert!(said.ends_with('-') || written, "{said} is not written");
        }
    }

    /// What stands in quotes right after `call` in a source.
    fn called<'a>(source: &'a str, call: &str) -> BTreeSet<&'a str> {
        source.split(call).skip(1).filter_map(|rest| rest.split('"').nth(1)).collect()
    }

    #[test]
    fn every_system_line_is_written_for_who_did_it_and_for_who_sees_it() {
        let source = include_str!("../show/notices.rs");
        let said: BTreeSet<String> = ["self.by(", "self.of(", "self.about("]
            .iter()
            .flat_map(|call| called(source, call))
            .flat_map(|key| [format!("notice-{key}"), format!("notice-{key}-own")])
            // The own answer stands on the card.
            .filter(|key| key != "notice-yes-own" && key != "notice-no-own")
            .chain(["notice-removed".into(), "notice-removed-own".into()])
            .filter(|key| !key.contains('{'))
            .collect();
        let written = keys(Language::Danish).into_iter().filter(|key| key.starts_with("notice-"));
        assert_eq!(said, written.map(str::to_owned).collect());
    }

    #[test]
    fn every_act_asks_before_it_is_done() {
        let acts = [
            "leave",
            "close",
            "reopen",
            "resume",
            "let-back",
            "remove-device",
            "retire-device",
            "remove-paper",
            "log-out",
            "let-in",
            "add-person",
            "remove-person",
            "aside",
            "aside-sensitive",
            "some",
            "confirm",
            "refuse",
            "invitation-withdraw",
            "invitation-renew",
            "invitation-drop",
            "invitation-code",
            "invitation-meet",
            "invitation-guardian",
            "not-them",
            "guardian-no",
            "vouch",
            "seat",
            "send-away",
            "begin-at-table",
            "table-withdraw",
            "table-renew",
            "table-close",
            "withdraw-me",
            "withdraw-other",
            "remove",
            "wrong-person",
            "erase",
            "erase-other",
            "take-back",
            "block",
            "block-staff",
            "unblock",
            "forget-note",
            "forget-notes",
            "nudge",
        ];
        let parts = ["", "-heading", "-sentence", "-yes"];
        let asked = acts.iter().flat_map(|act| parts.iter().map(move |part| format!("act-{act}{part}")));
        let asked: BTreeSet<String> = asked.chain(["act-no".into(), "act-ends".into()]).collect();
        let written = keys(Language::Danish).into_iter().filter(|key| key.starts_with("act-"));
        assert_eq!(asked, written.map(str::to_owned).collect());
    }

    #[test]
    fn every_problem_is_told_in_every_language() {
        for language in ALL {
            for problem in Problem::ALL {
                let told = explain(*problem, language);
                assert!(told.sentence.ends_with('.'), "{language:?} {}: {}", told.code, told.sentence);
                assert!(!told.sentence.contains('!'), "the system does not shout");
            }
        }
    }
}
