//! The login page: plain, in Danish, usable by keyboard and screen reader.
//! Refuses scripts; whatever is put into it is escaped. Shown by `provider`.

use super::Realm;
use super::ask::Ask;

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1a1c1e; --paper: #f6f7f9; --card: #fff; --blue: #0b57a4; --line: #74777f }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e3e2e6; --paper: #111318; --card: #1b1e24; --blue: #a8c8ff; --line: #8e9199 }
}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
       font: 1.125rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
main { width: min(26rem, 100%); padding: 2rem; border-radius: 1rem; background: var(--card) }
h1 { margin: 0 0 .25rem; font-size: 1.5rem }
p { margin: 0 0 1.5rem }
label { display: block; margin-bottom: .25rem; font-weight: 600 }
input { width: 100%; margin-bottom: 1.25rem; padding: .75rem; font: inherit; color: inherit;
        background: transparent; border: 1px solid var(--line); border-radius: .5rem }
button { width: 100%; padding: .875rem; font: inherit; font-weight: 600; border: 0; border-radius: 2rem;
         color: var(--card); background: var(--blue) }
:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px }";

/// The page on which somebody says who they are.
pub fn login(realm: Realm, ask: &Ask) -> String {
    let (title, lead) = match realm {
        Realm::Citizen => ("Log ind", "Skriv dit navn, så er du logget ind."),
        Realm::Staff => ("Log ind som medarbejder", "Skriv dit navn og din afdeling, så er du logget ind."),
    };
    let mut form = String::new();
    for (name, value) in ask.fields() {
        form += &format!(r#"<input type="hidden" name="{name}" value="{}">"#, escape(value));
    }
    form += &field("name", "Navn", "name");
    if realm == Realm::Staff {
        form += &field("unit", "Afdeling", "organization");
    }
    let body = format!(
        r#"<h1>{title}</h1><p>{lead} Denne side bruges kun under udvikling.</p>
<form method="post" action="login">{form}<button type="submit">Log ind</button></form>"#
    );
    page(title, &body)
}

/// The page for an app that is not known.
pub fn refusal() -> String {
    page(
        "Det går ikke",
        "<h1>Det går ikke</h1><p>Appen, der sendte dig hertil, er ikke kendt her. Luk siden, og prøv igen.</p>",
    )
}

fn field(name: &str, label: &str, autocomplete: &str) -> String {
    format!(
        r#"<label for="{name}">{label}</label><input id="{name}" name="{name}" autocomplete="{autocomplete}" maxlength="80" required>"#
    )
}

fn page(title: &str, body: &str) -> String {
    format!(
        r#"<!doctype html>
<html lang="da"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{STYLE}</style></head>
<body><main>{body}</main></body></html>
"#
    )
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_brings_stays_text() {
        let ask = Ask { state: r#""><script>alert('1')</script>&"#.into(), ..Ask::default() };
        let page = login(Realm::Staff, &ask);
        assert!(!page.contains("<script"));
        assert!(page.contains("&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;"));
    }
}
