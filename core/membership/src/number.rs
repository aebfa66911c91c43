//! National numbers: what looks like one, and whether two are the same.
//! Refuses to be printed, and to be kept where it is not compared. Used by `profile`, `card` and whoever invites.

use minicbor::{Decode, Encode};
use serde_json::Value;

/// A national number, Danish or Norwegian: its ten or eleven digits.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct NationalNumber(#[n(0)] String);

impl core::fmt::Debug for NationalNumber {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("NationalNumber([secret])")
    }
}

impl NationalNumber {
    /// What a provider's own claim says: whoever issues numbers knows which there are.
    #[must_use]
    pub fn told(claim: &Value) -> Option<Self> {
        Self::digits(claim.as_str()?)
    }

    fn digits(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|it| !matches!(it, '-' | ' ')).collect();
        let whole = matches!(digits.len(), 10 | 11) && digits.bytes().all(|byte| byte.is_ascii_digit());
        whole.then_some(Self(digits))
    }
}

/// What a person wrote where somebody is to be named: the name, and the number that stands beside it, as `Karen Holm
/// 010203-1234`. Neither a number nor what looks like one is ever part of a name.
#[must_use]
pub fn apart(written: &str) -> (String, Option<NationalNumber>) {
    let (mut name, mut number) = (Vec::new(), None);
    for part in parts(written) {
        match part {
            Part::Word(word) => name.push(word),
            Part::Number(digits) => {
                number = is_one(&digits).then(|| NationalNumber::digits(&digits)).flatten()
            }
        }
    }
    if number.is_some() {
        // What people write before it.
        name.retain(|word| !CALLED.contains(&word.trim_end_matches('.').to_lowercase().as_str()));
    }
    (name.join(" "), number)
}

/// How the number is called where somebody copies it from.
const CALLED: [&str; 6] = ["cpr", "cpr-nr", "cpr-nummer", "fnr", "fødselsnummer", "personnummer"];

/// Whether something in it has as many digits as a national number and is none, stands there twice or without a name: a
/// slip, which whoever wrote it mends.
#[must_use]
pub fn is_mistyped(written: &str) -> bool {
    let numbers = parts(written).filter_map(|part| match part {
        Part::Number(digits) => Some(is_one(&digits)),
        Part::Word(_) => None,
    });
    let numbers: Vec<bool> = numbers.collect();
    let (name, _) = apart(written);
    let alone = !numbers.is_empty() && name.is_empty();
    numbers.len() > 1 || numbers.contains(&false) || alone || is_within(&name)
}

/// Whether a text has as many digits as a national number, whatever stands between them.
#[must_use]
pub fn is_within(text: &str) -> bool {
    text.chars().filter(|it| it.is_numeric()).count() >= 10
}

enum Part {
    Word(String),
    /// Ten or eleven digits.
    Number(String),
}

fn parts(written: &str) -> impl Iterator<Item = Part> {
    // One hyphen for all of them, and none with space round it.
    let dash = |it: char| matches!(it, '\u{2010}'..='\u{2015}' | '\u{2212}');
    let plain = written.replace(dash, "-").replace(" - ", "-").replace(" -", "-").replace("- ", "-");
    let between = |it: char| it.is_whitespace() || matches!(it, ',' | ';' | ':' | '(' | ')');
    let words = plain.split(between).filter(|word| !word.is_empty()).map(str::to_owned);
    let mut words = words.collect::<Vec<_>>().into_iter().peekable();
    std::iter::from_fn(move || {
        let word = words.next()?;
        let born = digits_of(&word);
        if born.as_ref().is_some_and(|it| matches!(it.len(), 10 | 11)) {
            return born.map(Part::Number);
        }
        // People leave a space after the birthday.
        let serial = |next: &String| digits_of(next).filter(|it| matches!(it.len(), 4 | 5));
        let both = born.filter(|it| it.len() == 6).zip(words.peek().and_then(serial));
        let Some((born, serial)) = both else { return Some(Part::Word(word)) };
        words.next();
        Some(Part::Number(born + &serial))
    })
}

/// The digits of a word that is nothing else, but for hyphens and points.
fn digits_of(word: &str) -> Option<String> {
    let all = word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
    all.then(|| word.bytes().filter(u8::is_ascii_digit).map(char::from).collect())
}

/// Whether ten or eleven digits are a number.
fn is_one(digits: &str) -> bool {
    match digits.split_at_checked(6) {
        Some((born, serial)) if digits.len() == 10 => is_cpr(&format!("{born}-{serial}")),
        _ => is_number(digits),
    }
}

/// Whether a word is a Norwegian number with its two check digits, or a Danish one with its hyphen.
pub(crate) fn is_number(word: &str) -> bool {
    let digits: Option<Vec<u32>> = word.chars().map(|it| it.to_digit(10)).collect();
    match digits {
        Some(digits) if digits.len() == 11 => {
            let sums = |weights: &[u32]| {
                digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum::<u32>() % 11 == 0
            };
            // FOR-2017-07-14-1201 § 2-2-3.
            sums(&[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) && sums(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1])
        }
        Some(_) => false,
        None => is_cpr(word),
    }
}

fn is_cpr(word: &str) -> bool {
    let Some((born, serial)) = word.split_once('-') else { return false };
    let all_digits = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
    let number = |at: usize| born.get(at..at + 2).and_then(|it| it.parse::<u8>().ok()).unwrap_or(0);
    born.len() == 6
        && serial.len() == 4
        && all_digits(born)
        && all_digits(serial)
        && (1..=31).contains(&number(0))
        && (1..=12).contains(&number(2))
}

#[cfg(test)]
mod tests {
    use super::{NationalNumber, apart, is_mistyped};

    impl NationalNumber {
        fn bare(&self) -> &str {
            &self.0
        }
    }

    #[test]
    fn a_number_beside_a_name_is_taken_out_of_it_however_people_write_it() {
        for (written, name, number) in [
            ("Karen Holm 310299-7777", "Karen Holm", Some("3102997777")),
            ("Karen Holm 3102997777", "Karen Holm", Some("3102997777")),
            ("Karen Holm, 310299 7777", "Karen Holm", Some("3102997777")),
            ("310299-7777 Karen  Holm", "Karen Holm", Some("3102997777")),
            ("Karen Holm (310299-7777)", "Karen Holm", Some("3102997777")),
            ("Karen Holm,310299-7777", "Karen Holm", Some("3102997777")),
            ("Karen Holm 310299 - 7777", "Karen Holm", Some("3102997777")),
            ("Karen Holm 310299\u{2013}7777", "Karen Holm", Some("3102997777")),
            ("Karen Holm CPR:310299-7777", "Karen Holm", Some("3102997777")),
            ("Karen Holm, CPR-nr. 310299.7777", "Karen Holm", Some("3102997777")),
            ("Holm, Karen", "Holm Karen", None),
            ("Kari Nes 310200 99944", "Kari Nes", Some("31020099944")),
            ("Kari Nes 31020099944", "Kari Nes", Some("31020099944")),
            ("Karen Holm", "Karen Holm", None),
            ("Karen Holm 22 33 44 55", "Karen Holm 22 33 44 55", None),
            ("Karen Holm-Lind", "Karen Holm-Lind", None),
            ("", "", None),
        ] {
            let (read, found) = apart(written);
            assert_eq!(
                (read.as_str(), found.as_ref().map(NationalNumber::bare)),
                (name, number),
                "{written}"
            );
        }
    }

    #[test]
    fn what_only_looks_like_one_is_found_and_is_no_part_of_the_name_either() {
        for slip in
            ["Kari Nes 31020099945", "Kari Nes 310200-99945", "Kari 411399-7777 Nes", "Kari Nes 4113997777"]
        {
            assert!(is_mistyped(slip), "{slip}");
            assert_eq!(apart(slip), ("Kari Nes".to_owned(), None), "{slip}");
        }
        assert!(is_mistyped("310299-7777"), "nobody is called that");
        assert!(is_mistyped("Kari Nes 310299-7777 310299-7778"), "which of them is meant");
        assert!(is_mistyped("Kari Nes 31 02 99 7777") && is_mistyped("Kari \u{ff13}\u{ff11}02997777"));
        for right in ["Kari Nes 31020099944", "Kari Nes", "Kari Nes 22 33 44 55", "Kari Nes 310200"] {
            assert!(!is_mistyped(right), "{right}");
        }
    }

    #[test]
    fn it_prints_nothing_of_itself() {
        let number = apart("310299-7777").1.map(|it| format!("{it:?}"));
        assert_eq!(number.as_deref(), Some("NationalNumber([secret])"));
    }
}
