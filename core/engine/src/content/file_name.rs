//! What a file is called and what kind it says it is: words of whoever sent it, made harmless.
//! Refuses path separators, controls, what turns the direction of writing, and length. Used where a file is
//! sent and where it is read.

/// The longest name, in characters.
const LONGEST: usize = 100;

/// How much of that is kept for the ending.
const ENDING: usize = 12;

/// A name that is one name: in no folder, hiding nothing, ending as its sender wrote. Empty when nothing is
/// left.
#[must_use]
pub fn file_name(name: &str) -> String {
    let plain: String = name.chars().map(|it| if it.is_whitespace() { ' ' } else { it }).collect();
    let kept: String = plain.chars().filter(|it| !is_refused(*it)).collect();
    // A name that begins with a dot is hidden on some systems, one that ends with a dot cut on others.
    let name = kept.trim_matches(|it| matches!(it, '.' | ' '));
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = if ending.chars().count() > ENDING { "" } else { ending };
    let room = LONGEST - ending.chars().count() - usize::from(!ending.is_empty());
    let stem: String = name.chars().take(room).collect();
    let stem = stem.trim_end_matches(['.', ' ']);
    if ending.is_empty() { stem.to_owned() } else { format!("{stem}.{ending}") }
}

fn is_refused(it: char) -> bool {
    let path = matches!(it, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    // Marks of direction, and letters that take no room.
    let unseen = matches!(it, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}')
        || matches!(it, '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFC}' | '\u{E0000}'..='\u{E007F}');
    path || unseen || it.is_control()
}

/// A media type in the one form that has no surprises: `type/subtype` in small ASCII letters; else bytes.
#[must_use]
pub fn media_type(text: &str) -> String {
    let part = |part: &str| {
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.".contains(&byte);
        (1..=64).contains(&part.len()) && part.bytes().all(letter)
    };
    let small = text.to_ascii_lowercase();
    match small.split_once('/') {
        Some((of, kind)) if part(of) && part(kind) => small,
        _ => "application/octet-stream".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_name_and_hides_nothing() {
        assert_eq!(file_name("Kontrakt 2026.pdf"), "Kontrakt 2026.pdf");
        assert_eq!(file_name("../../etc/passwd"), "etcpasswd");
        assert_eq!(file_name("C:\\Windows\\a.exe"), "CWindowsa.exe");
        assert_eq!(file_name("faktura\u{202E}fdp.exe"), "fakturafdp.exe", "it ends as it ends");
        assert_eq!(file_name("a\u{0}b\nc\u{1b}[2J"), "ab c[2J");
        assert_eq!(file_name(".bashrc"), "bashrc");
        assert_eq!(file_name("..\u{200B}. "), "");
        assert_eq!(file_name("æøå 中文 🙂.docx"), "æøå 中文 🙂.docx");
    }

    #[test]
    fn a_long_name_keeps_its_ending_and_a_long_ending_is_none() {
        let long = file_name(&format!("{}.pdf", "ø".repeat(500)));
        assert_eq!((long.chars().count(), long.ends_with("ø.pdf")), (100, true));
        assert_eq!(file_name(&format!("a.{}", "b".repeat(500))).chars().count(), 100);
        assert_eq!(file_name(&format!("{} {}", "a".repeat(99), "b".repeat(99))), "a".repeat(99));
    }

    #[test]
    fn a_media_type_is_that_or_bytes() {
        assert_eq!(media_type("Application/PDF"), "application/pdf");
        for odd in ["", "pdf", "text/html; charset=utf-8", "a/b/c", "a/\u{202E}b", "/", "text/"] {
            assert_eq!(media_type(odd), "application/octet-stream", "{odd}");
        }
    }
}
