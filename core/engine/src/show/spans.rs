//! Links in a post's words: pages by https alone, and dialogs of this municipality's server.
//! Refuses every other scheme, names before an @, addresses that are numbers, letters that look like others
//! in a host, and what cannot be seen: such a link is words. Used by `items`.

use super::Show;
use crate::view::SpanView;
use samtale_wire::DialogId;
use url::{Host, Url};

const HTTPS: &str = "https://";

/// How many links are drawn in one post; the rest is words.
const MOST: usize = 50;

impl Show<'_> {
    /// The link to a dialog, for its members alone: the server never sees what stands after the #.
    pub(super) fn dialog_link(&self, id: &DialogId) -> String {
        format!("{}/s#{id}", self.engine.me.home.server)
    }

    /// Words in pieces: links apart.
    pub(super) fn spans(&self, text: &str) -> Vec<SpanView> {
        let (mut spans, mut from, mut links) = (Vec::new(), 0, 0);
        for (at, _) in text.match_indices(HTTPS) {
            let (Some(before), Some(rest)) = (text.get(..at), text.get(at..)) else { continue };
            // Within a longer word or another link it is a part of that.
            if at < from || !before.chars().next_back().is_none_or(opens) || links == MOST {
                continue;
            }
            let written = whole(rest);
            let Some(link) = self.link(written) else { continue };
            words(&mut spans, text.get(from..at));
            spans.push(link);
            from = at + written.len();
            links += 1;
        }
        words(&mut spans, text.get(from..));
        spans
    }

    fn link(&self, written: &str) -> Option<SpanView> {
        let here =
            written.strip_prefix(self.engine.me.home.server.as_str()).and_then(|it| it.strip_prefix("/s#"));
        if let Some(id) = here {
            let id: DialogId = id.parse().ok()?;
            let dialog = self.engine.dialogs.get(&id).filter(|dialog| self.engine.is_concerned(dialog))?;
            let name = self.title(dialog);
            let text = match &dialog.topic {
                Some(topic) => self.say("dialog-link", &[("name", &name), ("topic", topic)]),
                None => name,
            };
            return Some(SpanView::Dialog { text, dialog: id.to_string() });
        }
        page(written).map(|url| SpanView::Web { text: written.to_owned(), url })
    }
}

/// Where a written address leads, if that is what it says.
fn page(written: &str) -> Option<String> {
    let rest = written.strip_prefix(HTTPS)?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:".contains(&byte);
    if !authority.bytes().all(plain) || written.chars().any(|it| it == '\\' || is_unseen(it)) {
        return None;
    }
    let url = Url::parse(written).ok()?;
    let Some(Host::Domain(host)) = url.host() else { return None };
    // What was read is what was written: no numbers in disguise, nothing added or left out.
    let named = authority.split(':').next()?.eq_ignore_ascii_case(host);
    let ending = host.rsplit_once('.').map(|(_, ending)| ending)?;
    let whole = host.split('.').all(|label| !label.is_empty());
    let real = whole && ending.len() > 1 && !ending.bytes().all(|byte| byte.is_ascii_digit());
    let https = url.scheme() == "https" && url.username().is_empty() && url.password().is_none();
    (named && real && https).then(|| url.into())
}

/// An address from its beginning to its end; the full stop after it is the sentence's.
fn whole(rest: &str) -> &str {
    let ends = |it: char| it.is_whitespace() || matches!(it, '<' | '>' | '"' | '»' | '”' | '|' | '`');
    let word = rest.split(ends).next().unwrap_or_default();
    let mut kept = word;
    while let Some(last) = kept.chars().next_back() {
        let of = |one: char| kept.matches(one).count();
        let closes = |open: char, close: char| last == close && of(close) > of(open);
        let after = matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '…' | '*' | '_');
        if !after && !closes('(', ')') && !closes('[', ']') && !closes('{', '}') {
            break;
        }
        kept = kept.get(..kept.len() - last.len_utf8()).unwrap_or_default();
    }
    kept
}

fn opens(before: char) -> bool {
    before.is_whitespace()
        || matches!(before, '(' | '[' | '{' | '<' | '"' | '\'' | '«' | '“' | '>' | ':' | '*' | '_')
}

/// Letters that take no room, or turn the direction of writing.
fn is_unseen(it: char) -> bool {
    it.is_control()
        || matches!(it, '\u{00AD}' | '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}')
        || matches!(it, '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFC}' | '\u{E0000}'..='\u{E007F}')
}

fn words(spans: &mut Vec<SpanView>, text: Option<&str>) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        spans.push(SpanView::Words { text: text.to_owned() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_where_its_sentence_goes_on() {
        assert_eq!(whole("https://nordby.dk/a. Og"), "https://nordby.dk/a");
        assert_eq!(whole("https://nordby.dk/a_(b)), siger"), "https://nordby.dk/a_(b)");
        assert_eq!(whole("https://nordby.dk/?a=1&b=2!"), "https://nordby.dk/?a=1&b=2");
        assert_eq!(whole("https://nordby.dk»"), "https://nordby.dk");
    }

    #[test]
    fn an_address_leads_where_it_says() {
        assert_eq!(page("https://nordby.dk/veje#3").as_deref(), Some("https://nordby.dk/veje#3"));
        assert_eq!(page("https://Nordby.dk").as_deref(), Some("https://nordby.dk/"));
        assert_eq!(
            page("https://da.wikipedia.org/wiki/Ærø").as_deref(),
            Some("https://da.wikipedia.org/wiki/%C3%86r%C3%B8")
        );
    }

    #[test]
    fn what_plays_tricks_is_words() {
        for trick in [
            "http://nordby.dk",
            "javascript:alert(1)",
            "https://nordby.dk@ond.example/",
            "https://nordby.dk:pw@ond.example",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://localhost/",
            "https://nоrdby.dk/",
            "https://nordby.dk\\@ond.example/",
            "https://nordby.dk/\u{202E}kd.elpmaxe",
            "https://nord\u{200B}by.dk/",
            "https://",
            "https://.dk",
            "https:///nordby.dk",
            "https://nordby.dk:99999/",
        ] {
            assert_eq!(page(trick), None, "{trick}");
        }
    }
}
