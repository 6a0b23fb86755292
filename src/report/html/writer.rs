//! Writing HTML: elements that close themselves, and text that cannot be anything but text.
//!
//! Names of elements and attributes are constants of this program. All else goes through [`Html::text`] or into the
//! value of an attribute, and both escape it; there is no other way in. So nothing that a document holds or an example
//! prints can become markup.

use std::fmt::Write as _;

use crate::report::sanitise;

/// Attributes of an element: constant names, and values that are escaped.
pub(super) type Attributes<'a> = &'a [(&'static str, &'a str)];

/// HTML that is being written.
#[derive(Debug, Default)]
pub(super) struct Html {
    written: String,
}

impl Html {
    /// What is written so far.
    pub(super) fn finish(self) -> String {
        self.written
    }

    /// Text of this program: a style sheet, a script. Constants only, so that nothing else can come here.
    pub(super) fn constant(&mut self, text: &'static str) {
        self.written.push_str(text);
    }

    /// An element with what `content` writes.
    pub(super) fn element(&mut self, name: &'static str, attributes: Attributes<'_>, content: impl FnOnce(&mut Self)) {
        self.open(name, attributes);
        content(self);
        self.written.push_str("</");
        self.written.push_str(name);
        self.written.push('>');
    }

    /// An element that holds only text.
    pub(super) fn leaf(&mut self, name: &'static str, attributes: Attributes<'_>, text: &str) {
        self.element(name, attributes, |html| html.text(text));
    }

    /// An element that has no content and no end.
    pub(super) fn open(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.written.push('<');
        self.written.push_str(name);
        for (attribute, value) in attributes {
            self.written.push(' ');
            self.written.push_str(attribute);
            if !value.is_empty() {
                self.written.push_str("=\"");
                value.chars().for_each(|character| self.value(character));
                self.written.push('"');
            }
        }
        self.written.push('>');
    }

    /// Text, as it is. Characters that would move, hide or reorder what is around them become visible.
    pub(super) fn text(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '\n' | '\t' => self.written.push(character),
                _ if is_unseen(character) => {
                    self.element("span", &[("class", "ctl")], |html| {
                        sanitise::name(character).chars().for_each(|character| html.escaped(character));
                    });
                }
                _ => self.escaped(character),
            }
        }
    }

    /// A blank, where text and elements meet.
    pub(super) fn blank(&mut self) {
        self.written.push(' ');
    }

    /// An end of a line of the HTML itself.
    pub(super) fn line(&mut self) {
        self.written.push('\n');
    }

    fn value(&mut self, character: char) {
        if is_unseen(character) {
            sanitise::name(character).chars().for_each(|character| self.escaped(character));
        } else {
            self.escaped(character);
        }
    }

    fn escaped(&mut self, character: char) {
        match character {
            // The page may come into a log too, whose commands begin with two of these.
            '#' | ':' if self.written.ends_with(character) => {
                // Writing to a String cannot fail.
                let _ = write!(self.written, "&#{};", character as u32);
            }
            '&' => self.written.push_str("&amp;"),
            '<' => self.written.push_str("&lt;"),
            '>' => self.written.push_str("&gt;"),
            '"' => self.written.push_str("&quot;"),
            '\'' => self.written.push_str("&#39;"),
            _ => self.written.push(character),
        }
    }
}

/// Whether `character` cannot stand in HTML as it is: what is dangerous anywhere, and what the standard forbids.
fn is_unseen(character: char) -> bool {
    let code = character as u32;
    sanitise::is_dangerous(character) || (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe
}
