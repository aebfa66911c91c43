//! What people read is easy to read: LIX (Björnsson 1968), words a sentence plus the percentage of words
//! of more than six letters. 30 is a children's book, 40 a newspaper's lighter half.
//! Measured is what stands together on a screen, never a label alone: of three words LIX says nothing.
//! A line ends a sentence; a stop ends one where a capital follows, so that *14. maj* does not.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_engine::text::{Texts, source};
use samtale_engine::view::Language::{self, Bokmal, Danish, English, Nynorsk};
use std::collections::BTreeSet;

const ALL: [Language; 4] = [Danish, Bokmal, Nynorsk, English];

/// No screen above this.
const SCREEN: f64 = 30.0;

/// No text that stands alone above this, when it has at least [`LONG`] words.
const TEXT: f64 = 35.0;
const LONG: usize = 8;

/// Ordinary values for every gap.
const VALUES: [(&str, &str); 31] = [
    ("level", "høj"),
    ("proof", "Ansat i Jobcenter Aarhus"),
    ("name", "Karen"),
    ("second", "Ali"),
    ("subject", "Mette"),
    ("meant", "Karen Holm"),
    ("names", "Karen og Ali"),
    ("first", "Karen"),
    ("last", "Ali"),
    ("text", "Hej, vi ses i morgen"),
    ("topic", "Vejen til læreplads"),
    ("role", "Borger"),
    ("municipality", "Aarhus"),
    ("unit", "Jobcenter Aarhus"),
    ("link", "her"),
    ("percent", "40"),
    ("count", "3"),
    ("time", "12.30"),
    ("day", "14. maj"),
    ("until", "1. juni"),
    ("month", "maj"),
    ("year", "2027"),
    ("weekday", "mandag"),
    ("size", "2 MB"),
    ("length", "0:12"),
    ("whole", "2"),
    ("tenth", "4"),
    ("seconds", "12"),
    ("minutes", "1"),
    ("emoji", "👍"),
    ("digits", "123 456"),
];

/// What stands together, line by line; of each key all that begin with it when it ends in a star.
const SCREENS: &[(&str, &[&str])] = &[
    ("consent to be in", &["consent-question-me", CONSENT, "consent-about-me", "consent-sees-me", ASKED]),
    (
        "consent to be in and read back",
        &["consent-question-me", CONSENT, "consent-about-me", "consent-sees-me-more", ASKED],
    ),
    (
        "consent to another",
        &["consent-question-other", CONSENT, "consent-about-other", "consent-sees-other", ASKED],
    ),
    (
        "consent to another who reads back",
        &["consent-question-other", CONSENT, "consent-about-other", "consent-sees-since", ASKED],
    ),
    (
        "consent to another who reads all",
        &["consent-question-other", CONSENT, "consent-about-other", "consent-sees-all", ASKED],
    ),
    (
        "consent to another who reads some",
        &["consent-question-other", CONSENT, "consent-about-other", "consent-sees-posts", ASKED],
    ),
    (
        "consent to a successor",
        &["consent-question-succeeds", CONSENT, "consent-about-other", "consent-sees-all", SUCCEEDS],
    ),
    ("renewal", &["consent-renew-me", CONSENT, "consent-about-me", "consent-sees-me", ASKED]),
    ("renewal of another", &["consent-renew-other", CONSENT, "consent-about-other", ASKED]),
    ("the wrong person", &["act-wrong-person*", "wrong-person-*"]),
    ("an invitation that is out", &["invited-*"]),
    ("a short code", &["act-invitation-code*", "code-*", "waiting-confirm-code"]),
    ("an invitation by letter", &["print-*"]),
    ("an invitation by hand", &["invitation-text", "invitation-until"]),
    ("the way in", &["label-code-*", "label-go-on", "label-paper-have", "label-paper-field"]),
    ("welcome", &["welcome-by", "welcome-line-*", "welcome-button", "welcome-hint"]),
    ("welcome with several logins", &["welcome-by", "welcome-line-*", "welcome-login*", "welcome-hint"]),
    ("welcome to staff", &["welcome-staff", "welcome-line-*", "welcome-button", "welcome-hint"]),
    ("welcome to a device", &["welcome-device*", "welcome-line-*", "welcome-button", "welcome-hint"]),
    (
        "welcome without a login",
        &["welcome-by", "welcome-met-*", "welcome-line-closed", "welcome-line-nothing"],
    ),
    ("vouching for somebody", &["vouching-*", "act-vouch*", "act-invitation-meet*"]),
    ("a guardian vouches", &["guardian-*", "act-invitation-guardian*", "act-not-them*", "act-guardian-no*"]),
    ("consent to somebody who is vouched for", &["consent-about-other", "consent-vouched"]),
    ("consent to somebody whose login was looked at", &["consent-about-other", "consent-looked-at"]),
    ("whoever shows too little", &["act-confirm*", "unmatched-confirm", "waiting-confirm-unmatched"]),
    ("consent to a child whom a guardian met", &["consent-about-other", "consent-vouched-*"]),
    ("the login", &["label-login-*"]),
    ("a new device", &["label-device-add", "device-step-*", "device-until"]),
    ("a code on paper", &["label-paper-heading", "paper-step-*"]),
    ("the devices", &["label-devices", "device-*"]),
    ("a device in hand", &["act-retire-device*"]),
    ("the members", &["label-members*", "member-*", "proof-*"]),
    ("system lines", &["notice-*"]),
    ("one more login", &["step-up*", "awaits-login"]),
    ("why one cannot write", &["why-*", "hint-*", "readers-*", "apart-*"]),
    ("bringing somebody", &["label-bring*", "bring-*", "sees-*"]),
    ("inviting somebody", &["label-invite-*"]),
    ("inviting a family", &["label-household*", "table-guardian", "table-relative"]),
    ("the family at the table", &["table-*", "act-begin-at-table*", "act-seat*", "act-send-away*"]),
    (
        "a post",
        &[
            "quote-*",
            "answers-*",
            "a-file",
            "a-voice",
            "file-*",
            "voice-*",
            "edited",
            "unedited",
            "react*",
            "typing-*",
        ],
    ),
    ("that there is news", &["nudge", "nudge-sentence", "nudge-channel*", "nudge-help", "act-nudge"]),
    ("when the app locks", &["label-lock*", "lock-*"]),
    ("what is set in the own list", &["set-*", "archived*", "folded*", "label-choices", "label-archived"]),
    ("a closed door without a network", &["jot-sentence", "jot-full", "jot-waiting", "label-jot-*"]),
    ("what was written there", &["label-jots", "jot-to", "jot-unread", "label-jot-place"]),
    ("the search", &["search-*", "label-search*"]),
    (
        "the list",
        &["empty-*", "waiting-*", "offline", "newer-app", "unread", "a-photo*", "last-*", "state-*", "draft"],
    ),
];

/// The lines of every consent, in their order.
const CONSENT: &str = "label-consent-*";
const ASKED: &str = "consent-if-no | consent-until | consent-other-* | consent-revocable | consent-yes-me | \
                     consent-no | consent-later | consent-more | consent-asks";
const SUCCEEDS: &str = "consent-purpose-succeeds | consent-if-no-succeeds | consent-until | consent-other-* | \
                        consent-revocable | consent-yes-other | consent-no | consent-later";

/// Words that stand in other texts, or are said by themselves and are no text: a name, a time, a button.
const PARTS: &[&str] = &[
    "level-*",
    "print-language",
    "print-file",
    "nudge-no",
    "phone-*",
    "picture-*",
    "role-*",
    "size-*",
    "dialog-link",
    "time-*",
    "weekday-*",
    "month-*",
    "somebody",
    "you",
    "you-object",
    "list-and",
    "row-spoken",
    "bubble-spoken",
    "label-*",
    "consent-answered-*",
    "consent-over",
    "consent-yes-*",
];

/// A language's texts.
struct Said {
    texts: Texts,
    language: Language,
}

impl Said {
    fn of(language: Language) -> Self {
        Self { texts: Texts::new(language), language }
    }

    fn keys(&self) -> Vec<&'static str> {
        let own = |line: &&str| !line.starts_with([' ', '#']) && !line.is_empty();
        let lines = source(self.language).lines().filter(own);
        lines.filter_map(|line| line.split_once(" =").map(|(key, _)| key)).collect()
    }

    /// The keys that a pattern means.
    fn means(&self, pattern: &str) -> Vec<&'static str> {
        let is = |key: &str| match pattern.strip_suffix('*') {
            Some(start) => key.starts_with(start),
            None => key == pattern,
        };
        self.keys().into_iter().filter(|key| is(key)).collect()
    }

    /// A text as it is read: of several numbers the one with most in it.
    fn text(&self, key: &str) -> String {
        let entry = source(self.language).split(&format!("\n{key} =")).nth(1).expect(key);
        let own = entry
            .split("\n")
            .take_while(|line| !line.contains(" = ") || !line.starts_with(char::is_alphabetic));
        if own.take(4).any(|line| line.contains("$count ->")) {
            return self.texts.count_named(key, 3, "Karen");
        }
        self.texts.say(key, &VALUES)
    }

    /// A screen as it is read, each text a line.
    fn screen(&self, patterns: &[&str]) -> String {
        let patterns = patterns.iter().flat_map(|pattern| pattern.split(" | "));
        let keys: Vec<&str> = patterns.flat_map(|pattern| self.means(pattern)).collect();
        keys.iter().map(|key| self.text(key)).collect::<Vec<_>>().join("\n")
    }
}

/// The acts that ask before they are done: each is a screen.
fn acts(said: &Said) -> Vec<&'static str> {
    let ending = |key: &&'static str| key.strip_suffix("-heading");
    said.means("act-*").iter().filter_map(ending).collect()
}

/// How many words, sentences and long words a text has.
fn counted(text: &str) -> (usize, usize, usize) {
    let is_word = |word: &&str| word.chars().any(char::is_alphanumeric);
    let (mut words, mut sentences, mut long) = (0, 0, 0);
    for line in text.lines() {
        let all: Vec<&str> = line.split_whitespace().filter(is_word).collect();
        for (at, word) in all.iter().enumerate() {
            words += 1;
            long += usize::from(word.chars().filter(|char| char.is_alphabetic()).count() > 6);
            let capital = all.get(at + 1).is_none_or(|next| next.starts_with(char::is_uppercase));
            let stops = word.ends_with(['.', '?', '!', ':']) && capital;
            sentences += usize::from(stops || at + 1 == all.len());
        }
    }
    (words, sentences, long)
}

#[allow(clippy::cast_precision_loss, reason = "a page has few words")]
fn lix(text: &str) -> f64 {
    let (words, sentences, long) = counted(text);
    words as f64 / sentences as f64 + 100.0 * long as f64 / words as f64
}

#[test]
fn lix_counts_as_bjornsson_does() {
    assert_eq!(counted("Karen kommer den 14. maj. Invitationen er sendt: Skriv til hende."), (11, 3, 1));
    assert!((lix("Karen kommer den 14. maj.") - 5.0).abs() < 1e-9);
    assert!((lix("Invitationen er sendt. Skriv snart.") - (2.5 + 20.0)).abs() < 1e-9);
    assert_eq!(counted("Fortryd\nLuk samtalen"), (3, 2, 2), "a line ends a sentence");
}

#[test]
fn the_measure_refuses_what_a_lawyer_would_write() {
    let heavy = "Behandlingen af personoplysningerne forudsætter udtrykkeligt samtykke, som til enhver tid \
                 kan tilbagekaldes, uden at lovligheden af den forudgående behandling berøres heraf.";
    assert!(lix(heavy) > 60.0, "{}", lix(heavy));
}

#[test]
fn every_screen_is_easy_to_read_in_every_language() {
    let mut hard = Vec::new();
    for said in ALL.map(Said::of) {
        let mut measure = |screen: &str, text: String, most: f64| {
            assert!(counted(&text).0 >= LONG, "{screen} is not there: {text}");
            if lix(&text) > most {
                hard.push(format!("{:?}, {screen}: {:.1}\n{text}", said.language, lix(&text)));
            }
        };
        for (screen, patterns) in SCREENS {
            measure(screen, said.screen(patterns), SCREEN);
        }
        for act in acts(&said) {
            let ends = if act.contains("leave") || act.contains("withdraw") { "act-ends" } else { "act-no" };
            let of = ["-heading", "-sentence", "-yes"].map(|part| format!("{act}{part}"));
            measure(act, said.screen(&[&of[0], &of[1], ends, &of[2]]), SCREEN);
        }
        measure("problems", said.screen(&["problem-*"]), SCREEN);
        // With every label: what the screens leave is easier still.
        measure("the whole language", said.screen(&["*"]), 20.0);
    }
    assert!(hard.is_empty(), "{}", hard.join("\n\n"));
}

#[test]
fn no_text_is_hard_to_read_by_itself() {
    let mut hard = Vec::new();
    for said in ALL.map(Said::of) {
        for key in said.keys() {
            let text = said.text(key);
            assert!(!text.contains('{'), "{key} has a gap that is not filled: {text}");
            if counted(&text).0 >= LONG && lix(&text) > TEXT {
                hard.push(format!("{:?}, {key}: {:.1}: {text}", said.language, lix(&text)));
            }
        }
    }
    assert!(hard.is_empty(), "{}", hard.join("\n"));
}

#[test]
fn every_text_stands_on_a_screen_that_is_measured() {
    let said = Said::of(Danish);
    let shown = SCREENS.iter().flat_map(|(_, patterns)| patterns.iter()).flat_map(|them| them.split(" | "));
    let shown = shown.chain(["act-*", "problem-*", "bring-*", "sees-less"]).chain(PARTS.iter().copied());
    let shown: BTreeSet<&str> = shown.flat_map(|pattern| said.means(pattern)).collect();
    let left: Vec<&str> = said.keys().into_iter().filter(|key| !shown.contains(key)).collect();
    assert_eq!(left, [""; 0], "measured nowhere");
}
