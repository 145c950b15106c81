//! What `plotters` draws on: an SVG whose shapes have classes in place of colours, so that the style
//! sheet decides about light and dark, and whose texts are measured without a font.

use maud::Escaper;
use plotters::prelude::RGBColor;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use std::convert::Infallible;
use std::fmt::Write;

/// What a shape is. `plotters` knows colours alone, so each is a colour of its own on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Ink {
    /// Lines behind the bars.
    Grid = 1,
    /// Numbers and dates.
    Label = 2,
    /// What it is about.
    Bar = 3,
}

impl Ink {
    pub(super) const fn color(self) -> RGBColor {
        RGBColor(self as u8, 0, 0)
    }

    fn class(color: BackendColor) -> &'static str {
        match color.rgb.0 {
            1 => "grid",
            2 => "label",
            _ => "bar",
        }
    }
}

/// Half the height of a letter is about its mean width in the fonts of screens: good enough for where
/// a label goes.
fn width_of(text: &str, size: f64) -> u32 {
    let letters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a casting float to integer saturates"
    )]
    let width = (f64::from(letters) * size * 0.55).ceil() as u32;
    width
}

/// An SVG that is being drawn.
pub(super) struct Canvas<'a> {
    out: &'a mut String,
    size: (u32, u32),
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl<'a> Canvas<'a> {
    pub(super) fn new(out: &'a mut String, size: (u32, u32)) -> Self {
        Self { out, size }
    }

    fn path(
        &mut self,
        points: impl IntoIterator<Item = BackendCoord>,
        style: &impl BackendStyle,
        is_filled: bool,
    ) {
        if style.color().alpha == 0.0 {
            return;
        }
        let mut steps = String::new();
        for (x, y) in points {
            let step = if steps.is_empty() { 'M' } else { 'L' };
            let _ = write!(steps, "{step}{x} {y}");
        }
        let (end, open) = if is_filled { ("Z", "") } else { ("", " open") };
        let class = Ink::class(style.color());
        let _ = write!(
            self.out,
            r#"<path class="{class}{open}" d="{steps}{end}"/>"#
        );
    }
}

impl DrawingBackend for Canvas<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    /// Nothing that is drawn here has pixels.
    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Drawn {
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.path([from, to], style, false);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.path(path, style, false);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        self.path(corners, style, true);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        _: bool,
    ) -> Drawn {
        let class = Ink::class(style.color());
        let (width, height) = (right.saturating_sub(left), bottom.saturating_sub(top));
        if width > 0 && height > 0 {
            let _ = write!(
                self.out,
                r#"<rect class="{class}" x="{left}" y="{top}" width="{width}" height="{height}"/>"#
            );
        }
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        (x, y): BackendCoord,
    ) -> Drawn {
        let anchor = match style.anchor().h_pos {
            HPos::Left => "start",
            HPos::Center => "middle",
            HPos::Right => "end",
        };
        let below = match style.anchor().v_pos {
            VPos::Top => "0.8em",
            VPos::Center => "0.35em",
            VPos::Bottom => "0",
        };
        let _ = write!(
            self.out,
            r#"<text class="label" x="{x}" y="{y}" dy="{below}" text-anchor="{anchor}">"#
        );
        let _ = Escaper::new(self.out).write_str(text);
        self.out.push_str("</text>");
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let size = style.size();
        Ok((width_of(text, size), width_of("00", size)))
    }
}
