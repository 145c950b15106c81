//! QR codes (ISO/IEC 18004): a text as a square of dark and light modules, and as an SVG path.
//!
//! The worker draws the printable ones of campaigns with it; `module/` makes it a WebAssembly module
//! of its own for the panel, loaded only where a shopper asks for the code. There formatting traps
//! (`xtask/src/build/panics.rs`), so numbers are written by hand.
//!
//! The encoder is `fast_qr`: of those that are maintained, the smallest in WebAssembly (8.5 KB brotli;
//! the forks of `qrcode` have 12 to 15). `qrcodegen-no-heap` has 4.5, but no release since 2023.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

#[cfg(feature = "print")]
pub mod print;

use fast_qr::{ECL, Mode, QRBuilder, QRCode};

/// The longest text, in bytes. A deep link types at most 140 UTF-16 units, each at most three bytes
/// in UTF-8 and nine when percent-encoded: 1,260, and forty for what stands before them.
pub const MAX_TEXT: usize = 1300;

/// The light border that a reader needs, in modules on each side. It is not part of a symbol.
pub const QUIET_ZONE: usize = 4;

/// How much of a symbol may be unreadable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// About 15 %: level M, for screens.
    Medium,
    /// About 25 %: level Q, for paper, which gets dirty and creased.
    Quartile,
}

/// A QR code without its quiet zone.
#[derive(Debug)]
pub struct Symbol(Box<QRCode>);

impl Symbol {
    /// Encodes a text in byte mode, in the smallest version that holds it. Nothing where it is empty
    /// or longer than [`MAX_TEXT`].
    pub fn encode(text: &[u8], correction: Correction) -> Option<Self> {
        if text.is_empty() || text.len() > MAX_TEXT {
            return None;
        }
        let level = match correction {
            Correction::Medium => ECL::M,
            Correction::Quartile => ECL::Q,
        };
        let mut builder = QRBuilder::new(text);
        builder.mode(Mode::Byte).ecl(level);
        builder.build().ok().map(|symbol| Self(Box::new(symbol)))
    }

    /// How many modules each side has.
    pub fn width(&self) -> usize {
        self.0.size
    }

    /// Whether the module in this column and row is dark. Outside of the symbol none is.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        let width = self.width();
        x < width
            && y < width
            && self
                .0
                .data
                .get(y * width + x)
                .is_some_and(|module| module.value())
    }

    /// The dark modules as the `d` of an SVG path, a unit each: one rectangle for each run in a row.
    /// With its quiet zone it fills `viewBox="-4 -4 w w"`, where w is [`Self::width`] + 8.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for y in 0..self.width() {
            let mut x = 0;
            while x < self.width() {
                let start = x;
                while self.is_dark(x, y) {
                    x += 1;
                }
                if x > start {
                    let width = x - start;
                    for (mark, number) in [("M", start), (" ", y), ("h", width), ("v1h-", width)] {
                        path.push_str(mark);
                        push_number(&mut path, number);
                    }
                    path.push('z');
                }
                x += 1;
            }
        }
        path
    }
}

fn push_number(text: &mut String, number: usize) {
    const DIGITS: [char; 10] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
    if number >= DIGITS.len() {
        push_number(text, number / DIGITS.len());
    }
    text.extend(DIGITS.get(number % DIGITS.len()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use rqrr::{Grid, MetaData, SimpleGrid};

    /// How many codes are tried. By hand 3,000 were, without one that is not read.
    const CODES: usize = 25;

    fn symbol(text: &str, correction: Correction) -> Symbol {
        Symbol::encode(text.as_bytes(), correction).unwrap()
    }

    /// What somebody else's decoder reads.
    fn read(symbol: &Symbol) -> (MetaData, String) {
        let grid = SimpleGrid::from_func(symbol.width(), |x, y| symbol.is_dark(x, y));
        Grid::new(grid).decode().unwrap()
    }

    #[test]
    fn a_deep_link_with_a_code_is_read_back() {
        let link = "https://wa.me/15550783881?text=Hola%2C%20Demo%3A%20quiero%20recibir%20por%20WhatsApp%20ofertas%20y%20avisos%20de%20reposici%C3%B3n.%20C%C3%B3digo%20K7Q2M-9XT4D%20%28no%20lo%20borres%29";
        let symbol = symbol(link, Correction::Medium);
        let (meta, text) = read(&symbol);
        assert_eq!(text, link);
        // 0 stands for level M in a symbol's format information.
        assert_eq!((meta.ecc_level, symbol.width()), (0, 57));
    }

    #[test]
    fn a_campaigns_link_survives_more() {
        let link = "https://wa.shop.example/s/demo/c/parcel-insert";
        let symbol = symbol(link, Correction::Quartile);
        let (meta, text) = read(&symbol);
        assert_eq!(text, link);
        // 3 stands for level Q.
        assert_eq!((meta.ecc_level, symbol.width()), (3, 33));
    }

    #[test]
    fn texts_of_any_length_and_script_are_read_back() {
        let long = "Здравствуйте, Demo: я хочу получать 🎉 ".repeat(30);
        for length in (1..=MAX_TEXT).step_by(59).chain([MAX_TEXT]) {
            let end = (0..=length).rev().find(|end| long.is_char_boundary(*end));
            let text = long.get(..end.unwrap()).unwrap();
            if !text.is_empty() {
                for correction in [Correction::Medium, Correction::Quartile] {
                    assert_eq!(read(&symbol(text, correction)).1, text);
                }
            }
        }
    }

    /// What a camera reads on a screen where each module has this many pixels, and the card's edge
    /// beyond the quiet zone.
    fn seen(symbol: &Symbol, pixels: usize) -> Option<String> {
        const EDGE: usize = 12;
        let side = (symbol.width() + 2 * QUIET_ZONE) * pixels + 2 * EDGE;
        let module = |at: usize| (at.checked_sub(EDGE)? / pixels).checked_sub(QUIET_ZONE);
        let shade = |x, y| {
            let dark = module(x)
                .zip(module(y))
                .is_some_and(|(x, y)| symbol.is_dark(x, y));
            if dark { 0 } else { 255 }
        };
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, shade);
        let [grid] = &picture.detect_grids()[..] else {
            return None;
        };
        grid.decode().ok().map(|(_, text)| text)
    }

    /// Some codes were not read where a module had a fraction of a pixel (7 of 3,000 at 3.44): the
    /// panel draws whole ones, and this is why.
    #[test]
    fn links_of_any_code_are_read_from_a_screen_with_whole_pixels() {
        let alphabet: Vec<char> = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".chars().collect();
        let mut seed: usize = 1;
        for _ in 0..CODES {
            let code: String = (0..10)
                .map(|_| {
                    seed = (seed * 75 + 74) % 65_537;
                    alphabet[seed % 32]
                })
                .collect();
            let link = format!(
                "https://wa.me/15550783881?text=Hello%2C%20Demo%3A%20I%20would%20like%20to%20receive%20offers%20on%20WhatsApp.%20Code%20{code}%20(please%20keep%20it)"
            );
            let symbol = symbol(&link, Correction::Medium);
            for pixels in [2, 3, 4, 6] {
                assert_eq!(
                    seen(&symbol, pixels).as_ref(),
                    Some(&link),
                    "{pixels} pixels"
                );
            }
        }
    }

    #[test]
    fn a_text_that_is_empty_or_too_long_has_no_symbol() {
        let encode = |length| Symbol::encode(&vec![b'x'; length], Correction::Quartile);
        assert!(encode(0).is_none() && encode(MAX_TEXT + 1).is_none());
        assert!(encode(MAX_TEXT).is_some());
    }

    #[test]
    fn the_path_draws_the_dark_modules_and_no_other() {
        let symbol = symbol("https://wa.me/15550783881", Correction::Medium);
        let path = symbol.path();
        assert!(path.starts_with("M0 0h7v1h-7zM"), "{path}");
        let mut drawn = vec![false; symbol.width() * symbol.width()];
        for run in path.split_terminator('z') {
            let (x, rest) = run.strip_prefix('M').unwrap().split_once(' ').unwrap();
            let (y, rest) = rest.split_once('h').unwrap();
            let (width, back) = rest.split_once("v1h-").unwrap();
            assert_eq!(width, back);
            let [x, y, width]: [usize; 3] = [x, y, width].map(|number| number.parse().unwrap());
            for x in x..x + width {
                let module = &mut drawn[y * symbol.width() + x];
                assert!(!*module, "drawn twice");
                *module = true;
            }
        }
        for (index, drawn) in drawn.into_iter().enumerate() {
            let (x, y) = (index % symbol.width(), index / symbol.width());
            assert_eq!(drawn, symbol.is_dark(x, y), "{x} {y}");
        }
    }

    #[test]
    fn outside_of_the_symbol_nothing_is_dark() {
        let symbol = symbol("x", Correction::Medium);
        let outside = symbol.width();
        assert!(!symbol.is_dark(outside, 0) && !symbol.is_dark(0, outside));
        assert!(!symbol.is_dark(0, usize::MAX));
    }
}
